/** A Redis that was there before: lanes take its empty databases and leave the others and its settings alone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { redis } from './redis.ts';
import { openRedis } from './redis-session.ts';
import type { Address, LaneHandle, LaneServices } from './store.ts';

const counts = countsAt(0.001);
let services: TestServices;
let given: LaneServices;
let server: Address;
const lane = (name: string): Promise<LaneHandle<'redis'>> =>
  redis.createLane({ name, counts, tables: ['sessions'], servers: {} }, given);
const ask = async (database: string, ...command: string[]): Promise<unknown> => {
  await using session = await openRedis({ ...server, database });
  return await session.run(command);
};
const notes = () => ask('0', 'HGETALL', 'mhbench:lanes');

beforeAll(async () => {
  services = await testServices('redis', counts);
  server = { ...(await services.server('redis', { settings: {} })), attached: true };
  given = { ...services, server: () => Promise.resolve(server) };
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
});

test('lanes take the databases that are empty, each noted while it is used', async () => {
  await ask('2', 'SET', 'order:1', 'tea');
  const [one, other] = [await lane('one'), await lane('other')];
  expect([one.address.database, other.address.database]).toEqual(['1', '3']);
  expect(await notes()).toEqual(['1', 'lane one', '3', 'lane other']);
  await one.drop();
  expect(await notes()).toEqual(['3', 'lane other']);
  expect(await other.owner.run(['DBSIZE'])).toBe(counts.sessions);
  await other.drop();
  expect(await notes()).toEqual([]);
  expect(await ask('2', 'GET', 'order:1')).toBe('tea');
});

test('what INFO counts of the whole server is not told of a lane', async () => {
  const made = await lane('untold');
  expect(await made.size()).toBeNull();
  for (const field of ['used_memory', 'used_memory_dataset', 'expired_keys']) {
    await expect(made.owner.lane.info(field)).rejects.toThrow(`redis tells ${field} of the whole server`);
  }
  await made.drop();
});

test('a lane cannot reach beyond its database', async () => {
  const made = await lane('inside');
  for (const command of [['SELECT', '0'], ['FLUSHALL'], ['config', 'SET', 'hz', '100'], ['SWAPDB', '0', '1'], ['SHUTDOWN']]) {
    await expect(made.owner.run(command)).rejects.toThrow(`${command[0]} reaches beyond the lane`);
    await expect(made.owner.lane.command(...command)).rejects.toThrow(`${command[0]} reaches beyond the lane`);
  }
  await made.drop();
});

test('with no empty database left a lane is refused, and no note stays', async () => {
  for (let database = 1; database < 16; database += 1) await ask(String(database), 'SET', 'order:1', 'tea');
  await expect(lane('late')).rejects.toThrow('has no empty database among 1 to 15 for lane late');
  expect(await notes()).toEqual([]);
  for (let database = 1; database < 16; database += 1) await ask(String(database), 'FLUSHDB');
});

test('a database that another run noted a moment ago is not taken, though it is empty still', async () => {
  await ask('0', 'HSET', 'mhbench:lanes', '1', 'theirs');
  const made = await lane('mine');
  expect(made.address.database).toBe('2');
  await made.drop();
  expect(await notes()).toEqual(['1', 'theirs']);
});
