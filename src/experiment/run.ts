/** Runs a plan: store by store, so that stores do not disturb each other; a comparison that fails is told and the others go on. */
import type { StoreName } from '../define.ts';
import { ServerError, UserError } from '../errors.ts';
import type { Availability, ServerKind } from '../provision/provisioner.ts';
import type { Store } from '../stores/store.ts';
import { runCircumstance, type StoreScope } from './circumstance.ts';
import { confirmAll, suspectsOf } from './confirm.ts';
import type { RunContext } from './context.ts';
import { runControls } from './controls.ts';
import { DOCTOR, fail, skip } from './failure.ts';
import { type Generators, generatorsOf } from './generators.ts';
import type { PlannedOptimization } from './plan.ts';
import { isPossible } from './possible.ts';
import type { ServerPool } from './servers.ts';
import { scopeOf, storeServers } from './store-scope.ts';
import { isRefusal, type Refusal, type Visit, visit } from './visit.ts';

/**
 * Resolves when every comparison has been measured, has failed, or was skipped: with the stores of which a server was named and could not
 * be used. Rejects only when the signal aborts.
 */
export async function runPlan(context: RunContext): Promise<readonly string[]> {
  const stores = [...new Set(context.plan.optimizations.map(({ store }) => store))];
  const refused: string[] = [];
  for (const name of stores) {
    const planned = context.plan.optimizations.filter(({ store }) => store === name);
    if (!(await runStore(context, await context.loadStore(name as StoreName), planned))) refused.push(name);
  }
  return refused;
}

/** False when the store's server was named and could not be used. */
async function runStore(context: RunContext, store: Store, planned: readonly PlannedOptimization[]): Promise<boolean> {
  const there = await thereBefore(context, store);
  const possible: PlannedOptimization[] = [];
  for (const optimization of planned) if (await isPossible(context, store, optimization)) possible.push(optimization);
  if (possible.length === 0) return there?.origin !== 'attach' || there.state !== 'missing';
  const servers = storeServers(context, store);
  try {
    const part = { servers, possible, attached: there !== null };
    if (there === null) await runAll(context, store, part);
    else if (!(await runAsGuest(context, store, part))) return there.origin !== 'attach';
    return true;
  } finally {
    await servers.stop();
  }
}

/** The store's server, where it was there before. */
async function thereBefore({ provisioner }: RunContext, { servers: [kind] }: Store): Promise<Availability | null> {
  const found = kind === undefined ? null : await provisioner.available(kind as ServerKind);
  return found === null || found.origin === 'local' ? null : found;
}

interface StorePart {
  readonly servers: ServerPool;
  readonly possible: readonly PlannedOptimization[];
  readonly attached: boolean;
}

async function runAll(context: RunContext, store: Store, { servers, possible, attached }: StorePart): Promise<void> {
  const scope = await scopeOf(context, store, { servers, attached });
  await runControls(scope);
  {
    await using generators = generatorsOf(context);
    for (const optimization of possible) await runOptimization({ ...scope, generators }, optimization);
  }
  const suspects = suspectsOf(context, possible);
  if (suspects.length > 0 && !attached) await servers.stop();
  await confirmAll(context, store, { suspects, attached });
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
    await stay.leave().catch((error: unknown) => {
      const [first] = part.possible;
      fail(context, {
        optimization: first?.id ?? store.name,
        id: `${store.name}, cleared`,
        error,
        lastWords: { lines: [], fullFolders: [] },
      });
    });
  }
  return true;
}

async function enter(store: Store, servers: ServerPool): Promise<Visit | Refusal> {
  const [kind = store.name] = store.servers;
  try {
    return await visit(store, await servers.get(kind, { settings: {} }));
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    return { reason: error.message, remedy: error.hint ?? DOCTOR };
  }
}

async function runOptimization(
  scope: StoreScope & { readonly generators: Generators },
  planned: PlannedOptimization,
): Promise<void> {
  const { context } = scope;
  for (const circumstance of planned.circumstances) {
    context.signal.throwIfAborted();
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
