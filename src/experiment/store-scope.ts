/** A store with its servers and services as experiments are given them: in a run, and wherever else the engine works. */

import { ServerError } from '../errors.ts';
import type { ServerKind } from '../provision/provisioner.ts';
import type { Address, Facts, LaneServices, LoadReport, Store } from '../stores/store.ts';
import type { StoreScope } from './circumstance.ts';
import type { RunContext } from './context.ts';
import { libraries } from './libraries.ts';
import { type ServerPool, serverPool } from './servers.ts';

/** Starts nothing yet; the caller stops what it will have started. The stores know how to ask their servers for facts. */
export function storeServers(context: RunContext, stores: readonly Store[], label?: string): ServerPool {
  const facts = (kind: ServerKind, address: Address): Promise<Facts | null> =>
    stores.find(({ name }) => kind === name)?.facts(address) ?? Promise.resolve(null);
  const { provisioner, wishes, emit, signal } = context;
  const [own, ...beside] = stores;
  // The store of that kind has its turn with a pool of its own, and names are given once.
  const isBeside = (kind: string): boolean => own?.name !== kind && beside.some(({ servers }) => servers.includes(kind));
  return serverPool({
    labelOf: (kind) => [label, isBeside(kind) ? `beside-${own?.name}` : undefined],
    ...{ provisioner, wishes, counts: context.plan.counts, facts, emit, signal },
    nowNs: () => context.clock.nowNs(),
    onStart: (record) => context.file.record.servers.push(record),
  });
}

export function scopeOf(
  context: RunContext,
  store: Store,
  { servers, attached }: Pick<StoreScope, 'servers' | 'attached'>,
): StoreScope {
  const services: LaneServices = {
    counts: context.plan.counts,
    dataSeed: context.dataSeed,
    dataVersion: context.dataVersion,
    server: servers.get,
    topology: servers.topology,
    library: libraries(context, store, context.plan.counts),
    seed: seeder(context, store),
    reused: (tables) => {
      noteTables(context, store.name, tables);
      context.emit({ kind: 'note', line: `${store.name}: the data set stood there already, and was read back` });
    },
  };
  let lanes = 0;
  return { context, store, services, servers, attached, nextName: () => `l${++lanes}` };
}

/** Loads through the store's seeder and notes the first load of the whole data set. */
function seeder(context: RunContext, store: Store): LaneServices['seed'] {
  return async (target, counts, tables) => {
    const seed = await context.loadSeeder(store.name);
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
  const differing = tables.find(({ table, rows, digest }) =>
    dataset.tables.some(
      (known) => known.store === store && known.table === table && (known.rows !== rows || known.digest !== digest),
    ),
  );
  if (differing !== undefined)
    throw new ServerError(`${store} holds other rows of ${differing.table} than what was measured before in this run`, {
      hint: 'measure all of it again, in a run of its own',
    });
  const fresh = tables.filter(({ table }) => !dataset.tables.some((known) => known.store === store && known.table === table));
  dataset.tables.push(...fresh.map((table) => ({ store, ...table })));
  dataset.digest = context.domain.datasetDigest([{ tables: dataset.tables, rows: 0, seconds: 0 }]);
}
