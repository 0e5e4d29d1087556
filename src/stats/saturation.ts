/** From which load on more of it brings hardly more work: of a sweep over clients or rates. Pure. */

export interface Level {
  readonly load: number;
  /** Work a second. */
  readonly perSecond: number;
}
/** `at` is the smallest load from which no doubling brings as much as the threshold; `next` the load that showed it. */
export type Saturation =
  | { readonly kind: 'saturated'; readonly at: Level; readonly next: Level; readonly gainPerDoubling: number }
  | { readonly kind: 'growing'; readonly last: Level; readonly gainPerDoubling: number };

/** Less than this a doubling of the load, and it is said to be saturated: half of it could be noise of an absolute figure. */
const LEAST_GAIN = 0.05;

/** Null of fewer than two levels. */
export function saturationOf(levels: readonly Level[]): Saturation | null {
  const sorted = [...levels].sort((a, b) => a.load - b.load);
  const steps = sorted.slice(1).map((next, i) => {
    const at = sorted[i] ?? next;
    return { at, next, gainPerDoubling: (next.perSecond / at.perSecond) ** (1 / Math.log2(next.load / at.load)) - 1 };
  });
  const last = steps.at(-1);
  if (last === undefined) return null;
  const growing = steps.findLastIndex(({ gainPerDoubling }) => gainPerDoubling >= LEAST_GAIN);
  const knee = steps[growing + 1];
  if (knee === undefined) return { kind: 'growing', last: last.next, gainPerDoubling: last.gainPerDoubling };
  return { kind: 'saturated', ...knee };
}
