/** "Do these first": the three gains that are worth most for their price, with what to run; apart from them those that give up something else. */

import { scaleLog } from 'd3-scale';
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { estimateText, intervalText, plain, plural, share } from './format.ts';
import { codeBlock, verdictOf } from './glyph.ts';
import { type Html, html, type Part } from './html-template.ts';
import { fill, stroke } from './palette.ts';
import { pricesOf } from './prices.ts';
import { freeGains, riskOf, riskyGains } from './ranking.ts';
import { levelsText } from './spread.ts';
import { percent } from './svg.ts';
import {
  type Anchors,
  answersText,
  atText,
  isSmoke,
  optimizationOf,
  storeName,
  type Times,
  timesOf,
  titleOf,
  unitOf,
} from './view.ts';

const SHOWN = 3;

/** What the candidate has and the baseline has not, as it would be typed; where only the question is asked differently, that statement. Answers to other benches are not part of it. */
export function whatToRun(record: RunRecord, gain: Comparison): readonly string[] {
  const optimization = optimizationOf(record, gain.id);
  const changeOf = (name: string) => optimization?.variants.find((entry) => entry.name === name)?.change ?? [];
  const before = new Set(changeOf(gain.baseline));
  const others = record.comparisons.filter((c) => c.id === gain.id && c.bench !== gain.bench).map((c) => `${c.bench}: `);
  const isOther = (line: string) => others.some((name) => line.startsWith(name));
  const change = changeOf(gain.variant).filter((line) => !before.has(line) && !isOther(line));
  if (change.length > 0) return change;
  return gain.statements.candidate === null ? [] : [gain.statements.candidate];
}

function strip(times: Times, most: number): Html {
  const scale = scaleLog([1, most], [1, 99]);
  const at = (value: number) => Math.max(1, Math.min(99, scale(Math.max(1, value))));
  const decades = Array.from({ length: Math.round(Math.log10(most)) + 1 }, (_, i) => 10 ** i);
  const [low, high, middle] = [at(times.low), at(times.high), percent(at(times.estimate))];
  return html`<svg class="strip" width="170" height="14" aria-hidden="true">${decades.map(
    (value) =>
      html`<line x1="${percent(at(value))}" x2="${percent(at(value))}" y2="14" ${stroke(value === 1 ? 'edge' : 'line')}/>`,
  )}<rect x="1%" width="${percent(at(times.estimate) - 1)}" y="6" height="2" ${fill('better')}/><rect x="${percent(low)}" width="${percent(Math.max(0.4, high - low))}" y="3" height="8" ${fill('better')} fill-opacity=".38"/><line x1="${middle}" x2="${middle}" y1="1" y2="13" ${stroke('better')} stroke-width="2.5"/></svg>`;
}

interface Row {
  readonly gain: Comparison;
  readonly times: Times;
  /** Null for those that stand in no order. */
  readonly rank: number | null;
  readonly most: number;
}
function adviceRow(record: RunRecord, anchors: Anchors, { gain, times, rank, most }: Row): Html {
  const [levels, at, run] = [levelsText(gain), atText(gain.at), whatToRun(record, gain)];
  const prices = pricesOf(record, gain);
  const [id, risk] = [anchors.comparison.get(gain.key), riskOf(record, gain)];
  return html`<tr><td class="rk">${rank ?? '–'}</td><th scope="row" class="tt">${anchors.card.has(gain.id) ? html`<a href="#${id}">${titleOf(gain)}</a>` : html`<b>${titleOf(gain)}</b>`}<br><span class="sub">${storeName(gain.store)}. ${gain.description}${at !== '' && `, ${at}`}</span></th><td class="gn"><b>${estimateText(times)}</b> <span class="ci">${intervalText(times)}</span>${strip(times, most)}<span class="sub">${levels}</span></td><td class="su">${verdictOf(gain)}<br><span class="sub">${share(times.confidence)} interval, ${plural(gain.sessions, unitOf(gain))}; answers ${answersText(gain)}</span></td><td class="pr"><ul>${risk !== null && html`<li class="risk">If you accept that ${risk}.</li>`}${
    prices.length === 0 ? html`<li class="mut">no price was measured</li>` : prices.map((price) => html`<li>${price.clause}</li>`)
  }</ul></td><td class="rn">${run.length === 0 ? html`<span class="sub">The record holds no statement for it.</span>` : codeBlock(`Change: ${titleOf(gain)}`, run)}</td></tr>
`;
}

interface Board {
  readonly gains: readonly Comparison[];
  readonly ranked: boolean;
}
/** Its gains on an axis of their own. */
function board(record: RunRecord, anchors: Anchors, { gains, ranked }: Board): Html {
  const rows = gains.flatMap((gain) => {
    const times = timesOf(gain);
    return times === null ? [] : [{ gain, times }];
  });
  const most = 10 ** Math.max(1, Math.ceil(Math.log10(Math.max(...rows.map(({ times }) => times.high), 2))));
  return html`<table class="first"><thead><tr><th scope="col"><span class="sr">Rank</span></th><th scope="col">Change</th><th scope="col">Gain, 1× to ${plain(most)}× (log)</th><th scope="col">How sure</th><th scope="col">Price</th><th scope="col">What to run</th></tr></thead><tbody>
${rows.map(({ gain, times }, i) => adviceRow(record, anchors, { gain, times, rank: ranked ? i + 1 : null, most }))}</tbody></table>`;
}

function riskyPart(record: RunRecord, anchors: Anchors): Part {
  const risky = riskyGains(record);
  if (risky.length === 0) return false;
  const left = risky.length - SHOWN;
  return html`<h3 class="accept">Faster, if you accept what it gives up</h3>${board(record, anchors, { gains: risky.slice(0, SHOWN), ranked: false })}<p class="note">What these give up is no figure that was measured, so it cannot be weighed against the gain, and they are never among what to do first.${left > 0 && ` ${plural(left, 'more candidate')} of this kind: see the effects.`}</p>`;
}

export function adviceSection(record: RunRecord, anchors: Anchors): Html {
  const head = html`<section id="first" aria-labelledby="first--h" class="s1"><h2 id="first--h">Do these first</h2>`;
  if (isSmoke(record)) return html`${head}<p class="note">A smoke run judges no speed, so it gives no advice.</p></section>`;
  const best = freeGains(record);
  const left = best.length - SHOWN;
  const first =
    best.length === 0
      ? html`<p class="note">${riskyGains(record).length === 0 ? 'No gain is proven better in this run, so there is nothing to advise.' : 'Whatever is proven better in this run gives up something that was not measured.'}</p>`
      : html`${board(record, anchors, { gains: best.slice(0, SHOWN), ranked: true })}<p class="note">Ranked by the sure part of the gain (the interval’s low end) against the dearest price; the best comparison of each optimisation.${left > 0 && ` ${plural(left, 'more optimisation')} ${left === 1 ? 'is' : 'are'} better at something: see the effects.`}</p>`;
  return html`${head}${first}${riskyPart(record, anchors)}</section>`;
}
