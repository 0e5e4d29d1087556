/** Latency by percentile of both variants: the chart with its table, of a closed load and of an open one. */
import type { Comparison } from '../experiment/record.ts';
import type { CallsEvidence } from '../experiment/record-evidence.ts';
import { latencyChart } from './charts/latency-chart.ts';
import { type Frame, howToRead, plot } from './charts/plot.ts';
import type { ChartSpec } from './charts/spec.ts';
import { count, duration, NOT_MEASURED } from './format.ts';
import { type Html, html, type Part } from './html-template.ts';
import { type Latencies, latenciesOfArm, percentileText } from './percentiles.ts';
import { dataTable } from './session-chart.ts';
import { levelOf, levelText } from './spread.ts';

const FRAME: Frame = { width: 528, height: 264, left: 64, right: 430, top: 26, bottom: 224 };

export interface LatencyFigure {
  readonly id: string;
  readonly name: string;
  readonly axis: string;
  readonly pair: readonly [Latencies, Latencies];
  readonly comparison: Comparison;
  /** Rows below the percentiles: what, of the baseline, of the candidate, a note. */
  readonly rows: readonly (readonly Part[])[];
  /** What the figure does not say. */
  readonly caution: string;
}
interface Drawn {
  readonly spec: ChartSpec | null;
  readonly table: readonly (readonly Part[])[];
}
/** The chart as data, null where too few calls give any percentile, and the rows of its table. */
function latencyData({ axis, pair, comparison, rows, caution }: Omit<LatencyFigure, 'id' | 'name'>): Drawn {
  const [baseline, candidate] = pair;
  const levels = baseline.percentiles.map((level, i) => {
    const other = candidate.percentiles[i];
    return [level.name, percentileText(level), other === undefined ? NOT_MEASURED : percentileText(other), ''];
  });
  const table: readonly (readonly Part[])[] = [
    ...levels,
    ['n (calls)', count(baseline.calls), count(candidate.calls), 'intervals are 95 %, by order statistics'],
    ...rows,
  ];
  const description = table
    .map(([level, first, second]) => `${String(level)}: ${String(first)} and ${String(second)}`)
    .join('; ');
  return { spec: latencyChart({ comparison, pair, axis, description, caution }), table };
}

export function latencyFigure({ id, name, ...of }: LatencyFigure): Html {
  const { comparison, pair } = of;
  const { spec, table } = latencyData(of);
  if (spec === null)
    return html`<figure><figcaption>${name}</figcaption><p class="note">Too few calls for any percentile: ${count(pair[0].calls)} and ${count(pair[1].calls)}.</p></figure>`;
  return html`<figure><figcaption>${name}</figcaption>${plot(`${id}--percentiles`, spec, FRAME)}${howToRead(spec)}${dataTable(name, ['Percentile', comparison.baseline, comparison.variant, 'Note'], table)}</figure>`;
}

/** A p99 of a closed loop is read as a user's latency more often than any other figure is misread. */
export const CLOSED_P99 =
  'A p99 under a closed load is service time under saturation: while a call is slow, nobody else asks, so users would see more.';

const CLOSED = { name: 'Latency by percentile', axis: 'service time', caution: CLOSED_P99 } as const;

function closedData(comparison: Comparison, { baseline, candidate }: CallsEvidence): Omit<LatencyFigure, 'id'> {
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
  return { ...CLOSED, comparison, pair: [latenciesOfArm(baseline), latenciesOfArm(candidate)], rows };
}
export const percentileFigure = (id: string, comparison: Comparison, evidence: CallsEvidence): Html =>
  latencyFigure({ id, ...closedData(comparison, evidence) });
/** The chart of a closed load as data. */
export const closedLatencyChart = (comparison: Comparison, evidence: CallsEvidence): ChartSpec | null =>
  latencyData(closedData(comparison, evidence)).spec;
