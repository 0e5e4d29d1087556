/** A lane in several stores at once: in its own, and beside it in others that the optimisation names; authors reach those by `lane.in('kafka')`. */
import type { StoreName, TableName } from '../define.ts';
import { UserError } from '../errors.ts';
import type { Address, Connection, LaneHandle, LaneRequest, LaneServices, SettleStep, Store } from './store.ts';

/** Another store, and what of the data set is loaded into the lanes there. */
export interface Neighbour {
  readonly store: Store;
  readonly services: LaneServices;
  readonly tables: readonly TableName[];
}
type Others = ReadonlyMap<string, Connection>;

/** The lane knows the others. It is the same object: a store's lane is called by many closures of its own. */
function knowing(connection: Connection, others: Others): Connection {
  Object.assign(connection.lane, {
    in(name: string) {
      const other = others.get(name);
      if (other !== undefined) return other.lane;
      const known = [...others.keys()].join(', ');
      throw new UserError(
        `the lane has none beside it in ${name}${known === '' ? '' : `, but in ${known}`}`,
        `give the optimisation also: { ${name}: […] }, with the tables that are to be loaded there`,
      );
    },
  });
  return connection;
}

/** Opens a way into a lane, and into those beside it. `storeOf` finds a store by its name. */
export async function connectLane(
  store: Store,
  address: Address,
  options: Parameters<Store['connect']>[1],
  storeOf: (name: StoreName) => Promise<Store>,
): Promise<Connection> {
  const opened: Connection[] = [];
  const others = new Map<string, Connection>();
  const close = async () => {
    for (const each of opened.reverse()) await each.close();
  };
  try {
    const own = await store.connect(address, options);
    opened.push(own);
    for (const [name, other] of Object.entries(address.beside ?? {})) {
      const beside = await (await storeOf(name as StoreName)).connect(other, { client: {}, clients: options.clients });
      opened.push(beside);
      others.set(name, beside);
    }
    return { ...knowing(own, others), close };
  } catch (error) {
    await close().catch(() => undefined); // The first error is the one to tell.
    throw error;
  }
}

/** The store, whose lanes have one beside them in each of the others: made, described, settled and dropped together. */
export const standingBeside = (store: Store, neighbours: readonly Neighbour[]): Store => ({
  ...store,
  createLane: (request, services) => createLane(store, neighbours, { request, services }),
});

async function createLane(
  store: Store,
  neighbours: readonly Neighbour[],
  { request, services }: { readonly request: LaneRequest; readonly services: LaneServices },
): Promise<LaneHandle> {
  const made: LaneHandle[] = [];
  try {
    const own = await store.createLane(request, services);
    made.push(own);
    for (const { store: other, services: its, tables } of neighbours) {
      made.push(await other.createLane({ ...request, tables }, its));
    }
    return joined(own, new Map(neighbours.map(({ store: { name } }, index) => [name, made[index + 1] as LaneHandle])));
  } catch (error) {
    await dropAll(made).catch(() => undefined);
    throw error;
  }
}

/** Whatever one of them says, the others are dropped; the first error is told. */
async function dropAll(lanes: readonly LaneHandle[]): Promise<void> {
  const dropped = await Promise.allSettled([...lanes].reverse().map((lane) => lane.drop()));
  const failed = dropped.find((each) => each.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** What is told of the others has their name before it. */
function joined(own: LaneHandle, beside: ReadonlyMap<StoreName, LaneHandle>): LaneHandle {
  const others = [...beside];
  const owners = new Map(others.map(([name, lane]) => [name, lane.owner]));
  const { reopen } = own;
  return {
    ...own,
    address: { ...own.address, beside: Object.fromEntries(others.map(([name, { address }]) => [name, address])) },
    owner: knowing(own.owner, owners),
    async describe() {
      const told = others.map(async ([name, lane]) => (await lane.describe()).map((line) => `${name}: ${line}`));
      return [...(await own.describe()), ...(await Promise.all(told)).flat()];
    },
    async size() {
      const sizes = await Promise.all([own, ...beside.values()].map((lane) => lane.size()));
      return sizes.reduce((sum, size) => (sum === null || size === null ? null : sum + size), 0);
    },
    async settle() {
      const steps: SettleStep[] = [...((await own.settle?.()) ?? [])];
      for (const [name, lane] of others)
        steps.push(...((await lane.settle?.()) ?? []).map((step) => ({ ...step, did: `${name}: ${step.did}` })));
      return steps;
    },
    ...(reopen === undefined ? {} : { reopen: async () => knowing(await reopen(), owners) }),
    drop: () => dropAll([own, ...beside.values()]),
  };
}
