// PostgreSQL lanes on several servers: what a replica shows of a lane, and what a lane may do on shards.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { postgres } from './postgres.ts';
import { openSession } from './postgres-session.ts';
import type { Address, LaneHandle } from './store.ts';

const counts = countsAt(0.01);
let services: TestServices;
const laneOn = (name: string, topology: string, how: { readonly own?: true } = {}): Promise<LaneHandle<'postgres'>> =>
  postgres.createLane({ name, counts, tables: ['transactions'], servers: { [topology]: {} }, ...how }, services);

/** The server's own process, which a server tells only its own user. */
async function pidOf(server: Address): Promise<number> {
  await using session = await openSession(server);
  const [file] = await session.run("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid");
  return Number(file?.['pid']);
}

beforeAll(async () => {
  services = await testServices('postgres', counts);
});
afterAll(() => services[Symbol.asyncDispose]());

test('every replica has a new lane whole, reads it by the lane’s own names, and takes no writes', async () => {
  const lane = await laneOn('copied', 'postgres-replicas');
  for (const name of ['replica-1', 'replica-2', 'replica-sync']) {
    const replica = await lane.owner.lane.at(name);
    expect(await replica.sql('SELECT count(*) FROM transactions')).toEqual([{ count: counts.transactions }]);
    await expect(replica.sql('DELETE FROM transactions')).rejects.toThrow('read-only transaction');
  }
  const steps = await lane.settle?.();
  expect(steps?.find(({ did }) => did === 'replay')?.found).toMatch(/^every replica has replayed /);
  await expect(lane.owner.lane.at('replica-3')).rejects.toThrow(
    'no way in through replica-3, but through replica-1, replica-2, replica-sync',
  );
  const direct = await postgres.connect(lane.address, { client: { via: 'replica-1' }, clients: 1 });
  expect(await direct.run('SELECT pg_is_in_recovery() AS replica')).toEqual([{ replica: true }]);
  await direct.close();
  await lane.drop();
}, 60_000);

test('a lane makes tables on a shard, the coordinator reads them, and nothing of either stays', async () => {
  const lane = await laneOn('parted', 'postgres-shards');
  const shard = await lane.owner.lane.at('shard-2');
  await shard.sql('CREATE TABLE parts AS SELECT 7 AS part');
  const [here] = await lane.owner.lane.sql('SELECT current_schema() AS schema');
  const options = `OPTIONS (schema_name '${String(here?.['schema'])}', table_name 'parts')`;
  await lane.owner.lane.sql(`CREATE FOREIGN TABLE parts (part int) SERVER shard_2 ${options}`);
  expect(await lane.owner.lane.sql('SELECT part FROM parts')).toEqual([{ part: 7 }]);
  expect((await lane.owner.plan?.('SELECT part FROM parts', true))?.facts).toContain('Remote SQL: SELECT part FROM parts');
  await shard.sql("BEGIN; INSERT INTO parts VALUES (8); PREPARE TRANSACTION 'nobody ends it'");
  await lane.drop();
  const { coordinator, 'shard-2': second } = await services.topology('postgres-shards', { settings: {} });
  for (const address of [coordinator, second]) {
    if (address === undefined) throw new Error('the topology has lost a member');
    await using session = await openSession(address);
    expect(await session.run("SELECT rolname FROM pg_roles WHERE rolname LIKE 'mhbench%parted'")).toEqual([]);
    expect(await session.run("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'mhbench%parted'")).toEqual([]);
    expect(await session.run('SELECT gid FROM pg_prepared_xacts')).toEqual([]);
  }
}, 60_000);

test('who looks for the primary goes on at the replica that was promoted, and finds there what waited for it', async () => {
  const lane = await laneOn('led', 'postgres-replicas', { own: true });
  const { primary } = await services.topology('postgres-replicas', { settings: {}, own: 'led' });
  if (primary === undefined) throw new Error('the topology has no primary');
  await lane.owner.lane.sql('CREATE TABLE written (n int)');
  const seeking = await postgres.connect(lane.address, { client: { target: 'primary' }, clients: 2 });
  const staying = await postgres.connect(lane.address, { client: {}, clients: 1 });
  await seeking.lane.sql('INSERT INTO written VALUES (1)');
  await expect(seeking.lane.sql('INSERT INTO written VALUES (1, 2)')).rejects.toThrow('more expressions than target columns');
  process.kill(await pidOf(primary), 'SIGKILL');
  // Two may meet a connection that breaks; whoever comes to a closed port waits.
  const written = Promise.allSettled([2, 3, 4, 5, 6].map((n) => seeking.lane.sql('INSERT INTO written VALUES ($1)', [n])));
  await (await lane.owner.lane.at('replica-sync')).promote();
  const done = (await written).flatMap(({ status }, index) => (status === 'fulfilled' ? [{ n: index + 2 }] : []));
  expect(done.length).toBeGreaterThanOrEqual(3);
  const reopened = await lane.reopen?.();
  expect(await reopened?.lane.sql('SELECT n FROM written ORDER BY n')).toEqual(expect.arrayContaining([{ n: 1 }, ...done]));
  await expect(staying.lane.sql('SELECT 1')).rejects.toThrow();
  await Promise.all([reopened?.close(), seeking.close(), staying.close(), lane.owner.close()]);
}, 60_000);

test('a lane with its servers to itself is no neighbour of others', async () => {
  const [shared, alone] = [await laneOn('near', 'postgres-replicas'), await laneOn('far', 'postgres-replicas', { own: true })];
  expect(alone.address.port).not.toBe(shared.address.port);
  await Promise.all([shared.drop(), alone.drop()]);
}, 60_000);

test('nobody looks for a primary where there is no other server', async () => {
  const lane = await postgres.createLane({ name: 'single', counts, tables: [], servers: {} }, services);
  const seeking = postgres.connect(lane.address, { client: { target: 'primary' }, clients: 1 });
  await expect(seeking).rejects.toThrow('the lane has no replicas');
  await lane.drop();
}, 60_000);
