/** The stores beside an optimisation's own (`also`): their servers are the run's, their lanes stand and fall with its lanes. */
import type { StoreName, TableName } from '../define.ts';
import { messageOf } from '../errors.ts';
import { type Neighbour, standingBeside } from '../stores/beside.ts';
import type { Store } from '../stores/store.ts';
import type { StoreScope } from './circumstance.ts';
import type { RunContext } from './context.ts';
import { enter, thereBefore } from './entering.ts';
import { skip } from './failure.ts';
import type { PlannedOptimization } from './plan.ts';
import type { ServerPool } from './servers.ts';
import { scopeOf } from './store-scope.ts';
import { isRefusal, type Visit } from './visit.ts';

const alsoOf = ({ optimization }: PlannedOptimization): readonly [StoreName, readonly TableName[]][] =>
  Object.entries(optimization.also ?? {}) as [StoreName, readonly TableName[]][];

/** Every store that one of these has beside its own, once. */
export const neighboursOf = (context: Pick<RunContext, 'loadStore'>, planned: readonly PlannedOptimization[]): Promise<Store[]> =>
  Promise.all([...new Set(planned.flatMap(alsoOf).map(([name]) => name))].map((name) => context.loadStore(name)));

/** The scope in which this optimisation's lanes are made: with others beside them, where it names any. */
export async function besideScope(scope: StoreScope, planned: PlannedOptimization): Promise<StoreScope> {
  const also = alsoOf(planned);
  if (also.length === 0) return scope;
  const neighbours: Neighbour[] = [];
  for (const [name, tables] of also) {
    const store = await scope.context.loadStore(name);
    neighbours.push({ store, services: scopeOf(scope.context, store, scope).services, tables });
  }
  return { ...scope, store: standingBeside(scope.store, neighbours) };
}

export interface Admitted {
  readonly admitted: readonly PlannedOptimization[];
  /** Some server beside was there before: its processes are not ours. */
  readonly asGuest: boolean;
  /** Takes away what was made on servers that were there before. Rejects with what could not be dropped. */
  leave(): Promise<void>;
}

/** Enters the neighbours' servers that were there before. An optimisation that needs one which may not be used is skipped. */
export async function visitNeighbours(
  context: RunContext,
  servers: ServerPool,
  possible: readonly PlannedOptimization[],
): Promise<Admitted> {
  const visits: Visit[] = [];
  let admitted = possible;
  for (const store of await neighboursOf(context, possible)) {
    if ((await thereBefore(context, store)) === null) continue;
    const stay = await enter(store, servers);
    if (!isRefusal(stay)) {
      visits.push(stay);
      continue;
    }
    const needs = (planned: PlannedOptimization): boolean => alsoOf(planned).some(([name]) => name === store.name);
    const refused = admitted.filter(needs).map(({ id }) => id);
    skip(context, refused, stay);
    admitted = admitted.filter((planned) => !needs(planned));
  }
  return { admitted, asGuest: visits.length > 0, leave: () => leaveAll(visits) };
}

async function leaveAll(visits: readonly Visit[]): Promise<void> {
  const left = await Promise.allSettled(visits.map((stay) => stay.leave()));
  const failed = left.flatMap((each) => (each.status === 'rejected' ? [messageOf(each.reason)] : []));
  if (failed.length > 0) throw new Error(failed.join('; '));
}
