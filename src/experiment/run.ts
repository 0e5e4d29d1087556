/** Runs a plan: store by store, so that stores do not disturb each other; a comparison that fails is told and the others go on. */
import type { StoreName } from '../define.ts';
import { UserError } from '../errors.ts';
import type { Store } from '../stores/store.ts';
import { runCircumstance, type StoreScope } from './circumstance.ts';
import { confirmAll, suspectsOf } from './confirm.ts';
import type { RunContext } from './context.ts';
import { runFirstControls } from './controls.ts';
import { isStopped, keepToTime, leaveOut, openIn } from './course.ts';
import { enter, thereBefore } from './entering.ts';
import { fail, skip } from './failure.ts';
import { comparisonsOf } from './fit.ts';
import { type Generators, generatorsOf } from './generators.ts';
import { besideScope, neighboursOf, visitNeighbours } from './neighbours.ts';
import type { PlannedOptimization } from './plan.ts';
import { isPossible } from './possible.ts';
import type { ServerPool } from './servers.ts';
import { scopeOf, storeServers } from './store-scope.ts';
import { isRefusal } from './visit.ts';

/**
 * Resolves when every comparison has been measured, has failed, or was skipped: with the stores of which a server was named and could not
 * be used. Rejects only when the signal aborts.
 */
export async function runPlan(context: RunContext): Promise<readonly string[]> {
  const stores = [...new Set(context.plan.optimizations.map(({ store }) => store))];
  const refused: string[] = [];
  for (const name of stores) {
    keepToTime(context);
    const planned = context.plan.optimizations.filter(({ store }) => store === name);
    if (isIdle(context, planned)) continue;
    if (isStopped(context)) leaveOut(context, planned.flatMap(comparisonsOf).filter(openIn(context.file.record)), 'bail');
    else if (!(await runStore(context, await context.loadStore(name as StoreName), planned))) refused.push(name);
  }
  return refused;
}

/** Whether nothing of a store is left to measure: not even a claim that has to be measured a second time. */
const isIdle = (context: RunContext, planned: readonly PlannedOptimization[]): boolean =>
  planned.length > 0 && planned.every((each) => hasNothingOpen(context, each)) && suspectsIn(context, planned).length === 0;

/** One without circumstances is still to be told as skipped. */
const hasNothingOpen = ({ file }: RunContext, planned: PlannedOptimization): boolean =>
  planned.circumstances.length > 0 && !comparisonsOf(planned).some(openIn(file.record));

const suspectsIn = (context: RunContext, planned: readonly PlannedOptimization[]) =>
  context.confirms && context.profile.judges && !isStopped(context) ? suspectsOf(context, planned) : [];

/** False when the store's server was named and could not be used. */
async function runStore(context: RunContext, store: Store, planned: readonly PlannedOptimization[]): Promise<boolean> {
  const there = await thereBefore(context, store);
  const possible: PlannedOptimization[] = [];
  for (const optimization of planned) {
    const isNeeded = !hasNothingOpen(context, optimization) || suspectsIn(context, [optimization]).length > 0;
    if (isNeeded && (await isPossible(context, store, optimization))) possible.push(optimization);
  }
  if (possible.length === 0) return there?.origin !== 'attach' || there.state !== 'missing';
  const servers = storeServers(context, [store, ...(await neighboursOf(context, possible))]);
  try {
    const part = { servers, possible, attached: there !== null };
    if (there === null) await runAll(context, store, part);
    else if (!(await runAsGuest(context, store, part))) return there.origin !== 'attach';
    return true;
  } finally {
    await servers.stop();
  }
}

interface StorePart {
  readonly servers: ServerPool;
  readonly possible: readonly PlannedOptimization[];
  readonly attached: boolean;
}

async function runAll(context: RunContext, store: Store, { servers, possible, attached }: StorePart): Promise<void> {
  const { admitted, asGuest, leave } = await visitNeighbours(context, servers, possible);
  const here = asGuest ? { ...context, canPin: false } : context;
  try {
    const open = admitted.filter((optimization) => !hasNothingOpen(context, optimization));
    if (open.length > 0) await measureOpen(scopeOf(here, store, { servers, attached }), open);
    const suspects = suspectsIn(here, admitted);
    if (suspects.length > 0 && !attached && !asGuest) await servers.stop();
    await confirmAll(here, store, { suspects, attached });
  } finally {
    await leave().catch((error: unknown) => notCleared(here, possible, { what: store.name, error }));
  }
}

async function measureOpen(scope: StoreScope, open: readonly PlannedOptimization[]): Promise<void> {
  await runFirstControls(scope);
  await using generators = generatorsOf(scope.context);
  for (const optimization of open) {
    await runOptimization({ ...(await besideScope(scope, optimization)), generators }, optimization);
    const beside = await neighboursOf(scope.context, [optimization]);
    await scope.servers.end(beside.flatMap(({ servers }) => servers));
  }
}

/** Runs on a server that was there before, where it may be used; else all is skipped, and false is the answer. Its processes are not ours, so nothing is pinned. */
async function runAsGuest(context: RunContext, store: Store, part: StorePart): Promise<boolean> {
  const stay = await enter(store, part.servers);
  if (isRefusal(stay))
    return skip(
      context,
      part.possible.map(({ id }) => id),
      stay,
    );
  try {
    await runAll({ ...context, canPin: false }, store, part);
  } finally {
    await stay.leave().catch((error: unknown) => notCleared(context, part.possible, { what: store.name, error }));
  }
  return true;
}

/** What was made on a server that was there before, and stays on it, is told. */
function notCleared(
  context: RunContext,
  [first]: readonly PlannedOptimization[],
  { what, error }: { readonly what: string; readonly error: unknown },
): void {
  const lastWords = { lines: [], fullFolders: [] };
  fail(context, { optimization: first?.id ?? what, id: `${what}, cleared`, error, lastWords });
}

async function runOptimization(
  scope: StoreScope & { readonly generators: Generators },
  planned: PlannedOptimization,
): Promise<void> {
  const { context } = scope;
  for (const circumstance of planned.circumstances) {
    context.signal.throwIfAborted();
    keepToTime(context);
    const open = circumstance.comparisons.filter(openIn(context.file.record));
    if (isStopped(context)) leaveOut(context, open, 'bail');
    if (isStopped(context) || open.length === 0) continue;
    const { at } = circumstance;
    context.emit({ kind: 'optimization', id: planned.id, at: at === null ? null : `${at.over} ${at.value}` });
    try {
      await runCircumstance(scope, planned, circumstance);
    } catch (error) {
      context.signal.throwIfAborted();
      if (scope.attached && error instanceof UserError) {
        skip(context, [planned.id], { reason: error.message, remedy: error.hint ?? 'let the run start a private server' });
        return;
      }
      fail(context, { optimization: planned.id, id: planned.id, error, lastWords: await scope.servers.lastWords() });
    }
    await context.file.save();
  }
}
