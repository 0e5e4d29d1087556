/** The centre of paired differences: the median of all Walsh averages. Exact under symmetry, and one wild block in ten moves it little. */

const MOST = 500;

/** Median of a sorted copy; NaN for an empty list. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Hodges–Lehmann estimate: median of (d_i + d_j) / 2 over i ≤ j (Hodges & Lehmann 1963).
 * Of more than 500 values every n/500-th is taken, because the number of averages grows with the square. NaN for an empty list.
 */
export function hodgesLehmann(values: readonly number[]): number {
  const taken =
    values.length > MOST ? Array.from({ length: MOST }, (_, i) => values[Math.floor((i * values.length) / MOST)] ?? 0) : values;
  const averages = new Float64Array((taken.length * (taken.length + 1)) / 2);
  let next = 0;
  for (let i = 0; i < taken.length; i++)
    for (let j = i; j < taken.length; j++) averages[next++] = ((taken[i] ?? 0) + (taken[j] ?? 0)) / 2;
  averages.sort();
  const middle = averages.length >> 1;
  const upper = averages[middle] ?? Number.NaN;
  return averages.length % 2 === 1 ? upper : ((averages[middle - 1] ?? Number.NaN) + upper) / 2;
}
