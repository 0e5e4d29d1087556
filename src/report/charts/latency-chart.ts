/** Latency by percentile of both variants, as data: x is 1 ÷ (1 − p), so that the slow tail has room; a curve stops where calls are too few. Pure. */
import type { Comparison } from '../../experiment/record.ts';
import { durationTick } from '../format.ts';
import type { Latencies, Percentile } from '../percentiles.ts';
import { percentileText } from '../percentiles.ts';
import { comparisonName } from '../view.ts';
import { type Axis, BARE, type ChartSpec, type Series } from './spec.ts';

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
function ticks(low: number, high: number): readonly number[] {
  const first = Math.floor(Math.log10(low));
  const decades = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i));
  const choices = TICK_STEPS.map((steps) =>
    decades.flatMap((decade) => steps.map((step) => step * decade)).filter((value) => value >= low && value <= high),
  );
  return choices.find((values) => values.length >= 3) ?? choices.at(-1) ?? [];
}

const placeOf = (p: number): number => 1 / (1 - p);
const seriesOf = (arm: readonly Known[], name: string, isBaseline: boolean): Series => ({
  name,
  ...(isBaseline
    ? ({ tag: 'baseline', colour: 'base', dash: '5 4' } as const)
    : ({ tag: 'candidate', colour: 'better', dash: '' } as const)),
  ...{ line: true, radius: 3 },
  points: arm.map((level) => ({
    ...{ x: placeOf(level.p), y: level.ns, label: `${level.name}: ${percentileText(level)}`, hollow: isBaseline },
    between: level.interval === null ? null : { low: level.interval.lowNs, high: level.interval.highNs },
  })),
});

function axesOf(
  pair: readonly [Latencies, Latencies],
  arms: readonly (readonly Known[])[],
  axis: string,
): { readonly x: Axis; readonly y: Axis } {
  const values = arms.flatMap((arm) => arm.flatMap(({ ns, interval }) => [ns, interval?.lowNs ?? ns, interval?.highNs ?? ns]));
  const [low, high] = [Math.min(...values) / 1.25, Math.max(...values) * 1.25];
  return {
    x: {
      ...{ name: 'percentile, 1 ÷ (1 − p), log', unit: '', scale: 'log', low: 1.7, high: 1_200 },
      ticks: pair[0].percentiles.map(({ p, name }) => ({ value: placeOf(p), text: name })),
    },
    y: {
      ...{ name: `${axis} (log)`, unit: 'ns', scale: 'log', low, high },
      ticks: ticks(low, high).map((value) => ({ value, text: durationTick(value) })),
    },
  };
}

/** Where the longer curve ends, and a little room for its last dot. */
const END_ROOM = 1.25;
function blankFrom(arms: readonly (readonly Known[])[]): ChartSpec['blank'] {
  const reached = Math.max(0, ...arms.map((arm) => arm.at(-1)?.p ?? 0));
  return reached >= 0.999 ? null : { from: placeOf(reached) * END_ROOM, text: 'too few calls' };
}

interface Wanted {
  readonly comparison: Comparison;
  readonly pair: readonly [Latencies, Latencies];
  /** What is timed, such as `service time`. */
  readonly axis: string;
  readonly description: string;
  /** What the figure does not say. */
  readonly caution: string;
}
/** Null where not one percentile is known. */
export function latencyChart({ comparison, pair, axis, description, caution }: Wanted): ChartSpec | null {
  const [baseline, candidate] = [known(pair[0]), known(pair[1])];
  if (baseline.length + candidate.length === 0) return null;
  const arms = [baseline, candidate];
  return {
    ...BARE,
    kind: 'percentiles',
    title: `${comparisonName(comparison)}: ${axis} by percentile`,
    description,
    how: `lower is better; dashed grey is ${comparison.baseline}, solid teal ${comparison.variant}, pale bars their 95 % intervals. A gap that widens to the right means that slow calls gain more. A curve ends where its calls are too few. ${caution}`.trim(),
    ...axesOf(pair, arms, axis),
    series: [seriesOf(baseline, comparison.baseline, true), seriesOf(candidate, comparison.variant, false)],
    blank: blankFrom(arms),
  };
}
