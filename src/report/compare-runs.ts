/** Two runs beside each other, by the ratios that each measured within itself: what got better or worse, what is new, what is gone. Pure. */
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { type Times, timesOf } from './view.ts';

export interface ComparedRow {
  readonly key: string;
  readonly before: Comparison;
  readonly after: Comparison;
  /** Times better in the later run ÷ in the earlier one; null where either has no effect. */
  readonly change: { readonly ratio: number; readonly low: number; readonly high: number } | null;
  /** `same` is not shown by it: the interval merely includes no change. */
  readonly says: 'more' | 'less' | 'no change seen' | 'not known';
}
export interface ComparedRuns {
  readonly rows: readonly ComparedRow[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/**
 * The two intervals are independent, so their half-widths (of logarithms) add as squares: what the interval of the difference of two means
 * has when both are of the same confidence (a little wide, where they differ in size).
 */
export function changeBetween(
  before: Times,
  after: Times,
): { readonly ratio: number; readonly low: number; readonly high: number } {
  const half = ({ low, high }: Times) => (Math.log(high) - Math.log(low)) / 2;
  const centre = Math.log(after.estimate) - Math.log(before.estimate);
  const width = Math.hypot(half(before), half(after));
  return { ratio: Math.exp(centre), low: Math.exp(centre - width), high: Math.exp(centre + width) };
}

export function compareRuns(before: RunRecord, after: RunRecord): ComparedRuns {
  const earlier = new Map(before.comparisons.map((comparison) => [comparison.key, comparison]));
  const later = new Set(after.comparisons.map(({ key }) => key));
  return {
    rows: after.comparisons.flatMap((comparison) => {
      const other = earlier.get(comparison.key);
      return other === undefined ? [] : [rowOf(other, comparison)];
    }),
    added: [...later].filter((key) => !earlier.has(key)),
    removed: [...earlier.keys()].filter((key) => !later.has(key)),
  };
}

function rowOf(before: Comparison, after: Comparison): ComparedRow {
  const [one, other] = [timesOf(before), timesOf(after)];
  const change = one === null || other === null ? null : changeBetween(one, other);
  const says = change === null ? 'not known' : change.low > 1 ? 'more' : change.high < 1 ? 'less' : 'no change seen';
  return { key: after.key, before, after, change, says };
}
