/** Splits a plan into parts for several machines: whole optimisations, stores together as far as that is even. Pure, and the same everywhere. */
import { UserError } from '../errors.ts';
import { comparisonsOf } from './fit.ts';
import { laneSeconds, type Plan, type PlannedOptimization } from './plan.ts';

export interface Shard {
  /** From 1 on. */
  readonly index: number;
  readonly of: number;
}

const byStore = (one: PlannedOptimization, other: PlannedOptimization): number =>
  one.store === other.store ? (one.id < other.id ? -1 : 1) : one.store < other.store ? -1 : 1;

/** Ids of each shard's optimisations. None is empty; which is the longest takes as little as it can, servers and data counted where they stand. */
export function shardIds(plan: Pick<Plan, 'optimizations' | 'storeSeconds'>, of: number): readonly ReadonlySet<string>[] {
  const all = [...plan.optimizations].sort(byStore);
  if (all.length < of)
    throw new UserError(`there are ${all.length} optimisations to measure, which make no ${of} shards`, 'take fewer shards');
  const own = all.map((each) => laneSeconds(each) + comparisonsOf(each).reduce((sum, { seconds }) => sum + seconds, 0));
  const cost = (from: number, to: number): number => {
    const stores = new Set(all.slice(from, to).map(({ store }) => store));
    const shared = [...stores].reduce((sum, store) => sum + (plan.storeSeconds[store] ?? 0), 0);
    return shared + own.slice(from, to).reduce((sum, seconds) => sum + seconds, 0);
  };
  const bounds = [...cutsOf(all.length, of, cost), all.length];
  return bounds.slice(0, -1).map((from, i) => new Set(all.slice(from, bounds[i + 1]).map(({ id }) => id)));
}

/** Where each part begins, so that the costliest of the parts costs the least; of equal ways the first. */
function cutsOf(length: number, parts: number, cost: (from: number, to: number) => number): readonly number[] {
  interface Way {
    readonly most: number;
    readonly cuts: readonly number[];
  }
  let ways: readonly (Way | undefined)[] = [{ most: 0, cuts: [] }];
  for (let part = 1; part <= parts; part += 1) {
    const longer: (Way | undefined)[] = [];
    for (let to = part; to <= length; to += 1) {
      for (let from = part - 1; from < to; from += 1) {
        const before = ways[from];
        if (before === undefined) continue;
        const way = { most: Math.max(before.most, cost(from, to)), cuts: [...before.cuts, from] };
        const known = longer[to];
        if (known === undefined || way.most < known.most) longer[to] = way;
      }
    }
    ways = longer;
  }
  return ways[length]?.cuts ?? [];
}
