/** Intervals of percentiles by order statistics: between which ranks the true percentile lies, whatever the distribution is. */
import binomialQuantile from '@stdlib/stats-base-dists-binomial-quantile';

const TAIL = 0.025;

/** Counted from 1, the smallest sample. */
export interface Ranks {
  readonly low: number;
  readonly high: number;
}

/**
 * The ranks whose samples enclose the percentile `q` with at least 95 %: how many of n samples lie below it is binomial. Null where n is
 * too small for either end to be finite. The samples are taken to be independent, which calls that queue behind each other are not quite.
 */
export function percentileRanks(n: number, q: number): Ranks | null {
  if (n < 1) return null;
  const low = binomialQuantile(TAIL, n, q);
  const high = binomialQuantile(1 - TAIL, n, q) + 1;
  return low >= 1 && high <= n ? { low, high } : null;
}
