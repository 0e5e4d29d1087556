/** The evidence of one comparison: a dot a session with its blocks, or for a task a dot a call. */
import { scaleLog } from 'd3-scale';
import type { Comparison } from '../experiment/record.ts';
import type { CallsEvidence, TaskEvidence } from '../experiment/record-evidence.ts';
import {
  durationTick,
  estimateText,
  intervalText,
  milliseconds,
  NOT_MEASURED,
  plural,
  ratioText,
  ratioTick,
  share,
} from './format.ts';
import { type Html, html, type Part } from './html-template.ts';
import { type Colour, fill, stroke } from './palette.ts';
import { effectAxis } from './scale.ts';
import { chart, dotsPath, label, segment, xy } from './svg.ts';
import { type Times, timesOf, timesOfLog } from './view.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [528, 264, 52, 440, 26, 224];

export const dataTable = (name: string, columns: readonly string[], rows: readonly (readonly Part[])[]): Html =>
  html`<details class="more"><summary>Data of this chart</summary><div class="scroll" tabindex="0" role="group" aria-label="${name}, data"><table class="data"><thead><tr>${columns.map((c) => html`<th scope="col">${c}</th>`)}</tr></thead><tbody>${rows.map(
    ([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div></details>`;

interface Dot {
  readonly effect: number | null;
  readonly blocks: readonly number[];
  readonly discarded: string | null;
}
const dotsOf = (evidence: CallsEvidence, better: Comparison['better']): Dot[] =>
  evidence.sessions.map((session) => ({
    effect: session.effect === null ? null : timesOfLog(session.effect, better),
    blocks: session.blocks.map((block) => timesOfLog(block, better)),
    discarded: session.discarded,
  }));

/** Ticks close enough to read on a narrow logarithmic axis, where powers of ten are too far apart. */
function linearTicks(low: number, high: number): number[] {
  const scale = scaleLog([low, high], [0, 1]);
  return high / low > 20
    ? effectAxis(low, high).ticks.map((tick) => tick.value)
    : scale.ticks(4).length > 8
      ? spaced(low, high)
      : scale.ticks(4);
}
function spaced(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= rough) ?? rough;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}

/** The axis holds every session and the interval, and nine blocks in ten; a block disturbed tenfold must not squash the rest. */
function extent(dots: readonly Dot[], times: Times | null): readonly [number, number] {
  const blocks = dots.flatMap((dot) => dot.blocks).sort((a, b) => a - b);
  const quantile = (q: number): number[] => blocks.slice(Math.floor(q * (blocks.length - 1))).slice(0, 1);
  const kept = [
    ...quantile(0.05),
    ...quantile(0.95),
    ...dots.flatMap((dot) => dot.effect ?? []),
    ...(times === null ? [] : [times.low, times.high]),
  ];
  return [Math.min(...kept), Math.max(...kept)];
}
const MOST_DOTS = 240;
/** Of very many blocks every so-manieth is drawn. */
const drawnEvery = (dots: readonly Dot[]): number =>
  Math.max(1, Math.ceil(dots.reduce((sum, dot) => sum + dot.blocks.length, 0) / MOST_DOTS));

