/** What the rows of a data set are made from, and how popular each business is. */
import type { Counts } from '../src/define.ts';
import type { Dictionaries } from './dictionaries.ts';

/** The data set's "now": fixed, so that no row and no question depends on the day of the run. */
export const REFERENCE_MS = Date.UTC(2026, 0, 1);

/** Plain data: a thread can be given it, and need not make it again. */
export interface World {
  readonly seed: number;
  readonly counts: Counts;
  readonly words: Dictionaries;
  /** The id of the business at each rank of popularity, the most popular first. */
  readonly businessAtRank: Int32Array;
}

/** Zipf with s near 1: the logarithm of the rank is uniform. */
export function popularBusiness(from: World, numbers: { next(): number }): number {
  const ranks = from.businessAtRank.length;
  const rank = Math.floor((ranks + 1) ** numbers.next());
  return from.businessAtRank[Math.min(rank, ranks) - 1] ?? 1;
}
