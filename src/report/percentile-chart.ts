/** Latency by percentile of both variants: x is 1 ÷ (1 − p), so that the slow tail has room; a curve stops where calls are too few. */
import { scaleLog } from 'd3-scale';
import type { Comparison } from '../experiment/record.ts';
import type { CallsEvidence } from '../experiment/record-evidence.ts';
import { count, duration, durationTick, NOT_MEASURED } from './format.ts';
import { type Html, html, type Part } from './html-template.ts';
import { fill, stroke } from './palette.ts';
import { type Latencies, latenciesOfArm, type Percentile, percentileText } from './percentiles.ts';
import { dataTable } from './session-chart.ts';
import { levelOf, levelText } from './spread.ts';
import { chart, label, linePath, segment, xy } from './svg.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [528, 264, 64, 430, 26, 224];

interface Known extends Percentile {
  readonly ns: number;
}
/** The levels up to the first one that too few calls support. */
function known({ percentiles }: Latencies): readonly Known[] {
  const until = percentiles.findIndex(({ ns }) => (ns ?? 0) <= 0);
  return percentiles.slice(0, until < 0 ? percentiles.length : until).map((level) => ({ ...level, ns: level.ns ?? 0 }));
}

const TICK_STEPS: readonly (readonly number[])[] = [[1], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 7]];
/** Powers of ten; finer steps where fewer than three of them lie on the axis. */
function ticks(low: number, high: number): number[] {
  const first = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i));
  const choices = TICK_STEPS.map((steps) =>
    decades.flatMap((decade) => steps.map((step) => step * decade)).filter((value) => value >= low && value <= high),
  );
  return choices.find((values) => values.length >= 3) ?? choices.at(-1) ?? [];
}

interface Scales {
  readonly x: (p: number) => number;
  readonly y: (ns: number) => number;
}
/** The levels as a line, each with its interval as a pale bar. */
function curve(arm: readonly Known[], { x, y }: Scales, isBaseline: boolean): Part {
  const points = arm.map((level) => [x(level.p), y(level.ns)] as const);
  const [colour, dash] = isBaseline ? (['base', html` stroke-dasharray="5 4"`] as const) : (['better', ''] as const);
  return [
    arm.map(({ p, interval }) =>
      interval === null
        ? false
        : html`<line x1="${xy(x(p))}" x2="${xy(x(p))}" y1="${xy(y(interval.lowNs))}" y2="${xy(y(interval.highNs))}" ${stroke(colour)} stroke-width="6" stroke-opacity=".3"/>`,
    ),
    html`<path d="${linePath(points)}" ${stroke(colour)} stroke-width="2"${dash} fill="none"/>`,
    points.map(
      ([cx, cy]) =>
        html`<circle cx="${xy(cx)}" cy="${xy(cy)}" r="3" ${isBaseline ? html`class="c-base" fill="#ffffff" stroke="#7b848d"` : fill('better')}/>`,
    ),
  ];
}

function endLabels(arms: readonly (readonly Known[])[], { x, y }: Scales): Part {
  const [base, candidate] = arms.map((arm) => arm.at(-1)).map((level) => level && { x: x(level.p), y: y(level.ns) });
  const close = base !== undefined && candidate !== undefined && Math.abs(base.y - candidate.y) < 16;
  const shift = close ? (candidate.y < base.y ? 8 : -8) : 0;
  const at = (end: { x: number; y: number }, by: number) => [Math.max(end.x + 10, RIGHT + 6), end.y + 4 + by] as const;
  return [
    base !== undefined && label(...at(base, shift), 'baseline', { colour: 'ink2' }),
    candidate !== undefined && label(...at(candidate, -shift), 'candidate', { colour: 'better', bold: true }),
  ];
}

