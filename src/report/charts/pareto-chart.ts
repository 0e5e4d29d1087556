/** Quality against time where answers differ by design, as data: every variant a point; what nothing beats in both figures is joined. Pure. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { frontOf, type Way } from '../../stats/pareto.ts';
import { durationTick, plain } from '../format.ts';
import { inWords } from '../view.ts';
import { type Axis, BARE, type ChartSpec, type Series } from './spec.ts';

export interface FrontPoint extends Way {
  /** Of the time: what it lies between with 95 %. */
  readonly between: { readonly lowNs: number; readonly highNs: number } | null;
}
interface Wanted {
  readonly title: string;
  readonly description: string;
  /** Name of the figure of quality. */
  readonly score: string;
  readonly points: readonly FrontPoint[];
}

const MOST_TICKS = 6;
function axesOf({ points, score }: Wanted): { readonly x: Axis; readonly y: Axis } {
  const costs = points.flatMap(({ cost, between }) => [cost, between?.lowNs ?? cost, between?.highNs ?? cost]);
  const qualities = points.map(({ quality }) => quality);
  const [worst, best] = [Math.min(...qualities), Math.max(...qualities)];
  const room = Math.max(0.02, 0.1 * (best - worst));
  const across = { low: worst - room, high: best + room };
  const upwards = { low: Math.min(...costs) / 1.3, high: Math.max(...costs) * 1.3 };
  const times = scaleLog([upwards.low, upwards.high], [0, 1]).ticks(4);
  const every = Math.max(1, Math.ceil(times.length / MOST_TICKS));
  return {
    x: {
      ...{ name: inWords(score), unit: '', scale: 'linear', ...across },
      ticks: scaleLinear([across.low, across.high], [0, 1])
        .ticks(5)
        .map((value) => ({ value, text: plain(value) })),
    },
    y: {
      ...{ name: 'p50 (log)', unit: 'ns', scale: 'log', ...upwards },
      ticks: times.filter((_, i) => i % every === 0).map((value) => ({ value, text: durationTick(value) })),
    },
  };
}

export function paretoChart(wanted: Wanted): ChartSpec {
  const { title, description, points } = wanted;
  const front = frontOf(points);
  const pointOf = ({ name, quality, cost, between }: FrontPoint, hollow: boolean) => ({
    ...{ x: quality, y: cost, label: name, hollow },
    between: between === null ? null : { low: between.lowNs, high: between.highNs },
  });
  const beaten = points.filter((point) => !front.includes(point));
  const base: Omit<Series, 'name' | 'colour' | 'points'> = { tag: '', dash: '', line: false, radius: 4 };
  return {
    ...BARE,
    ...{ kind: 'pareto', title, description, ...axesOf(wanted) },
    how: 'right is better, low is quicker. The line joins what nothing beats in both; a hollow dot is beaten in both by another. Which point of the line to choose is not for this chart to say.',
    series: [
      { ...base, name: 'beaten by nothing', colour: 'better', line: true, points: front.map((point) => pointOf(point, false)) },
      { ...base, name: 'beaten in both', colour: 'ink3', points: beaten.map((point) => pointOf(point, true)) },
    ],
  };
}
