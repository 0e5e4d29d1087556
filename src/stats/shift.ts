/** How far one small sample lies from another: the Hodges–Lehmann shift with its exact distribution-free interval. */
import { median } from './hodges-lehmann.ts';

export interface Shift {
  /** Median of all differences, second sample − first. */
  readonly shift: number;
  /** Ends of the interval; infinite where the samples are too small for the level. */
  readonly low: number;
  readonly high: number;
}

/**
 * The interval comes from the Mann–Whitney null distribution: its ends are the k-th smallest and largest of the m·n differences, with k the
 * largest for which P(U < k) ≤ alpha / 2 (Hollander & Wolfe, Nonparametric Statistical Methods, 4.3).
 */
export function shiftOf(first: readonly number[], second: readonly number[], alpha: number): Shift {
  const differences = second.flatMap((y) => first.map((x) => y - x)).sort((a, b) => a - b);
  const k = rankFor(first.length, second.length, alpha);
  return {
    shift: median(differences),
    low: k === 0 ? Number.NEGATIVE_INFINITY : (differences[k - 1] ?? Number.NaN),
    high: k === 0 ? Number.POSITIVE_INFINITY : (differences[differences.length - k] ?? Number.NaN),
  };
}

/** The largest k with P(U ≤ k − 1) ≤ alpha / 2; 0 when there is none. */
function rankFor(m: number, n: number, alpha: number): number {
  const counts = mannWhitneyCounts(m, n);
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (const [u, count] of counts.entries()) {
    below += count / total;
    if (below > alpha / 2) return u;
  }
  return counts.length;
}

/** How many orders of m + n values give each U from 0 to m·n: the coefficients of the Gaussian binomial (m + n over m). */
export function mannWhitneyCounts(m: number, n: number): readonly number[] {
  let counts = new Float64Array(m * n + 1);
  counts[0] = 1;
  for (let i = 1; i <= m; i += 1) {
    counts = times(counts, n + i, -1);
    counts = times(counts, i, 1);
  }
  return [...counts];
}

/** Multiplies the series by 1 − q^step (sign −1), or divides it by that (sign 1). */
function times(series: Float64Array<ArrayBuffer>, step: number, sign: 1 | -1): Float64Array<ArrayBuffer> {
  const result = Float64Array.from(series);
  if (sign === -1) for (let i = series.length - 1; i >= step; i -= 1) result[i] = (series[i] ?? 0) - (series[i - step] ?? 0);
  else for (let i = step; i < series.length; i += 1) result[i] = (result[i] ?? 0) + (result[i - step] ?? 0);
  return result;
}
