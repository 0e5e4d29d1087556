/** A claim that is broken is measured once more, and once only, before it is believed: with another run seed, on other servers, in lanes made the other way round. */

import { messageOf } from '../errors.ts';
import { hash, streamOf } from '../random.ts';
import type { Store } from '../stores/store.ts';
import { makeLanes, placeOf, type StoreScope } from './circumstance.ts';
import { alarmsOf } from './claims.ts';
import { runComparison } from './comparison.ts';
import { PROFILES } from './constants.ts';
import type { RunContext } from './context.ts';
import { guarded } from './controls.ts';
import { besideScope, neighboursOf } from './neighbours.ts';
import { type PlannedCircumstance, type PlannedComparison, type PlannedOptimization, variantsOf } from './plan.ts';
import type { Comparison } from './record.ts';
import { scopeOf, storeServers } from './store-scope.ts';

export interface Suspect {
  readonly planned: PlannedOptimization;
  readonly circumstance: PlannedCircumstance;
  readonly comparison: PlannedComparison;
}

/** The comparisons of these optimisations on which a broken claim rests. */
export function suspectsOf(context: RunContext, possible: readonly PlannedOptimization[]): readonly Suspect[] {
  const keys = new Set(alarmsOf(context.file.record));
  return possible.flatMap((planned) =>
    planned.circumstances.flatMap((circumstance) =>
      circumstance.comparisons.filter(({ key }) => keys.has(key)).map((comparison) => ({ planned, circumstance, comparison })),
    ),
  );
}

/** Measures each suspect again on servers of their own. The caller has stopped the first ones; a server that was there before serves again. */
export async function confirmAll(
  context: RunContext,
  store: Store,
  { suspects, attached }: { readonly suspects: readonly Suspect[]; readonly attached: boolean },
): Promise<void> {
  if (suspects.length === 0 || !context.profile.judges) return;
  const again: RunContext = {
    ...context,
    runSeed: hash(context.runSeed, streamOf('confirmation'), 0, 0),
    ...withoutHurry(context),
  };
  const neighbours = await neighboursOf(
    again,
    suspects.map(({ planned }) => planned),
  );
  const servers = storeServers(again, [store, ...neighbours], 'again');
  try {
    const scope = scopeOf(again, store, { servers, attached });
    for (const suspect of suspects) {
      context.signal.throwIfAborted();
      const here = await besideScope(scope, suspect.planned);
      await confirm(context, { ...here, nextName: () => laneAgain(scope.nextName()) }, suspect);
    }
  } finally {
    await servers.stop();
  }
}

/** All looks of the schedule, as long as a full run gives a comparison; what the run's budget left does not matter. */
const withoutHurry = ({ profile }: RunContext): Pick<RunContext, 'profile' | 'budgetSeconds'> => ({
  profile: { ...profile, comparisonSeconds: PROFILES.full.comparisonSeconds },
  budgetSeconds: Number.POSITIVE_INFINITY,
});

/** A lane's name beside those of the run itself, as every store takes it. */
export const laneAgain = (name: string): string => `again${name}`;

async function confirm(context: RunContext, scope: StoreScope, suspect: Suspect): Promise<void> {
  const { record } = context.file;
  const { key } = suspect.comparison;
  const { runSeed } = scope.context;
  const outcome = await measureAgain(scope, suspect).then(
    async (comparison) => ({ comparison: await guarded(scope, comparison), failure: null }),
    (error: unknown) => ({ comparison: null, failure: messageOf(error) }),
  );
  // What was interrupted was not measured: it is still to be, when the run is taken up again.
  context.signal.throwIfAborted();
  const confirmation = { key, runSeed, ...outcome };
  record.confirmations = [...(record.confirmations ?? []), confirmation];
  await context.file.save();
  context.emit({ kind: 'confirmation', confirmation });
}

async function measureAgain(scope: StoreScope, { planned, circumstance, comparison }: Suspect): Promise<Comparison> {
  const { context } = scope;
  await using lanes = makeLanes(scope, planned, circumstance, () => undefined);
  if (comparison.tier !== 'ABBA') {
    // Not yet to write: a lane that counted as written would be made once more, after the baseline's.
    const use = comparison.writes ? 'own' : 'read';
    const variant = variantsOf(planned.optimization).find(({ name }) => name === comparison.candidate);
    if (variant !== undefined) await lanes.get(variant, use);
  }
  await using generator = context.startGenerator();
  const place = placeOf(scope, planned, { circumstance, lanes, generator });
  return await runComparison({ ...place, done: 0, laterSeconds: 0, later: 0 }, comparison);
}
