/** Which images a run has, each with its chart as data and the name of its file in the run's folder. Pure. */
import type { RunRecord } from '../../experiment/record.ts';
import { paretoCharts } from '../pareto.ts';
import { closedLatencyChart } from '../percentile-chart.ts';
import { sweepCharts } from '../sweeps.ts';
import { isSmoke, speedIsShown, uniqueSlugs } from '../view.ts';
import { forestChart } from './forest-chart.ts';
import { sessionsChart } from './sessions-chart.ts';
import type { ChartSpec } from './spec.ts';

export interface ChartImage {
  /** Such as `img/forest.png`, from the run's folder. */
  readonly path: string;
  readonly spec: ChartSpec;
  /** Of the whole run or of a sweep, not of one comparison. */
  readonly isOverview: boolean;
}

interface Of {
  /** Which of its kind: unique among them. */
  readonly of: string;
  readonly spec: ChartSpec;
}
function singlesOf(record: RunRecord): readonly Of[] {
  return record.comparisons.filter(speedIsShown).flatMap((comparison) => {
    const { evidence, key } = comparison;
    if (evidence.shape !== 'calls') return [];
    const specs = [sessionsChart(comparison, evidence), closedLatencyChart(comparison, evidence)];
    return specs.flatMap((spec) => (spec === null ? [] : [{ of: key, spec }]));
  });
}

/** None of a smoke run, which judges nothing; of a comparison only where its speed may be shown. */
export function chartImages(record: RunRecord): readonly ChartImage[] {
  if (isSmoke(record)) return [];
  const forest = forestChart(record);
  const overviews = [...(forest === null ? [] : [{ of: '', spec: forest }]), ...sweepCharts(record), ...paretoCharts(record)];
  const all = [
    ...overviews.map((one) => ({ ...one, isOverview: true })),
    ...singlesOf(record).map((one) => ({ ...one, isOverview: false })),
  ];
  const nameOf = ({ of, spec }: Of) => `${spec.kind} ${of}`;
  const slugs = uniqueSlugs(all.map(nameOf), '', new Set());
  return all.map((one) => ({ path: `img/${slugs.get(nameOf(one))}.png`, spec: one.spec, isOverview: one.isOverview }));
}
