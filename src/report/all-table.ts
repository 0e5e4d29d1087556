/** Every comparison with its absolute values; the script adds a filter and sorting, without it the table is complete. */
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { VERDICTS } from '../experiment/record.ts';
import { effectCell, effectHeading } from './forest.ts';
import { NOT_MEASURED } from './format.ts';
import { verdictOf, verdictWord } from './glyph.ts';
import { breakable, type Html, html } from './html-template.ts';
import { type Level, levelsOf } from './spread.ts';
import { type Anchors, atText, metricName, storeName, storesOf, timesOf, titleOf } from './view.ts';

const levelCell = (level: Level | null): Html =>
  level === null
    ? html`<td class="r">${NOT_MEASURED}</td>`
    : html`<td class="r">${level.figure}<br><span class="sub">${level.spread}</span></td>`;

function row(comparison: Comparison, anchors: Anchors): Html {
  const [times, levels, at] = [timesOf(comparison), levelsOf(comparison), atText(comparison.at)];
  const order = times === null ? -99 : Math.round(Math.log(times.estimate) * 1e4) / 1e4;
  const title = anchors.card.has(comparison.id)
    ? html`<a href="#${anchors.comparison.get(comparison.key)}">${titleOf(comparison)}</a>`
    : html`<b>${titleOf(comparison)}</b>`;
  return html`<tr data-v="${comparison.verdict}" data-s="${comparison.store}" data-r="${comparison.role}"><th scope="row" data-k="${titleOf(comparison)}">${title}<br><span class="sub">${breakable(comparison.id)}${at !== '' && ` · ${at}`}</span></th><td data-k="${comparison.role}">${comparison.role}</td><td data-k="${comparison.store}">${storeName(comparison.store)}</td><td data-k="${comparison.bench} ${comparison.metric}">${metricName(comparison.metric)}<br><span class="sub">${comparison.bench}</span></td>${(levels ?? [null, null]).map(levelCell)}<td class="r" data-k="${order}">${effectCell(times)}</td><td class="r" data-k="${comparison.sessions}">${comparison.sessions}</td><td data-k="${VERDICTS.indexOf(comparison.verdict)}${verdictWord(comparison)}">${verdictOf(comparison)}</td></tr>
`;
}

const option = (value: string, text = value): Html => html`<option value="${value}">${text}</option>`;
export function allSection(record: RunRecord, anchors: Anchors): Html {
  const { comparisons } = record;
  const head = html`<section id="all" aria-labelledby="all--h"><h2 id="all--h">All comparisons</h2>`;
  if (comparisons.length === 0)
    return html`${head}<p class="note">None was finished; what stood in the way is under <a href="#problems">Problems</a>.</p></section>`;
  return html`${head}<div class="tools" role="search" aria-label="Comparisons" hidden><label>Filter <input name="q" type="search" placeholder="press /"></label><label>Verdict <select name="v"><option value="">all</option>${VERDICTS.map((v) => option(v))}</select></label><label>Store <select name="s"><option value="">all</option>${storesOf(comparisons).map((s) => option(s, storeName(s)))}</select></label><label>Role <select name="r"><option value="">all</option>${option('gain')}${option('price')}</select></label><output aria-live="polite"></output></div>
<div class="scroll" tabindex="0" role="group" aria-label="All comparisons"><table class="all"><thead><tr><th scope="col">Comparison</th><th scope="col">Role</th><th scope="col">Store</th><th scope="col">Metric</th><th scope="col" class="r" data-no>Baseline</th><th scope="col" class="r" data-no>Candidate</th><th scope="col" class="r" data-n>${effectHeading(comparisons)}</th><th scope="col" class="r" data-n>Sessions</th><th scope="col">Verdict</th></tr></thead><tbody>
${comparisons.map((c) => row(c, anchors))}</tbody></table></div><p class="note">Effects are in “times better”, whichever direction is better; “${NOT_MEASURED}” is not measured, or not to be believed. Sessions count for calls, repeats for tasks. Under each absolute value is what it lies between (95 % by order statistics, or the least and the most of few runs) and of how many calls or runs it is; they are charted, only effects are judged.</p></section>`;
}
