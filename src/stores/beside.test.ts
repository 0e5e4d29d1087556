import { expect, test } from 'vitest';
import { connectLane, standingBeside } from './beside.ts';
import type { Address, LaneHandle, LaneServices, Store } from './store.ts';

const counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const request = { name: 'l1', counts, tables: ['users'], servers: {} } as const;

/** A store whose lanes write down what becomes of them. */
function noting(name: string, log: string[], failing = false): Store {
  const address = (at: string): Address => ({ host: at, port: 1, user: '', password: '', database: '', counts });
  const connection = () => ({
    lane: { rows: () => 1 },
    run: async () => null,
    print: String,
    close: async () => void log.push(`${name} closed`),
  });
  const createLane = async ({ tables }: { readonly tables: readonly string[] }): Promise<LaneHandle> => {
    if (failing) throw new Error(`${name} is full`);
    log.push(`${name} made with ${tables.join()}`);
    return {
      ...{
        name: 'l1',
        address: address(name),
        owner: connection() as never,
        describe: async () => ['table x'],
        size: async () => 10,
      },
      settle: async () => [{ did: 'flushed', found: 'nothing' }],
      drop: async () => void log.push(`${name} dropped`),
    };
  };
  const connect = async ({ host }: Address) => ({ ...connection(), run: async () => `${name} at ${host}` });
  return { name, servers: [], createLane, connect } as never;
}
const services = {} as LaneServices;
const inBoth = (log: string[], failing = false) =>
  standingBeside(noting('redis', log), [{ store: noting('kafka', log, failing), services, tables: [] }]);

test('a lane beside another is made after it, told with its name before it, and dropped with it', async () => {
  const log: string[] = [];
  const lane = await inBoth(log).createLane(request, services);
  expect(await lane.describe()).toEqual(['table x', 'kafka: table x']);
  expect(await lane.size()).toBe(20);
  expect(await lane.settle?.()).toEqual([
    { did: 'flushed', found: 'nothing' },
    { did: 'kafka: flushed', found: 'nothing' },
  ]);
  expect(lane.address.beside?.['kafka']?.host).toBe('kafka');
  await lane.drop();
  expect(log).toEqual(['redis made with users', 'kafka made with ', 'kafka dropped', 'redis dropped']);
});

test('when one cannot be made, nothing of the others stays', async () => {
  const log: string[] = [];
  await expect(inBoth(log, true).createLane(request, services)).rejects.toThrow('kafka is full');
  expect(log).toEqual(['redis made with users', 'redis dropped']);
});

test('a connection reaches the lane beside it by name, names those there are, and closes both', async () => {
  const log: string[] = [];
  const { address } = await inBoth(log).createLane(request, services);
  const asked: string[] = [];
  const storeOf = async (name: string) => {
    asked.push(name);
    return noting(name, log);
  };
  const connection = await connectLane(noting('redis', log), address, { client: {}, clients: 1 }, storeOf);
  const lane = connection.lane as unknown as { in(name: string): { rows(): number } };
  expect(lane.in('kafka').rows()).toBe(1);
  expect(() => lane.in('neo4j')).toThrow('the lane has none beside it in neo4j, but in kafka');
  expect(asked).toEqual(['kafka']);
  log.length = 0;
  await connection.close();
  expect(log).toEqual(['kafka closed', 'redis closed']);
});
