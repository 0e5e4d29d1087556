/** Fits a plan into its budget: whole comparisons are left out, the least important first, before a run and while it goes on. Pure. */
import { laneSeconds, type Plan, type PlannedComparison, type PlannedOptimization } from './plan.ts';

export type IsOpen = (comparison: PlannedComparison) => boolean;
const ALL: IsOpen = () => true;

/**
 * 0: what an optimisation claims, where its claim says so and at the last value of its sweep, with its price: no gain stands without its
 * price, and a claim that is not measured where it is made watches nothing.
 * 1: the same at the other values of the sweep. 2: gains of candidates that claim nothing. 3: their prices.
 */
function importance(comparison: PlannedComparison, { optimization, circumstances }: PlannedOptimization): 0 | 1 | 2 | 3 {
  const claims = optimization.claims.filter(({ candidate }) => candidate === undefined || candidate === comparison.candidate);
  if (claims.length === 0) return comparison.role === 'gain' ? 2 : 3;
  const isLast = circumstances.at(-1)?.comparisons.includes(comparison) ?? false;
  return isLast || claims.some(({ at }) => at !== undefined && at === comparison.at?.value) ? 0 : 1;
}

export const comparisonsOf = ({ circumstances }: PlannedOptimization): readonly PlannedComparison[] =>
  circumstances.flatMap(({ comparisons }) => comparisons);
const secondsOf = (comparisons: readonly PlannedComparison[]): number =>
  comparisons.reduce((sum, { seconds }) => sum + seconds, 0);

const NONE: ReadonlySet<string> = new Set();

/** What is still open takes so long at the least, with the lanes for it, and the data of stores that have not begun. */
export function restSeconds({ optimizations, storeSeconds }: Plan, isOpen: IsOpen = ALL, begun = NONE): number {
  const open = optimizations.filter((planned) => comparisonsOf(planned).some(isOpen));
  const stores = [...new Set(open.map(({ store }) => store))].filter((store) => !begun.has(store));
  return (
    stores.reduce((sum, store) => sum + (storeSeconds[store] ?? 0), 0) +
    open.reduce((sum, planned) => sum + laneSeconds(planned) + secondsOf(comparisonsOf(planned).filter(isOpen)), 0)
  );
}

export interface Fitting {
  readonly budgetSeconds: number;
  /** The budget is a wall time that was asked for: then also what is claimed is left out, whole optimisations, the strongest of each folder last. */
  readonly isWall: boolean;
  /** Which comparisons are still to be measured; the others stand. */
  readonly isOpen?: IsOpen;
  /** Stores whose data and known answers are there. */
  readonly begun?: ReadonlySet<string>;
  /** How much longer than planned things take. */
  readonly pace?: number;
}

/** Which of the open comparisons have to be left out, the least important first and the last first. */
export function leftOutOf(
  plan: Plan,
  { budgetSeconds, isWall, isOpen = ALL, begun = NONE, pace = 1 }: Fitting,
): ReadonlySet<PlannedComparison> {
  const out = new Set<PlannedComparison>();
  const stays: IsOpen = (comparison) => isOpen(comparison) && !out.has(comparison);
  const isOver = () => pace * restSeconds(plan, stays, begun) > budgetSeconds;
  const ranked = plan.optimizations.flatMap((planned) =>
    comparisonsOf(planned).map((comparison) => ({ comparison, rank: importance(comparison, planned) })),
  );
  for (const least of [3, 2, 1]) {
    for (const { comparison } of ranked.filter(({ rank }) => rank === least).reverse()) {
      if (!isOver()) return out;
      if (isOpen(comparison)) out.add(comparison);
    }
  }
  for (const planned of isWall ? leastFirst(plan.optimizations) : []) {
    if (!isOver()) return out;
    for (const comparison of comparisonsOf(planned).filter(isOpen)) out.add(comparison);
  }
  return out;
}

/** From the end, and what each folder shows itself by after all others: so that a short night still sees every folder. */
function leastFirst(optimizations: Plan['optimizations']): Plan['optimizations'] {
  const isShown = ({ optimization }: PlannedOptimization): boolean => optimization.showcase !== undefined;
  const fromTheEnd = [...optimizations].reverse();
  return [...fromTheEnd.filter((planned) => !isShown(planned)), ...fromTheEnd.filter(isShown)];
}

/** The same plan within its budget, as far as the estimates go; an optimisation of which nothing is left is gone from it. */
export function fitPlan(plan: Plan, fitting: Fitting): Plan {
  const dropped = leftOutOf(plan, fitting);
  if (dropped.size === 0) return plan;
  const all = plan.optimizations.flatMap(comparisonsOf);
  const optimizations = plan.optimizations
    .map((planned) => without(planned, dropped))
    .filter((planned, index) => planned.circumstances.length > 0 || plan.optimizations[index]?.circumstances.length === 0);
  const kept = { ...plan, optimizations, comparisons: all.length - dropped.size };
  return { ...kept, seconds: Math.round(restSeconds(kept)), leftOut: all.filter((comparison) => dropped.has(comparison)) };
}

function without(planned: PlannedOptimization, dropped: ReadonlySet<PlannedComparison>): PlannedOptimization {
  const circumstances = planned.circumstances
    .map((circumstance) => ({
      ...circumstance,
      comparisons: circumstance.comparisons.filter((comparison) => !dropped.has(comparison)),
    }))
    .filter(({ comparisons }) => comparisons.length > 0);
  return { ...planned, circumstances };
}
