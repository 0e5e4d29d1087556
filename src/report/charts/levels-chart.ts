/** What each variant took at each number of clients, in absolute figures, as data. Pure. */
import { scaleLog } from 'd3-scale';
import { count, durationTick, plain } from '../format.ts';
import { BARE, type ChartSpec, CURVES, type Series } from './spec.ts';
import { valueAxis } from './sweep-chart.ts';

interface Level {
  readonly value: number;
  readonly figure: number;
  /** With its interval and n. */
  readonly text: string;
}
export interface LevelCurve {
  readonly name: string;
  readonly levels: readonly Level[];
}
interface Wanted {
  readonly title: string;
  readonly description: string;
  /** The figure's name and its unit in the record. */
  readonly metric: string;
  readonly unit: string;
  readonly curves: readonly LevelCurve[];
}

/** The baseline is the first curve. */
const BASELINE = { colour: 'base', dash: '5 4' } as const;
const styleOf = (index: number) => (index === 0 ? BASELINE : (CURVES[index - 1] ?? CURVES.at(-1) ?? BASELINE));

const seriesOf = ({ name, levels }: LevelCurve, index: number): Series => ({
  ...{ name, tag: name, line: true, radius: 3.5, ...styleOf(index) },
  points: levels.map(({ value, figure, text }) => ({
    ...{ x: value, y: figure, between: null, hollow: false, label: `${count(value)}: ${text}` },
  })),
});

const MOST_TICKS = 6;
export function levelsChartOf({ title, description, metric, unit, curves }: Wanted): ChartSpec {
  const all = curves.flatMap(({ levels }) => levels);
  const figures = all.map(({ figure }) => figure);
  const [low, high] = [Math.min(...figures) / 1.2, Math.max(...figures) * 1.2];
  const ticks = scaleLog([low, high], [0, 1]).ticks(4);
  const every = Math.max(1, Math.ceil(ticks.length / MOST_TICKS));
  const text = (figure: number) => (unit === 'ns' ? durationTick(figure) : plain(figure));
  return {
    ...BARE,
    ...{ kind: 'levels', title, description },
    how: 'what each variant took at each number of clients. Where processes are pinned, one client shares a core with the server and several have one beside it, so that the step from one to several is one of places too.',
    x: valueAxis(
      all.map(({ value }) => value),
      'clients',
    ),
    y: {
      ...{ name: `${metric} (log)`, unit, scale: 'log', low, high },
      ticks: ticks.filter((_, i) => i % every === 0).map((value) => ({ value, text: text(value) })),
    },
    series: curves.map(seriesOf),
  };
}
