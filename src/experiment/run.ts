/** Runs a plan: store by store, so that stores do not disturb each other; a comparison that fails is told and the others go on. */
import type { StoreName } from '../define.ts';
import { LIBRARY_KINDS, SERVER_KINDS, type ServerKind } from '../provision/provisioner.ts';
import type { Facts, LaneServices, LoadReport, Store } from '../stores/store.ts';
import { runCircumstance, type StoreScope } from './circumstance.ts';
import type { RunContext } from './context.ts';
import { DOCTOR, fail, skip } from './failure.ts';
import { libraries } from './libraries.ts';
import type { PlannedOptimization } from './plan.ts';
import { serverPool } from './servers.ts';

/** Resolves when every comparison has been measured, has failed, or was skipped. Rejects only when the signal aborts. */
export async function runPlan(context: RunContext): Promise<void> {
  const stores = [...new Set(context.plan.optimizations.map(({ store }) => store))];
  for (const name of stores) {
    const planned = context.plan.optimizations.filter(({ store }) => store === name);
    await runStore(context, await context.loadStore(name as StoreName), planned);
  }
}

async function runStore(context: RunContext, store: Store, planned: readonly PlannedOptimization[]): Promise<void> {
  const possible: PlannedOptimization[] = [];
  for (const optimization of planned) if (await isPossible(context, store, optimization)) possible.push(optimization);
  if (possible.length === 0) return;
  const facts = (kind: ServerKind, address: Parameters<Store['facts']>[0]): Promise<Facts | null> =>
    kind === store.name ? store.facts(address) : Promise.resolve(null);
  const servers = serverPool({
    ...{ provisioner: context.provisioner, counts: context.plan.counts, facts, emit: context.emit, signal: context.signal },
    nowNs: () => context.clock.nowNs(),
    onStart: (record) => context.file.record.servers.push(record),
  });
  try {
    const services: LaneServices = {
      counts: context.plan.counts,
      server: (kind, request) =>
        servers.get(kind, { ...request, settings: { ...context.serverDefaults[kind], ...request.settings } }),
      library: libraries(context, store, context.plan.counts),
      seed: await seeder(context, store),
    };
    let lanes = 0;
    const scope: StoreScope = { context, store, services, servers, nextName: () => `l${++lanes}` };
    for (const optimization of possible) await runOptimization(scope, optimization);
  } finally {
    await servers.stop();
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
      fail(context, { optimization: planned.id, id: planned.id, error, lastWords: await scope.servers.lastWords() });
    }
    await context.file.save();
  }
}

/** Whether there is anything to compare at this scale, and every server and library it needs can be had; else it is skipped with the reason and the remedy. */
async function isPossible(context: RunContext, store: Store, planned: PlannedOptimization): Promise<boolean> {
  const { id } = planned;
  if (planned.circumstances.length === 0) {
    skip(context, { id, reason: planned.notes.join(' '), remedy: 'choose a larger --scale' });
    return false;
  }
  const { optimization } = planned;
  const named = [
    optimization.given?.servers,
    optimization.baseline.servers,
    ...optimization.candidates.map(({ servers }) => servers),
  ];
  const names = new Set([
    ...store.servers,
    ...(store.libraries ?? []),
    ...named.flatMap((servers) => Object.keys(servers ?? {})),
  ]);
  const kinds = [...SERVER_KINDS, ...LIBRARY_KINDS].filter((kind) => names.has(kind));
  const missing = (await Promise.all(kinds.map((kind) => context.provisioner.available(kind)))).find(
    ({ state }) => state === 'missing',
  );
  if (missing === undefined) return true;
  skip(context, { id, reason: `${missing.kind} cannot be had: ${missing.reason}`, remedy: missing.remedy ?? DOCTOR });
  return false;
}

/** Loads through the store's seeder and notes the first load of the whole data set. */
async function seeder(context: RunContext, store: Store): Promise<LaneServices['seed']> {
  const seed = await context.loadSeeder(store.name);
  return async (target, counts, tables) => {
    const report = await seed(target, context.domain.dataset(context.dataSeed, counts), tables);
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
  dataset.tables.push(...report.tables.map((table) => ({ store, ...table })));
  dataset.digest = context.domain.datasetDigest([{ tables: dataset.tables, rows: 0, seconds: 0 }]);
  context.emit({ kind: 'seeded', ...load });
}
