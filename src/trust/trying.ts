/** The engine as a run uses it, with what is planted: one comparison of a store's two equal copies. */
import type { AnyVariant } from '../define.ts';
import { makeLanes, placeOf, type StoreScope } from '../experiment/circumstance.ts';
import { runComparison } from '../experiment/comparison.ts';
import { chosenControls } from '../experiment/controls.ts';
import type { Lanes } from '../experiment/lanes.ts';
import type { PlannedCircumstance, PlannedComparison, PlannedOptimization } from '../experiment/plan.ts';
import type { Comparison } from '../experiment/record.ts';
import type { Generator } from '../load/generator.ts';
import type { Plant } from '../load/plant.ts';
import type { LaneHandle } from '../stores/store.ts';
import type { PairedTrial, Said } from './rows.ts';

/** A store with its known answers. */
export interface Standing {
  readonly scope: StoreScope;
  readonly planned: PlannedOptimization;
  readonly circumstance: PlannedCircumstance;
}
export interface Ready extends Standing {
  readonly lanes: Lanes;
  readonly generator: Generator;
}

export const lanesOf = ({ scope, planned, circumstance }: Standing, given = circumstance.given): Lanes =>
  makeLanes(scope, planned, { ...circumstance, given }, () => undefined);

export interface Trying {
  readonly runSeed: number;
  readonly lanes?: Lanes;
  readonly plants?: { readonly baseline?: Plant; readonly candidate?: Plant };
  readonly everySecondLane?: Plant;
  readonly onSession?: (session: number) => void;
}

/** The comparison as a run makes it, with what is planted. Throws what the engine throws. */
export function attempt(ready: Ready, comparison: PlannedComparison, trying: Trying): Promise<Comparison> {
  const { scope, planned, circumstance, generator } = ready;
  const { runSeed, lanes = ready.lanes, plants, everySecondLane, onSession } = trying;
  const emit: typeof scope.context.emit = (event) => {
    if (event.kind === 'measuring') onSession?.(event.session);
  };
  // Planting costs a little by itself: where one side pays it, so does the other.
  const plantOf = (side: 'baseline' | 'candidate', { name }: LaneHandle): Plant | undefined => {
    if (everySecondLane !== undefined) return isEven(name) ? everySecondLane : {};
    return plants === undefined ? undefined : (plants[side] ?? {});
  };
  return runComparison(
    {
      ...placeOf({ ...scope, context: { ...scope.context, runSeed, emit } }, planned, { circumstance, lanes, generator }),
      ...{ plantOf, done: 0, laterSeconds: 0, later: 0 },
    },
    comparison,
  );
}

/** Lanes are named by their number. */
const isEven = (name: string): boolean => Number(name.replace(/\D/g, '')) % 2 === 0;

/** The equal copies read, as the null control reads them; but where an effect is small its lanes are exchanged, as any comparison's. */
export function twins({ circumstance }: Standing, metric: PairedTrial['metric']): PlannedComparison {
  const control = chosenControls(circumstance, true).find(({ kind }) => kind === 'null');
  if (control === undefined) throw new Error('there is no null control');
  const { own: _, ...comparison } = control.comparison;
  return { ...comparison, metric };
}

/** Both variants in the first one's lane. */
export const oneLane = (lanes: Lanes, baseline: AnyVariant): Lanes => ({
  ...lanes,
  get: (_variant, use) => lanes.get(baseline, use),
});

export const saidOf = ({ verdict, reason, effect, sessions, seconds, evidence }: Comparison): Said => ({
  ...{ verdict, reason, effect, sessions, seconds },
  ...(evidence.shape === 'calls' ? { errors: evidence.baseline.errors + evidence.candidate.errors } : {}),
});
