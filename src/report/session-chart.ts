/** The evidence of one comparison: a dot a session with its blocks, or for a task a dot a call. */
import { scaleLog } from 'd3-scale';
import type { Comparison } from '../experiment/record.ts';
import type { CallsEvidence, TaskEvidence } from '../experiment/record-evidence.ts';
import { type Frame, howToRead, plot } from './charts/plot.ts';
import { dotsOf, sessionsChart, spaced } from './charts/sessions-chart.ts';
import { durationTick, milliseconds, NOT_MEASURED, plural, ratioText } from './format.ts';
import { type Html, html, type Part } from './html-template.ts';
import { stroke } from './palette.ts';
import { effectAxis } from './scale.ts';
import { chart, dotsPath, label, segment } from './svg.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [528, 264, 52, 440, 26, 224];
const FRAME: Frame = { width: WIDTH, height: HEIGHT, left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM };

export const dataTable = (name: string, columns: readonly string[], rows: readonly (readonly Part[])[]): Html =>
  html`<details class="more"><summary>Data of this chart</summary><div class="scroll" tabindex="0" role="group" aria-label="${name}, data"><table class="data"><thead><tr>${columns.map((c) => html`<th scope="col">${c}</th>`)}</tr></thead><tbody>${rows.map(
    ([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;

function sessionFigure(id: string, comparison: Comparison, evidence: CallsEvidence): Html {
  const [spec, name] = [sessionsChart(comparison, evidence), 'Sessions: the honest sample size'];
  if (spec === null)
    return html`<figure><figcaption>${name}</figcaption><p class="note">No session was measured, so there is nothing to draw.</p></figure>`;
  const rows = dotsOf(evidence, comparison.better).map((dot, i) => [
    String(i + 1),
    dot.effect === null ? NOT_MEASURED : ratioText(dot.effect),
    dot.blocks.length === 0 ? NOT_MEASURED : ratioText(Math.min(...dot.blocks)),
    dot.blocks.length === 0 ? NOT_MEASURED : ratioText(Math.max(...dot.blocks)),
    String(dot.blocks.length),
    dot.discarded === null ? 'counts' : `discarded: ${dot.discarded}`,
  ]);
  return html`<figure><figcaption>${name}</figcaption>${plot(`${id}--sessions`, spec, FRAME)}${howToRead(spec)}${dataTable(name, ['Session', 'Times better', 'Lowest block', 'Highest block', 'Blocks', 'Counts'], rows)}</figure>`;
}

/** The names stand beside the last repeat, pushed apart where both took about as long. */
function sideLabels(repeats: TaskEvidence['repeats'], y: (ms: number) => number): Part {
  const last = repeats.at(-1);
  const [baseline, candidate] = [last?.baselineMs.at(-1) ?? 0, last?.candidateMs.at(-1) ?? 0].map((ms) =>
    ms > 0 ? y(ms) + 4 : null,
  );
  if (baseline == null || candidate == null) return false;
  const apart = Math.abs(baseline - candidate) < 16 ? 8 : 0;
  const above = baseline < candidate ? -apart : apart;
  return [
    label(RIGHT + 8, baseline + above, 'baseline', { colour: 'ink2' }),
    label(RIGHT + 8, candidate - above, 'candidate', { colour: 'better', bold: true }),
  ];
}

function repeatMarks(repeats: TaskEvidence['repeats']): Part {
  const values = repeats.flatMap((repeat) => [...repeat.baselineMs, ...repeat.candidateMs]).filter((ms) => ms > 0);
  const [low, high] = [Math.min(...values) / 1.1, Math.max(...values) * 1.1];
  const y = scaleLog([low, high], [BOTTOM, TOP]);
  const step = (RIGHT - LEFT - 12) / repeats.length;
  const x = (i: number, shift: number) => LEFT + 12 + step * (i + 0.5 + shift);
  const dots = (side: 'baselineMs' | 'candidateMs', shift: number) =>
    repeats.flatMap((repeat, i) => repeat[side].filter((ms) => ms > 0).map((ms) => [x(i, shift), y(ms)] as const));
  const ticks = high / low > 20 ? effectAxis(low, high).ticks.map((tick) => tick.value) : spaced(low, high);
  return [
    ticks.map((ms) => [
      segment({ from: [LEFT + 12, y(ms)], to: [RIGHT, y(ms)], colour: 'line' }),
      label(LEFT + 6, y(ms) + 4, durationTick(ms * 1e6), { anchor: 'end' }),
    ]),
    repeats.map((_, i) => label(x(i, 0), BOTTOM + 18, String(i + 1), { anchor: 'middle' })),
    segment({ from: [LEFT + 12, BOTTOM], to: [RIGHT, BOTTOM], colour: 'edge' }),
    label(8, 12, 'duration (log)', { colour: 'ink2' }),
    label(RIGHT, HEIGHT - 4, 'repeat', { anchor: 'end', colour: 'ink2' }),
    html`<path d="${dotsPath(dots('baselineMs', -0.1))}" ${stroke('base')} stroke-width="8" stroke-linecap="round" fill="none"/>`,
    html`<path d="${dotsPath(dots('candidateMs', 0.1))}" ${stroke('better')} stroke-width="8" stroke-linecap="round" fill="none"/>`,
    sideLabels(repeats, y),
  ];
}
/** For a task: every call of both variants, repeat by repeat. */
function repeatFigure(id: string, comparison: Comparison, evidence: TaskEvidence): Html {
  const { repeats } = evidence;
  const name = 'Repeats: every call of the task';
  const any = repeats.some((repeat) => [...repeat.baselineMs, ...repeat.candidateMs].some((ms) => ms > 0));
  if (!any)
    return html`<figure><figcaption>${name}</figcaption><p class="note">No repeat was measured, so there is nothing to draw.</p></figure>`;
  const list = (values: readonly number[]) => (values.length === 0 ? NOT_MEASURED : values.map(milliseconds).join(', '));
  const rows = repeats.map((repeat, i) => [String(i + 1), repeat.order, list(repeat.baselineMs), list(repeat.candidateMs)]);
  return html`<figure><figcaption>${name}</figcaption>${chart({
    id: `${id}--repeats`,
    title: `${comparison.variant}: durations of ${plural(repeats.length, 'repeat')}`,
    description: rows.map((row) => `Repeat ${row[0]}: baseline ${row[2]}, candidate ${row[3]}.`).join(' '),
    width: WIDTH,
    height: HEIGHT,
    marks: repeatMarks(repeats),
  })}<p class="how"><b>How to read:</b> grey is ${comparison.baseline}, teal ${comparison.variant}; lower is better. Each repeat runs both in the order of the table.</p>${dataTable(name, ['Repeat', 'Order', `${comparison.baseline}`, `${comparison.variant}`], rows)}</figure>`;
}

export const evidenceFigure = (id: string, comparison: Comparison, evidence: CallsEvidence | TaskEvidence): Html =>
  evidence.shape === 'calls' ? sessionFigure(id, comparison, evidence) : repeatFigure(id, comparison, evidence);
