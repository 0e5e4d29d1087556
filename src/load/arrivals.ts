/** The pacer of an open load: when is arrival n due? A pure function of its draws; the loop owns the clock. */

export interface ArrivalsOptions {
  readonly perSecond: number;
  readonly durationNs: number;
  /** In [0, 1), one a gap, one after another. */
  readonly uniform: () => number;
}

/**
 * A Poisson process anchored at the start: nanoseconds after it, ascending, all within the duration. Gaps are exponential, so that calls
 * come as those of many independent users do, and neither a slow answer nor a late send moves what follows.
 */
export function poissonArrivals({ perSecond, durationNs, uniform }: ArrivalsOptions): Float64Array {
  const due: number[] = [];
  const gapNs = () => (-Math.log(1 - uniform()) / perSecond) * 1e9;
  for (let next = gapNs(); next < durationNs; next += gapNs()) due.push(next);
  return Float64Array.from(due);
}
