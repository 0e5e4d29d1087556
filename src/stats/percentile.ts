/** Percentiles from raw samples, when so many calls support one at all, and the interval that so many calls give it. */
import { percentileRanks } from './order-statistics.ts';

/** The percentiles that are shown, by name. */
export const PERCENTILES = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999 } as const;
export type PercentileName = keyof typeof PERCENTILES;

/** The rank (from 1) of a percentile of n samples, by the nearest rank. */
export const nearestRank = (n: number, q: number): number => Math.min(n, Math.max(1, Math.ceil(q * n)));

/** Nearest-rank percentile of samples sorted ascending; NaN when there are none. `q` from 0 to 1. */
export function percentile(sorted: Float64Array, q: number): number {
  return sorted[nearestRank(sorted.length, q) - 1] ?? Number.NaN;
}

/** Median with the mean of the middle two, as used inside a slice of few calls. */
export function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A percentile is shown only where about ten calls lie beyond it. */
export const supports = (calls: number, q: number): boolean => calls * (1 - q) >= 10 - 1e-9;
/** So many calls support it: 20 for the median, 10 000 for p99.9. */
export const leastCalls = (q: number): number => Math.ceil(10 / (1 - q) - 1e-6);

/** A percentile with its 95 % interval. */
export interface Enclosed {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** From anything that knows its sample at a rank (from 1), sorted samples or a histogram; null where so few calls do not support it. */
export function enclosed(calls: number, q: number, at: (rank: number) => number): Enclosed | null {
  const ranks = supports(calls, q) ? percentileRanks(calls, q) : null;
  return ranks === null ? null : { value: at(nearestRank(calls, q)), low: at(ranks.low), high: at(ranks.high) };
}
