/** Percentiles as a reader meets them: with their interval, or with how many calls they would need. */
import type { DistributionRecord } from '../experiment/open-record.ts';
import type { ArmSummary } from '../experiment/record-evidence.ts';
import { leastCalls, PERCENTILES } from '../stats/percentile.ts';
import { count, duration, durationRange, NOT_MEASURED } from './format.ts';

export interface Percentile {
  readonly name: string;
  readonly p: number;
  /** Null where too few calls support it. */
  readonly ns: number | null;
  /** Between what it lies with 95 %; null where the record does not tell. */
  readonly interval: { readonly lowNs: number; readonly highNs: number } | null;
}
/** Many times of one variant: so many calls, and what is known of them. */
export interface Latencies {
  readonly calls: number;
  readonly percentiles: readonly Percentile[];
}

const NAMES = { p50: 'p50', p90: 'p90', p99: 'p99', p999: 'p99.9' } as const;
const LEVELS = ['p50', 'p90', 'p99', 'p999'] as const;

export const latenciesOfArm = (arm: ArmSummary): Latencies => {
  const values = { p50: arm.p50Ns, p90: arm.p90Ns, p99: arm.p99Ns, p999: arm.p999Ns };
  return {
    calls: arm.calls,
    percentiles: LEVELS.map((level) => ({
      name: NAMES[level],
      p: PERCENTILES[level],
      ns: values[level],
      interval: arm.intervals?.[level] ?? null,
    })),
  };
};
export const latenciesOf = (distribution: DistributionRecord): Latencies => ({
  calls: distribution.calls,
  percentiles: LEVELS.map((level) => ({
    name: NAMES[level],
    p: PERCENTILES[level],
    ns: distribution[level]?.ns ?? null,
    interval: distribution[level],
  })),
});

/** How many calls a percentile needs to be shown. */
const tooFew = (p: number): string => `n too small (need ${count(leastCalls(p))})`;

/** `8.52 ms [8.49, 8.55]`, or `– n too small (need 10 000)`. */
export function percentileText({ ns, interval, p }: Percentile): string {
  if (ns === null) return `${NOT_MEASURED} ${tooFew(p)}`;
  return interval === null ? duration(ns) : durationRange({ estimate: ns, low: interval.lowNs, high: interval.highNs });
}

/** `n 2 400  p50 8.52 ms [8.49, 8.55]  p90 …  p99 – n too small (need 1 000)`: all that are known, then the first that is not. */
export function percentilesLine({ calls, percentiles }: Latencies): string {
  const unknown = percentiles.findIndex(({ ns }) => ns === null);
  const told = unknown < 0 ? percentiles : percentiles.slice(0, unknown + 1);
  return [`n ${count(calls)}`, ...told.map((percentile) => `${percentile.name} ${percentileText(percentile)}`)].join('  ');
}
