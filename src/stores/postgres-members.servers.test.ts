// PostgreSQL lanes on several servers: what a replica shows of a lane, and what a lane may do on shards.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { postgres } from './postgres.ts';
import { openSession } from './postgres-session.ts';
import type { LaneHandle } from './store.ts';

const counts = countsAt(0.01);
let services: TestServices;
const laneOn = (name: string, topology: string): Promise<LaneHandle<'postgres'>> =>
  postgres.createLane({ name, counts, tables: ['transactions'], servers: { [topology]: {} } }, services);

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
  await lane.drop();
  const { coordinator, 'shard-2': second } = await services.topology('postgres-shards', { settings: {} });
  for (const address of [coordinator, second]) {
    if (address === undefined) throw new Error('the topology has lost a member');
    await using session = await openSession(address);
    expect(await session.run("SELECT rolname FROM pg_roles WHERE rolname LIKE 'mhbench%parted'")).toEqual([]);
    expect(await session.run("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'mhbench%parted'")).toEqual([]);
  }
}, 60_000);
