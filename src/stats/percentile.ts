/** Percentiles from raw samples, and when so many calls support one at all. */

/** Nearest-rank percentile of samples sorted ascending; NaN when there are none. `q` from 0 to 1. */
export function percentile(sorted: Float64Array, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

/** Median with the mean of the middle two, as used inside a slice of few calls. */
export function medianOfSorted(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** A percentile is shown only where about ten calls lie beyond it. */
export const supports = (calls: number, q: number): boolean => calls * (1 - q) >= 10 - 1e-9;
