/** All effects under each other: a table whose cells are fluid drawings, so that text stays text and rows restack on a phone. */
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { byStore, forestChart, TONES } from './charts/forest-chart.ts';
import type { Point } from './charts/spec.ts';
import { estimateText, intervalText, NOT_MEASURED, type Range, share } from './format.ts';
import { verdictOf } from './glyph.ts';
import { type Html, html, type Part } from './html-template.ts';
import { type Colour, fill, stroke } from './palette.ts';
import { type EffectAxis, effectAxis, fullAxis, nearAxis } from './scale.ts';
import { FONT, percent } from './svg.ts';
import {
  type Anchors,
  atText,
  costsOf,
  gainsOf,
  isSmoke,
  storeName,
  storeVersion,
  type Times,
  timesOf,
  titleOf,
} from './view.ts';

const HEIGHT = 40;
export const effectCell = (times: Times | null): Html =>
  times === null
    ? html`<span class="dash">${NOT_MEASURED}</span>`
    : html`<span class="num"><b>${estimateText(times)}</b> <span class="ci">${intervalText(times)}</span></span>`;

const upright = (axis: EffectAxis, value: number, [colour, dash]: readonly [Colour, string?], height: number): Html =>
  html`<line x1="${percent(axis.place(value))}" x2="${percent(axis.place(value))}" y2="${height}" ${stroke(colour)}${dash !== undefined && html` stroke-dasharray="${dash}"`}/>`;

/** The interval as a pale bar (dashed when it decides nothing) and the estimate as a stroke that never hides it. */
function intervalMark(axis: EffectAxis, times: Range, verdict: Comparison['verdict'], middle = HEIGHT / 2): Html {
  const [colour, from, to] = [TONES[verdict], axis.place(times.low), axis.place(times.high)];
  const open = verdict === 'inconclusive';
  const box = html`<rect x="${percent(from)}" width="${percent(Math.max(0.4, to - from))}" y="${middle - 4}" height="8" `;
  return html`${box}${open ? html`${stroke(colour)} fill="none" stroke-dasharray="3 2"` : html`${fill(colour)} fill-opacity=".38"`}/>${
    axis.holds(times.estimate) &&
    html`<svg x="${percent(axis.place(times.estimate))}" y="${middle}" width="1" height="1" overflow="visible"><path d="M0-8V8" ${stroke(colour)} stroke-width="2.5" fill="none"/></svg>`
  }`;
}

const fullCell = (axis: EffectAxis, comparison: Comparison, times: Range | null): Html =>
  html`<svg class="cell" width="330" height="${HEIGHT}" aria-hidden="true">${axis.ticks.map(({ value }) => value !== 1 && upright(axis, value, ['line'], HEIGHT))}${upright(axis, 1, ['edge', '3 3'], HEIGHT)}${times !== null && intervalMark(axis, times, comparison.verdict)}</svg>`;

/** Beyond the enlarged part an arrow stands for the effect. */
function nearMark(axis: EffectAxis, comparison: Comparison, times: Range): Html {
  const beyond = times.low > 1.25 || times.high < 0.8 || !axis.holds(times.estimate);
  if (!beyond) return intervalMark(axis, times, comparison.verdict);
  const right = times.estimate > 1;
  return html`<svg x="${right ? '99%' : '1%'}" y="20" width="1" height="1" overflow="visible"><path d="${right ? 'M0 0-6-4V4Z' : 'M0 0 6-4V4Z'}" ${fill(TONES[comparison.verdict])}/></svg>`;
}
function nearCell(axis: EffectAxis, comparison: Comparison, times: Range | null): Html {
  const [margin, same] = [1 + Math.max(0, comparison.margin), 1 + Math.max(0, comparison.equivalence)];
  const [from, to] = [axis.place(1 / margin), axis.place(margin)];
  return html`<svg class="cell" width="180" height="${HEIGHT}" aria-hidden="true"><rect x="${percent(from)}" width="${percent(to - from)}" y="0" height="${HEIGHT}" ${fill('band')}/>${upright(axis, 1 / same, ['edge', '1 3'], HEIGHT)}${upright(axis, same, ['edge', '1 3'], HEIGHT)}${upright(axis, 1, ['edge', '3 3'], HEIGHT)}${times !== null && nearMark(axis, comparison, times)}</svg>`;
}

