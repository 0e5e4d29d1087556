/** An interval for a median that assumes no distribution: between two of the values themselves. */
import { median } from './hodges-lehmann.ts';

export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** What the two values really cover: at least what was asked for. */
  readonly confidence: number;
}

/**
 * The i-th smallest and i-th largest value cover the median unless fewer than i of n lie on one side of it: binomial, p = ½.
 * The narrowest pair that covers as much as asked; null where even the outermost does not (fewer than 6 values for 95 %).
 */
export function medianInterval(values: readonly number[], confidence: number): MedianInterval | null {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  let found: MedianInterval | null = null;
  // P(fewer than i on one side), for i = 1, 2, …: the sum of the first i terms of the binomial distribution.
  let [term, below] = [0.5 ** n, 0];
  for (let i = 1; 2 * i <= n; i += 1) {
    below += term;
    term *= (n - i + 1) / i;
    const covered = 1 - 2 * below;
    if (covered < confidence) break;
    found = { median: median(sorted), low: sorted[i - 1] ?? Number.NaN, high: sorted[n - i] ?? Number.NaN, confidence: covered };
  }
  return found;
}
