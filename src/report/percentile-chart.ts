/** Latency by percentile of both variants: x is 1 ÷ (1 − p), so that the slow tail has room; a curve stops where calls are too few. */
import { scaleLog } from 'd3-scale';
import type { Comparison } from '../experiment/record.ts';
import type { ArmSummary, CallsEvidence } from '../experiment/record-evidence.ts';
import { count, duration, durationPair, durationTick, NOT_MEASURED } from './format.ts';
import { type Html, html, type Part } from './html-template.ts';
import { fill, stroke } from './palette.ts';
import { dataTable } from './session-chart.ts';
import { chart, label, linePath, segment, xy } from './svg.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [528, 264, 64, 430, 26, 224];

interface Level {
  readonly name: string;
  readonly p: number;
  readonly of: (arm: ArmSummary) => number | null;
}
const LEVELS: readonly Level[] = [
  { name: 'p50', p: 0.5, of: (arm) => arm.p50Ns },
  { name: 'p90', p: 0.9, of: (arm) => arm.p90Ns },
  { name: 'p99', p: 0.99, of: (arm) => arm.p99Ns },
  { name: 'p99.9', p: 0.999, of: (arm) => arm.p999Ns },
];

/** The levels up to the first one that too few calls support. */
function known(arm: ArmSummary): readonly (Level & { readonly ns: number })[] {
  const until = LEVELS.findIndex((level) => (level.of(arm) ?? 0) <= 0);
  return LEVELS.slice(0, until < 0 ? LEVELS.length : until).map((level) => ({ ...level, ns: level.of(arm) ?? 0 }));
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

function marks(evidence: CallsEvidence, names: readonly [string, string]): Part {
  const arms = [known(evidence.baseline), known(evidence.candidate)] as const;
  const values = arms.flatMap((arm) => arm.map((level) => level.ns));
  const [low, high] = [Math.min(...values) / 1.25, Math.max(...values) * 1.25];
  const y = scaleLog([low, high], [BOTTOM, TOP]);
  const across = scaleLog([1.7, 1_200], [LEFT, RIGHT]);
  const x = (p: number) => across(1 / (1 - p));
  const reached = Math.max(0, ...arms.map((arm) => arm.at(-1)?.p ?? 0));
  const ends = arms.map((arm) => arm.at(-1)).map((level) => (level === undefined ? null : { x: x(level.p), y: y(level.ns) }));
  const [baseEnd, candidateEnd] = [ends[0] ?? null, ends[1] ?? null];
  const close = baseEnd !== null && candidateEnd !== null && Math.abs(baseEnd.y - candidateEnd.y) < 16;
  const shift = close && candidateEnd.y < baseEnd.y ? [8, -8] : close ? [-8, 8] : [0, 0];
  const from = x(reached) + 12;
  return [
    ticks(low, high).map((ns) => [
      segment({ from: [LEFT, y(ns)], to: [RIGHT, y(ns)], colour: 'line' }),
      label(LEFT - 8, y(ns) + 4, durationTick(ns), { anchor: 'end' }),
    ]),
    LEVELS.map((level) => [
      segment({ from: [x(level.p), BOTTOM], to: [x(level.p), BOTTOM + 4], colour: 'edge' }),
      label(x(level.p), BOTTOM + 18, level.name, { anchor: 'middle' }),
    ]),
    reached < 0.999 && [
      html`<rect x="${xy(from)}" y="${TOP}" width="${xy(RIGHT - from)}" height="${BOTTOM - TOP}" ${fill('wash')}/>`,
      label((from + RIGHT) / 2, TOP + 16, 'too few calls', { anchor: 'middle' }),
    ],
    segment({ from: [LEFT, BOTTOM], to: [RIGHT, BOTTOM], colour: 'edge' }),
    label(8, 12, 'service time (log)', { colour: 'ink2' }),
    label(RIGHT, HEIGHT - 4, 'percentile, 1 ÷ (1 − p), log', { anchor: 'end', colour: 'ink2' }),
    arms.map((arm, i) => {
      const points = arm.map((level) => [x(level.p), y(level.ns)] as const);
      const [colour, dash] = i === 0 ? (['base', html` stroke-dasharray="5 4"`] as const) : (['better', ''] as const);
      return [
        html`<path d="${linePath(points)}" ${stroke(colour)} stroke-width="2"${dash} fill="none"/>`,
        points.map(
          ([cx, cy]) =>
            html`<circle cx="${xy(cx)}" cy="${xy(cy)}" r="3" ${i === 0 ? html`class="c-base" fill="#ffffff" stroke="#7b848d"` : fill('better')}/>`,
        ),
      ];
    }),
    baseEnd !== null && label(Math.max(baseEnd.x + 10, RIGHT + 6), baseEnd.y + 4 + (shift[0] ?? 0), names[0], { colour: 'ink2' }),
    candidateEnd !== null &&
      label(Math.max(candidateEnd.x + 10, RIGHT + 6), candidateEnd.y + 4 + (shift[1] ?? 0), names[1], {
        colour: 'better',
        bold: true,
      }),
  ];
}

function rowOf(name: string, baseline: number | null, candidate: number | null, note: string): Part[] {
  const [first, second] =
    baseline !== null && candidate !== null
      ? durationPair(baseline, candidate)
      : [baseline === null ? NOT_MEASURED : duration(baseline), candidate === null ? NOT_MEASURED : duration(candidate)];
  return [name, first, second, note];
}
export function percentileFigure(id: string, comparison: Comparison, evidence: CallsEvidence): Html {
  const name = 'Latency by percentile';
  const { baseline, candidate } = evidence;
  if (known(baseline).length === 0 && known(candidate).length === 0) {
    return html`<figure><figcaption>${name}</figcaption><p class="note">Too few calls for any percentile: ${count(baseline.calls)} and ${count(candidate.calls)}.</p></figure>`;
  }
  const rows = [
    ...LEVELS.map((level) => {
      const [first, second] = [level.of(baseline), level.of(candidate)];
      return rowOf(level.name, first, second, first === null || second === null ? 'too few calls' : '');
    }),
    rowOf('mean', baseline.calls > 0 ? baseline.meanNs : null, candidate.calls > 0 ? candidate.meanNs : null, ''),
    rowOf('max', baseline.calls > 0 ? baseline.maxNs : null, candidate.calls > 0 ? candidate.maxNs : null, 'never judged'),
    ['calls', count(baseline.calls), count(candidate.calls), ''],
    ['errors', count(baseline.errors), count(candidate.errors), baseline.errorSample ?? candidate.errorSample ?? ''],
  ];
  const description = rows.map(([level, first, second]) => `${String(level)}: ${String(first)} and ${String(second)}`).join('; ');
  return html`<figure><figcaption>${name}</figcaption>${chart({ id: `${id}--percentiles`, title: `${comparison.variant}: latency by percentile`, description, width: WIDTH, height: HEIGHT, marks: marks(evidence, ['baseline', 'candidate']) })}<p class="how"><b>How to read:</b> lower is better; dashed grey is ${comparison.baseline}, solid teal ${comparison.variant}. A gap that widens to the right means that slow calls gain more. A curve ends where its calls are too few.</p>${dataTable(name, ['Percentile', comparison.baseline, comparison.variant, 'Note'], rows)}</figure>`;
}