function marks(pair: readonly [Latencies, Latencies], axis: string): Part {
  const arms = pair.map(known);
  const values = arms.flatMap((arm) => arm.flatMap(({ ns, interval }) => [ns, interval?.lowNs ?? ns, interval?.highNs ?? ns]));
  const [low, high] = [Math.min(...values) / 1.25, Math.max(...values) * 1.25];
  const across = scaleLog([1.7, 1_200], [LEFT, RIGHT]);
  const scales: Scales = { x: (p) => across(1 / (1 - p)), y: scaleLog([low, high], [BOTTOM, TOP]) };
  const { x, y } = scales;
  const reached = Math.max(0, ...arms.map((arm) => arm.at(-1)?.p ?? 0));
  const from = x(reached) + 12;
  return [
    ticks(low, high).map((ns) => [
      segment({ from: [LEFT, y(ns)], to: [RIGHT, y(ns)], colour: 'line' }),
      label(LEFT - 8, y(ns) + 4, durationTick(ns), { anchor: 'end' }),
    ]),
    pair[0].percentiles.map((level) => [
      segment({ from: [x(level.p), BOTTOM], to: [x(level.p), BOTTOM + 4], colour: 'edge' }),
      label(x(level.p), BOTTOM + 18, level.name, { anchor: 'middle' }),
    ]),
    reached < 0.999 && [
      html`<rect x="${xy(from)}" y="${TOP}" width="${xy(RIGHT - from)}" height="${BOTTOM - TOP}" ${fill('wash')}/>`,
      label((from + RIGHT) / 2, TOP + 16, 'too few calls', { anchor: 'middle' }),
    ],
    segment({ from: [LEFT, BOTTOM], to: [RIGHT, BOTTOM], colour: 'edge' }),
    label(8, 12, `${axis} (log)`, { colour: 'ink2' }),
    label(RIGHT, HEIGHT - 4, 'percentile, 1 ÷ (1 − p), log', { anchor: 'end', colour: 'ink2' }),
    arms.map((arm, i) => curve(arm, scales, i === 0)),
    endLabels(arms, scales),
  ];
}

export interface LatencyFigure {
  readonly id: string;
  readonly name: string;
  readonly axis: string;
  readonly pair: readonly [Latencies, Latencies];
  readonly comparison: Comparison;
  /** Rows below the percentiles: what, of the baseline, of the candidate, a note. */
  readonly rows: readonly (readonly Part[])[];
  /** What the figure does not say. */
  readonly caution: Part;
}
export function latencyFigure({ id, name, axis, pair, comparison, rows, caution }: LatencyFigure): Html {
  const [baseline, candidate] = pair;
  if (known(baseline).length === 0 && known(candidate).length === 0) {
    return html`<figure><figcaption>${name}</figcaption><p class="note">Too few calls for any percentile: ${count(baseline.calls)} and ${count(candidate.calls)}.</p></figure>`;
  }
  const levels = baseline.percentiles.map((level, i) => {
    const other = candidate.percentiles[i];
    return [level.name, percentileText(level), other === undefined ? NOT_MEASURED : percentileText(other), ''];
  });
  const all: readonly (readonly Part[])[] = [
    ...levels,
    ['n (calls)', count(baseline.calls), count(candidate.calls), 'intervals are 95 %, by order statistics'],
    ...rows,
  ];
  const description = all.map(([level, first, second]) => `${String(level)}: ${String(first)} and ${String(second)}`).join('; ');
  return html`<figure><figcaption>${name}</figcaption>${chart({ id: `${id}--percentiles`, title: `${comparison.variant}: ${axis} by percentile`, description, width: WIDTH, height: HEIGHT, marks: marks(pair, axis) })}<p class="how"><b>How to read:</b> lower is better; dashed grey is ${comparison.baseline}, solid teal ${comparison.variant}, pale bars their 95 % intervals. A gap that widens to the right means that slow calls gain more. A curve ends where its calls are too few. ${caution}</p>${dataTable(name, ['Percentile', comparison.baseline, comparison.variant, 'Note'], all)}</figure>`;
}

/** A p99 of a closed loop is read as a user's latency more often than any other figure is misread. */
export const CLOSED_P99 =
  'A p99 under a closed load is service time under saturation: while a call is slow, nobody else asks, so users would see more.';

export function percentileFigure(id: string, comparison: Comparison, { baseline, candidate }: CallsEvidence): Html {
  const time = ({ calls }: typeof baseline, ns: number) => (calls > 0 ? duration(ns) : NOT_MEASURED);
  const mean = (side: 'baseline' | 'candidate') => {
    const level = levelOf({ ...comparison, metric: 'mean' }, side);
    return level === null ? NOT_MEASURED : levelText(level);
  };
  const rows = [
    ['mean', mean('baseline'), mean('candidate'), '95 %, over sessions'],
    ['max', time(baseline, baseline.maxNs), time(candidate, candidate.maxNs), 'a single call, never judged'],
    ['errors', count(baseline.errors), count(candidate.errors), baseline.errorSample ?? candidate.errorSample ?? ''],
  ];
  const pair = [latenciesOfArm(baseline), latenciesOfArm(candidate)] as const;
  return latencyFigure({
    ...{ id, comparison, pair, rows, caution: CLOSED_P99 },
    name: 'Latency by percentile',
    axis: 'service time',
  });
}