function sessionMarks(
  dots: readonly Dot[],
  times: Times | null,
  { colour, looks }: { colour: Colour; looks: readonly number[] },
): Part {
  const [low, high] = extent(dots, times);
  const pad = Math.max(1.004, (high / low) ** 0.06);
  const y = scaleLog([low / pad, high * pad], [BOTTOM, TOP]);
  const step = (RIGHT - LEFT) / Math.max(1, dots.length);
  const x = (i: number) => LEFT + step * (i + 0.5);
  const every = Math.ceil(dots.length / 12);
  const [thinning, inside] = [drawnEvery(dots), (block: number) => Math.min(high * pad, Math.max(low / pad, block))];
  const blocks = dots.flatMap((dot, i) =>
    dot.blocks.flatMap((block, b) =>
      b % thinning === 0 ? [[x(i) + step * 0.7 * ((b + 0.5) / dot.blocks.length - 0.5), y(inside(block))] as const] : [],
    ),
  );
  return [
    linearTicks(low / pad, high * pad).map((value) => [
      segment({ from: [LEFT, y(value)], to: [RIGHT, y(value)], colour: 'line' }),
      label(LEFT - 8, y(value) + 4, ratioTick(value), { anchor: 'end' }),
    ]),
    dots.map((_, i) => i % every === 0 && label(x(i), BOTTOM + 18, String(i + 1), { anchor: 'middle' })),
    segment({ from: [LEFT, BOTTOM], to: [RIGHT, BOTTOM], colour: 'edge' }),
    low / pad < 1 && high * pad > 1 && segment({ from: [LEFT, y(1)], to: [RIGHT, y(1)], colour: 'edge', dash: '3 3' }),
    looks
      .filter((look) => look <= dots.length)
      .map((look) =>
        segment({ from: [x(look - 1) + step / 2, TOP], to: [x(look - 1) + step / 2, BOTTOM], colour: 'edge', dash: '1 4' }),
      ),
    label(8, 12, 'times better (log)', { colour: 'ink2' }),
    label(RIGHT, HEIGHT - 4, 'session', { anchor: 'end', colour: 'ink2' }),
    html`<path d="${dotsPath(blocks)}" ${stroke('base')} stroke-width="3.2" stroke-linecap="round" fill="none"/>`,
    dots.map((dot, i) =>
      dot.effect === null
        ? false
        : html`<circle cx="${xy(x(i))}" cy="${xy(y(dot.effect))}" r="4.6" ${dot.discarded === null ? fill(colour) : html`${stroke('worse')} fill="none" stroke-width="1.5"`}/>`,
    ),
    times !== null && [
      segment({ from: [RIGHT + 14, y(times.low)], to: [RIGHT + 14, y(times.high)], colour, width: 5 }),
      segment({ from: [RIGHT + 8, y(times.estimate)], to: [RIGHT + 20, y(times.estimate)], colour, width: 2 }),
      label(RIGHT + 25, y(times.estimate) + 4, estimateText(times), { colour: 'ink', bold: true }),
    ],
  ];
}

function sessionFigure(id: string, comparison: Comparison, evidence: CallsEvidence): Html {
  const [dots, times] = [dotsOf(evidence, comparison.better), timesOf(comparison)];
  const shown = dots.filter((dot) => dot.effect !== null || dot.blocks.length > 0);
  const name = 'Sessions: the honest sample size';
  if (shown.length === 0)
    return html`<figure><figcaption>${name}</figcaption><p class="note">No session was measured, so there is nothing to draw.</p></figure>`;
  const colour = comparison.verdict === 'better' ? 'better' : comparison.verdict === 'worse' ? 'worse' : 'ink2';
  const thinned = drawnEvery(dots);
  const rows = dots.map((dot, i) => [
    String(i + 1),
    dot.effect === null ? NOT_MEASURED : ratioText(dot.effect),
    dot.blocks.length === 0 ? NOT_MEASURED : ratioText(Math.min(...dot.blocks)),
    dot.blocks.length === 0 ? NOT_MEASURED : ratioText(Math.max(...dot.blocks)),
    String(dot.blocks.length),
    dot.discarded === null ? 'counts' : `discarded: ${dot.discarded}`,
  ]);
  const together =
    times === null
      ? 'Together: no interval.'
      : `Together ${estimateText(times)}, ${share(times.confidence)} interval ${intervalText(times)}.`;
  return html`<figure><figcaption>${name}</figcaption>${chart({
    id: `${id}--sessions`,
    title: `${comparison.variant}: effect of each of ${plural(dots.length, 'session')}`,
    description: `${rows.map((row) => row[1]).join(', ')}. ${together}`,
    width: WIDTH,
    height: HEIGHT,
    marks: sessionMarks(dots, times, { colour, looks: evidence.looks }),
  })}<p class="how"><b>How to read:</b> a large dot is one session on fresh connections, the small dots its blocks in time order${thinned > 1 && ` (one in ${thinned} is drawn)`}; those beyond the axis stand at its edge. Hollow is discarded. The bar at the right is the interval over sessions; dotted lines are the looks at which measuring may stop.</p>${dataTable(name, ['Session', 'Times better', 'Lowest block', 'Highest block', 'Blocks', 'Counts'], rows)}</figure>`;
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
