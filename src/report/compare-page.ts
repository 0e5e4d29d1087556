/** Two runs beside each other as a page of its own: what became more or less, what shows no change, what is new, gone or skipped. Pure. */
import type { Comparison, RunRecord } from '../experiment/record.ts';
import type { ComparedRow, ComparedRuns } from './compare-runs.ts';
import { effectCell } from './forest.ts';
import { count, estimateText, intervalText, moment, NOT_MEASURED, plain, plural } from './format.ts';
import { verdictMark, verdictOf } from './glyph.ts';
import { headBar } from './head.ts';
import { breakable, constant, type Html, html, type Part } from './html-template.ts';
import { fill, stroke } from './palette.ts';
import { type EffectAxis, fullAxis } from './scale.ts';
import { STYLE } from './style.ts';
import { percent } from './svg.ts';
import { atText, comparisonName, metricName, storeName, timesOf, titleOf } from './view.ts';

/** One of the two: its record, what its folder is called, and the way to its report; null where the report stands elsewhere. */
export interface ComparedSide {
  readonly record: RunRecord;
  readonly name: string;
  readonly href: string | null;
}
export interface ComparedPage {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly compared: ComparedRuns;
  /** In what the runs are unlike, though they were compared all the same. */
  readonly differences: readonly string[];
}

/** Changed in the effect, or in what it is called. */
export const isChanged = ({ says, before, after }: ComparedRow): boolean =>
  says === 'more' || says === 'less' || before.verdict !== after.verdict;

export function comparedSentence({ rows, added, removed }: ComparedRuns): string {
  const of = (what: ComparedRow['says']): number => rows.filter(({ says }) => says === what).length;
  if (rows.length === 0) return 'The two runs have no comparison in common.';
  const parts = [
    `${count(of('more'))} gained`,
    `${count(of('less'))} lost`,
    `${count(of('no change seen'))} without a change that can be seen`,
    ...(of('not known') === 0 ? [] : [`${count(of('not known'))} not known`]),
    ...(added.length === 0 ? [] : [`${count(added.length)} new`]),
    ...(removed.length === 0 ? [] : [`${count(removed.length)} gone`]),
  ];
  return `Of ${plural(rows.length, 'comparison')} in both runs: ${parts.join(', ')}.`;
}

const SAYS: Readonly<Record<ComparedRow['says'], Html>> = {
  more: verdictMark('better', 'gained'),
  less: verdictMark('worse', 'lost'),
  'no change seen': verdictMark('inconclusive', 'no change seen'),
  'not known': verdictMark('notrun', 'not known'),
};

const rangeOf = ({ change }: ComparedRow) =>
  change === null ? null : { estimate: change.ratio, low: change.low, high: change.high };
function changeDrawing(axis: EffectAxis, row: ComparedRow): Html {
  const range = rangeOf(row);
  const colour = row.says === 'more' ? 'better' : row.says === 'less' ? 'worse' : 'ink2';
  const even = percent(axis.place(1));
  const [from, to] = range === null ? [0, 0] : [axis.place(range.low), axis.place(range.high)];
  return html`<svg class="strip" width="150" height="14" aria-hidden="true"><line x1="${even}" x2="${even}" y2="14" ${stroke('edge')} stroke-dasharray="3 3"/>${
    range !== null &&
    html`<rect x="${percent(from)}" width="${percent(Math.max(0.4, to - from))}" y="3" height="8" ${fill(colour)} fill-opacity=".38"/><line x1="${percent(axis.place(range.estimate))}" x2="${percent(axis.place(range.estimate))}" y1="1" y2="13" ${stroke(colour)} stroke-width="2.5"/>`
  }</svg>`;
}

const labelled = (text: string): Html => html`<span class="lb" aria-hidden="true">${text}</span>`;
const sideCell = (name: string, comparison: Comparison): Html =>
  html`<td>${labelled(name)}${effectCell(timesOf(comparison))}<br>${verdictOf(comparison)}</td>`;
function tableRow(row: ComparedRow, page: ComparedPage, axis: EffectAxis): Html {
  const { after, before } = row;
  const [at, range] = [atText(after.at), rangeOf(row)];
  const change =
    range === null
      ? html`<span class="dash">${NOT_MEASURED}</span>`
      : html`<span class="num"><b>${estimateText(range)}</b> <span class="ci">${intervalText(range)}</span></span>`;
  return html`<tr><th scope="row"><b>${titleOf(after)}</b>${after.role === 'price' && html` <span class="badge">price</span>`}<br><span class="sub">${storeName(after.store)}. ${after.description}, ${metricName(after.metric)}${at !== '' && `, ${at}`}</span></th>${sideCell(page.before.name, before)}${sideCell(page.after.name, after)}<td>${labelled('the change')}${change}${changeDrawing(axis, row)}</td><td>${labelled('says')}${SAYS[row.says]}</td></tr>
`;
}

