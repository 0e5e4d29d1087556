/** Effects against the value of a sweep, as data: a curve a candidate. Pure. */
import type { Comparison } from '../../experiment/record.ts';
import { count, effectText, NOT_MEASURED, ratioText } from '../format.ts';
import { fullAxis } from '../scale.ts';
import { inWords, type Times } from '../view.ts';
import { BARE, type ChartSpec, CURVES, type Series } from './spec.ts';

export interface SweptPoint {
  readonly value: number;
  readonly times: Times | null;
  readonly verdict: Comparison['verdict'];
  readonly sessions: number;
}
export interface SweptCurve {
  readonly variant: string;
  readonly points: readonly SweptPoint[];
}
export interface Swept {
  /** Name of the parameter. */
  readonly over: string;
  readonly curves: readonly SweptCurve[];
}

const LAST_STYLE = { colour: 'base', dash: '1 3' } as const;

const known = (points: readonly SweptPoint[]) =>
  points.flatMap((point) => (point.times === null ? [] : [{ ...point, times: point.times }]));
const seriesOf = ({ variant, points }: SweptCurve, index: number): Series => ({
  ...{ name: variant, tag: variant, line: true, radius: 3.5, ...(CURVES[index] ?? LAST_STYLE) },
  points: known(points).map(({ value, times, verdict, sessions }) => ({
    ...{ x: value, y: times.estimate, between: { low: times.low, high: times.high }, hollow: verdict === 'inconclusive' },
    label: `${count(value)}: ${effectText(times)} ${verdict}, n ${sessions}`,
  })),
});

/** Room beside the first and the last value, as a share of the axis. */
const ROOM = 0.035;
/** Of values that were chosen: each has a tick. */
export function valueAxis(values: readonly number[], name: string): ChartSpec['x'] {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const [least, most] = [sorted[0] ?? 1, sorted.at(-1) ?? 1];
  const ticks = sorted.map((value) => ({ value, text: count(value) }));
  if (least <= 0) {
    const room = (most - least) * ROOM;
    return { name, unit: '', scale: 'linear', low: least - room, high: most + room, ticks };
  }
  const room = (most / least) ** ROOM;
  return { name: `${name} (log)`, unit: '', scale: 'log', low: least / room, high: most * room, ticks };
}

/** Null where no effect can be shown at any value. */
export function sweepChart({ over, curves }: Swept, heading: string): ChartSpec | null {
  const points = curves.flatMap((curve) => curve.points);
  const effects = known(points).map(({ times, verdict }) => ({ times, conclusive: verdict !== 'inconclusive' }));
  if (effects.length === 0) return null;
  const { low, high, ticks } = fullAxis(effects);
  const said = ({ value, times }: SweptPoint) => `${count(value)} ${times === null ? NOT_MEASURED : ratioText(times.estimate)}`;
  return {
    ...BARE,
    kind: 'sweep',
    title: `${heading} against ${inWords(over)}`,
    description: curves.map((curve) => `${curve.variant}: ${curve.points.map(said).join(', ')}`).join('; '),
    how: 'above the dashed line is better than the baseline at the same value; pale bars are intervals, hollow dots decide nothing.',
    x: valueAxis(
      points.map(({ value }) => value),
      inWords(over),
    ),
    y: {
      name: 'times better (log)',
      unit: 'times',
      scale: 'log',
      low,
      high,
      ticks: ticks.map(({ value, text }) => ({ value, text })),
    },
    series: curves.map(seriesOf),
    even: { value: 1, tag: 'baseline' },
  };
}