const axisHead = (axis: EffectAxis, kind: 'big' | 'near'): Html =>
  html`<svg class="cell axis a-${kind}" width="${kind === 'big' ? 330 : 180}" height="18" aria-hidden="true" font-family="${FONT}">${axis.ticks.map(
    ({ at, text }) =>
      html`<text x="${percent(at)}" y="12" text-anchor="${at < 5 ? 'start' : at > 95 ? 'end' : 'middle'}" ${fill('ink3')} font-size="12">${text}</text>`,
  )}</svg>`;

interface Drawn {
  readonly full: EffectAxis;
  readonly near: EffectAxis;
  /** Of the chart, by the key of the comparison. */
  readonly points: ReadonlyMap<string | undefined, Point>;
}
function row(comparison: Comparison, { full, near, points }: Drawn, anchors: Anchors): Html {
  const point = points.get(comparison.key);
  const range = point?.between == null ? null : { estimate: point.x, ...point.between };
  const [id, at] = [anchors.comparison.get(comparison.key), atText(comparison.at)];
  const name = anchors.card.has(comparison.id)
    ? html`<a href="#${id}">${titleOf(comparison)}</a>`
    : html`<b>${titleOf(comparison)}</b>`;
  return html`<tr><th scope="row" class="nm">${name}<br><span class="sub">${at !== '' && html`<b>${at}</b> · `}${comparison.description}</span></th><td class="big">${fullCell(full, comparison, range)}</td><td class="near">${nearCell(near, comparison, range)}</td><td class="r ef">${effectCell(timesOf(comparison))}</td><td class="vd">${verdictOf(comparison)}</td></tr>
`;
}

function groupRows(record: RunRecord, comparisons: readonly Comparison[], drawn: Drawn, anchors: Anchors): Part {
  return byStore(comparisons).map(([store, rows]) => {
    const version = storeVersion(record, store);
    return html`<tbody><tr class="grp"><th scope="rowgroup" colspan="5">${storeName(store)} <span class="mut">${version ?? 'version not recorded'}</span></th></tr>
${rows.map((c) => row(c, drawn, anchors))}</tbody>`;
  });
}

/** `Effect, 99 % interval`, or without the number where comparisons differ in it. */
export function effectHeading(comparisons: readonly Comparison[]): string {
  const levels = new Set(comparisons.flatMap((c) => timesOf(c)?.confidence ?? []));
  const [level] = levels;
  return levels.size === 1 && level !== undefined ? `Effect, ${share(level)} interval` : 'Effect, interval';
}

export function forestSection(record: RunRecord, anchors: Anchors): Html {
  const head = html`<section id="effects" aria-labelledby="effects--h"><h2 id="effects--h">Effects</h2>`;
  const { comparisons } = record;
  if (comparisons.length === 0)
    return html`${head}<p class="note">No comparison was finished, so there is no effect to draw.</p></section>`;
  if (isSmoke(record))
    return html`${head}<p class="note">A smoke run judges no speed, so there is no effect to draw; the table below says what was answered.</p></section>`;
  const spec = forestChart(record);
  const points = new Map(spec?.series.flatMap((series) => series.points.map((point) => [point.key, point] as const)));
  const full = spec === null ? fullAxis([]) : effectAxis(spec.x.low, spec.x.high);
  const axes = { full, near: nearAxis(), points };
  const [gains, costs] = [gainsOf(record), costsOf(record)];
  return html`${head}<p class="how"><b>How to read:</b> right of the dashed line is better. The stroke is the estimate, the bar its interval, dashed where it decides nothing. In the enlarged part the grey band is the margin that an interval must leave to be called, and the dotted lines bound “same”; an arrow means that the effect lies beyond it.</p>
<table class="forest"><caption class="sr">Effect of each comparison in times better, with interval and verdict</caption><thead><tr><th scope="col">Comparison</th><th scope="col"><span class="hd">Times better, log scale</span>${axisHead(axes.full, 'big')}</th><th scope="col" class="near"><span class="hd">Near 1×, enlarged</span>${axisHead(axes.near, 'near')}</th><th scope="col" class="r">${effectHeading(comparisons)}</th><th scope="col">Verdict</th></tr></thead>
${gains.length === 0 ? html`<tbody><tr class="grp"><th scope="rowgroup" colspan="5">No gain was compared</th></tr></tbody>` : groupRows(record, gains, axes, anchors)}${
  costs.length > 0 &&
  html`<tbody><tr class="grp cost"><th scope="rowgroup" colspan="5">What it costs <span class="mut">the same changes on the work that pays for them; below 1× is dearer</span></th></tr></tbody>${groupRows(record, costs, axes, anchors)}`
}</table></section>`;
}