function table(name: string, rows: readonly ComparedRow[], page: ComparedPage, axis: EffectAxis): Html {
  const { before, after } = page;
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table class="data compared"><thead><tr><th scope="col">Comparison</th><th scope="col">Times better in ${before.name}</th><th scope="col">In ${after.name}</th><th scope="col">The change, later ÷ earlier</th><th scope="col">Says</th></tr></thead><tbody>
${rows.map((row) => tableRow(row, page, axis))}</tbody></table></div>`;
}

function changesSection(page: ComparedPage): Html {
  const { rows } = page.compared;
  const ranges = rows.flatMap((row) => rangeOf(row) ?? []);
  const axis = fullAxis(ranges.map((range) => ({ times: { ...range, confidence: 0 }, conclusive: true })));
  const [changed, others] = [rows.filter(isChanged), rows.filter((row) => !isChanged(row))];
  const section = (id: string, name: string, mine: readonly ComparedRow[], none: string): Html =>
    html`<section id="${id}" aria-labelledby="${id}--h"><h2 id="${id}--h">${name}</h2>${mine.length === 0 ? html`<p class="note">${none}</p>` : table(name, mine, page, axis)}</section>
`;
  return html`${section('changed', 'What changed', changed, 'Of no comparison a change is seen, in its effect or in its verdict.')}${section('others', 'Without a change that can be seen', others, 'There is none.')}<p class="how"><b>How to read:</b> each run measured its effects within itself, baseline beside candidate, so what is compared are these ratios and no absolute time. A change is told where its whole interval leaves no change out; the two half-widths add as squares. No change seen does not show that there is none.</p>`;
}

const list = (id: string, name: string, lines: readonly Part[]): Part =>
  lines.length > 0 &&
  html`<section id="${id}" aria-labelledby="${id}--h"><h2 id="${id}--h">${name}</h2><ul class="notes">${lines.map((line) => html`<li>${line}</li>`)}</ul></section>
`;
/** Comparisons in words, by their keys. */
const named = ({ record }: ComparedSide, keys: readonly string[]): readonly Part[] =>
  record.comparisons
    .filter(({ key }) => keys.includes(key))
    .map((one) => html`${comparisonName(one)}, ${metricName(one.metric)} <span class="mut">${breakable(one.id)}</span>`);
const skips = ({ record }: ComparedSide): readonly Part[] =>
  record.skipped.map(({ id, reason, remedy }) => html`${breakable(id)}: ${reason}; ${remedy}`);

function sideLine(word: string, { record: { run, environment }, name, href }: ComparedSide): Html {
  const link = href === null ? html`<b>${name}</b>` : html`<a href="${href}">${name}</a>`;
  const commit = run.commit === null ? 'commit unknown' : `commit ${run.commit.slice(0, 10)}`;
  return html`<div class="tl"><dt>${word}</dt><dd>${link} <span class="sub">${moment(run.startedAt)}, profile ${run.profile}, scale ${plain(run.scale)}, ${commit}, ${plural(environment.cores, 'core')}</span></dd></div>`;
}

export function renderCompare(page: ComparedPage): string {
  const { before, after, compared, differences } = page;
  const banner =
    differences.length > 0 &&
    html`<div class="banner"><p><b>These runs are unlike</b>, and were compared all the same: what changed may come from that.</p><ul class="notes">${differences.map((difference) => html`<li>${difference}</li>`)}</ul></div>`;
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>mhbench compare ${before.name}, ${after.name}</title><style>${constant(STYLE)}</style></head><body>
${headBar([
  ['changed', 'Changed'],
  ['others', 'Unchanged'],
])}
<main id="top"><div class="eyebrow"><span><a href="../index.html">All runs</a></span></div>
<section class="v0"><h1>${comparedSentence(compared)}</h1><dl class="tally">${sideLine('Earlier', before)}${sideLine('Later', after)}</dl>${banner}</section>
${changesSection(page)}
${list('new', 'New', named(after, compared.added))}${list('gone', 'Gone', named(before, compared.removed))}${list('skipped-before', `Skipped in ${before.name}`, skips(before))}${list('skipped-after', `Skipped in ${after.name}`, skips(after))}
<footer>mhbench ${after.record.run.toolVersion}. This page is made from the two runs’ run.json alone, asks no server for anything and needs no script.</footer></main></body></html>
`.markup;
}
