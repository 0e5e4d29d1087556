/** Several questions asked at once: p-values adjusted so that the chance of any false alarm among them keeps to its level. */

/**
 * Holm's step-down (1979): the i-th smallest of n is multiplied by n − i + 1, and none may be smaller than one before it.
 * Holds the family-wise rate without any assumption on how the tests depend on each other. In the order of the argument.
 */
export function holm(values: readonly number[]): readonly number[] {
  const order = values.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(values.length).fill(1);
  let least = 0;
  for (const [rank, { p, index }] of order.entries()) {
    least = Math.max(least, Math.min(1, (values.length - rank) * p));
    adjusted[index] = least;
  }
  return adjusted;
}
