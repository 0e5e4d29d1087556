/** Fits a plan into its budget: whole comparisons are left out, the least important first, and each is told. Pure. */
import type { Plan, PlannedCircumstance, PlannedComparison, PlannedOptimization } from './plan.ts';

/**
 * 0: what an optimisation claims, at the last value of its sweep, with its price: never left out, because no gain stands without its price.
 * 1: the same at the other values of the sweep. 2: gains of candidates that claim nothing. 3: their prices.
 */
function importance(comparison: PlannedComparison, { optimization, circumstances }: PlannedOptimization): 0 | 1 | 2 | 3 {
  const claimed = optimization.claims.some(({ candidate }) => candidate === undefined || candidate === comparison.candidate);
  if (!claimed) return comparison.role === 'gain' ? 2 : 3;
  const last = circumstances.at(-1)?.comparisons.includes(comparison) ?? false;
  return last ? 0 : 1;
}

/** The same plan within so many seconds, as far as the estimates go. */
export function fitPlan(plan: Plan, budgetSeconds: number): Plan {
  const dropped = new Set<PlannedComparison>();
  let excess = plan.seconds - budgetSeconds;
  const candidates = plan.optimizations.flatMap((planned) =>
    planned.circumstances.flatMap(({ comparisons }) =>
      comparisons.map((comparison) => ({ comparison, importance: importance(comparison, planned) })),
    ),
  );
  for (const least of [3, 2, 1] as const) {
    for (const { comparison } of candidates.filter((each) => each.importance === least).reverse()) {
      if (excess <= 0) break;
      dropped.add(comparison);
      excess -= comparison.seconds;
    }
  }
  if (dropped.size === 0) return plan;
  const optimizations = plan.optimizations.map((planned) => without(planned, dropped));
  const left = (which: (comparison: PlannedComparison) => boolean) => candidates.filter(({ comparison }) => which(comparison));
  const kept = left((comparison) => !dropped.has(comparison));
  const saved = left((comparison) => dropped.has(comparison)).reduce((sum, { comparison }) => sum + comparison.seconds, 0);
  return { ...plan, optimizations, comparisons: kept.length, seconds: Math.round(plan.seconds - saved) };
}

/** How such a note begins. */
export const LEFT_OUT = 'Left out to keep within the time';

function without(planned: PlannedOptimization, dropped: ReadonlySet<PlannedComparison>): PlannedOptimization {
  const gone = planned.circumstances.flatMap(({ comparisons }) => comparisons.filter((comparison) => dropped.has(comparison)));
  if (gone.length === 0) return planned;
  const circumstances: PlannedCircumstance[] = planned.circumstances
    .map((circumstance) => ({
      ...circumstance,
      comparisons: circumstance.comparisons.filter((comparison) => !dropped.has(comparison)),
    }))
    .filter(({ comparisons }) => comparisons.length > 0);
  const seconds = Math.ceil(gone.reduce((sum, comparison) => sum + comparison.seconds, 0));
  const note = `${LEFT_OUT} (they take about ${seconds} s): ${gone.map(nameOf).join('; ')}. Measured with --only '${planned.id}' or --profile full.`;
  return { ...planned, circumstances, notes: [...planned.notes, note] };
}

const nameOf = ({ bench, candidate, at }: PlannedComparison) =>
  `${bench} of ${candidate}${at === null ? '' : ` at ${at.over} ${at.value}`}`;
