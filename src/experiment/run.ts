/** Runs a plan: store by store, so that stores do not disturb each other; a comparison that fails is told and the others go on. */
import type { StoreName } from '../define.ts';
import { ServerError, UserError } from '../errors.ts';
import type { Availability, ServerKind } from '../provision/provisioner.ts';
import type { Address, Facts, LaneServices, LoadReport, Store } from '../stores/store.ts';
import { runCircumstance, type StoreScope } from './circumstance.ts';
import type { RunContext } from './context.ts';
import { runControls } from './controls.ts';
import { DOCTOR, fail, skip } from './failure.ts';
import { libraries } from './libraries.ts';
import type { PlannedOptimization } from './plan.ts';
import { isPossible } from './possible.ts';
import { type ServerPool, serverPool } from './servers.ts';
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
  const facts = (kind: ServerKind, address: Address): Promise<Facts | null> =>
    kind === store.name ? store.facts(address) : Promise.resolve(null);
  const { provisioner, wishes, emit, signal } = context;
  const servers = serverPool({
    ...{ provisioner, wishes, counts: context.plan.counts, facts, emit, signal },
    nowNs: () => context.clock.nowNs(),
    onStart: (record) => context.file.record.servers.push(record),
  });
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
  const services: LaneServices = {
    counts: context.plan.counts,
    dataSeed: context.dataSeed,
    dataVersion: context.dataVersion,
    server: servers.get,
    library: libraries(context, store, context.plan.counts),
    seed: await seeder(context, store),
    reused: (tables) => {
      noteTables(context, store.name, tables);
      context.emit({ kind: 'note', line: `${store.name}: the data set stood there already, and was read back` });
    },
  };
  let lanes = 0;
  const scope: StoreScope = { context, store, services, servers, attached, nextName: () => `l${++lanes}` };
  await runControls(scope);
  for (const optimization of possible) await runOptimization(scope, optimization);
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

async function runOptimization(scope: StoreScope, planned: PlannedOptimization): Promise<void> {
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

/** Loads through the store's seeder and notes the first load of the whole data set. */
async function seeder(context: RunContext, store: Store): Promise<LaneServices['seed']> {
  const seed = await context.loadSeeder(store.name);
  return async (target, counts, tables) => {
    const report = await seed(target, context.domain.dataset(context.dataSeed, counts), tables, context.signal);
    note(context, store.name, report);
    return report;
  };
}

function note(context: RunContext, store: string, report: LoadReport): void {
  const { dataset } = context.file.record;
  if (dataset === null || dataset.loads.some((load) => load.store === store)) return;
  const load = {
    store,
    rows: report.rows,
    seconds: report.seconds,
    rowsPerSecond: report.rows / Math.max(report.seconds, 1e-3),
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
  };
  dataset.loads.push(load);
  noteTables(context, store, report.tables);
  context.emit({ kind: 'seeded', ...load });
}

function noteTables(context: RunContext, store: string, tables: LoadReport['tables']): void {
  const { dataset } = context.file.record;
  if (dataset === null) return;
  dataset.tables.push(...tables.map((table) => ({ store, ...table })));
  dataset.digest = context.domain.datasetDigest([{ tables: dataset.tables, rows: 0, seconds: 0 }]);
}
