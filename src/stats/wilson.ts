/** Wilson's interval of a share, such as of calls that failed: it holds at none and at all of them, where the usual one has no width. */

const Z_95 = 1.959963984540054;

export interface Share {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

/** `part` of `whole` with its 95 % interval; null of nothing. */
export function wilson(part: number, whole: number): Share | null {
  if (whole < 1) return null;
  const rate = part / whole;
  const z2 = Z_95 ** 2 / whole;
  const centre = (rate + z2 / 2) / (1 + z2);
  const half = Math.sqrt(z2 * (rate * (1 - rate) + z2 / 4)) / (1 + z2);
  return { rate, low: part === 0 ? 0 : Math.max(0, centre - half), high: part === whole ? 1 : Math.min(1, centre + half) };
}
