// A Redis lane on a cluster: its keys lie on three masters, calls find them, and what is asked of the lane is asked of all three.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TAGS_OF } from '../../benches/redis/writes-through-node-loss.ts';
import { countsAt } from '../../seeders/domain.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { eventually } from '../testing/topologies.ts';
import { redis } from './redis.ts';
import { ready } from './redis-cluster-ready.ts';
import { openRedis } from './redis-session.ts';
import type { Connection, LaneHandle } from './store.ts';

const counts = countsAt(0.001);
const MASTERS = ['node-1', 'node-2', 'node-3'];
let services: TestServices;
let lane: LaneHandle<'redis'>;

beforeAll(async () => {
  services = await testServices('redis', counts);
  const servers = { redis: { hz: 20 }, 'redis-cluster': { 'cluster-node-timeout': 1_000 } };
  lane = await redis.createLane({ name: 'main', counts, tables: ['users', 'sessions'], servers }, services);
});
afterAll(async () => {
  await lane.owner.close();
  await services[Symbol.asyncDispose]();
});

const node = (name: string) => openRedis({ ...lane.address, ...lane.address.via?.[name] });
const keysOn = async (name: string): Promise<number> => {
  await using server = await node(name);
  return Number(await server.run(['DBSIZE']));
};
const said = (work: Promise<unknown>): Promise<string> => work.then(String, String);
async function withClient<T>(client: Record<string, unknown>, work: (connection: Connection<'redis'>) => Promise<T>): Promise<T> {
  const connection = await redis.connect(lane.address, { client, clients: 1 });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

test('every node has the settings that were asked for, of the servers and of the cluster', async () => {
  expect(Object.keys(lane.address.via ?? {})).toEqual([...MASTERS, 'node-4', 'node-5', 'node-6']);
  for (const name of MASTERS) {
    await using server = await node(name);
    expect(Object.fromEntries(await server.config('*'))).toMatchObject({ hz: '20', 'cluster-node-timeout': '1000' });
  }
});

test('the data set lies on all masters, was read back whole, and is found by its keys', async () => {
  expect(services.loads[0]?.tables).toMatchObject([
    { table: 'users', rows: counts.users, bytes: expect.any(Number) },
    { table: 'sessions', rows: counts.sessions, bytes: expect.any(Number) },
  ]);
  const keys = await Promise.all(MASTERS.map(keysOn));
  expect(Math.min(...keys)).toBeGreaterThan(0);
  expect(keys.reduce((sum, each) => sum + each, 0)).toBe(counts.users + counts.sessions);
  for (const id of [1, 2, 3, 4, 5]) expect(JSON.parse(String(await lane.owner.lane.get(`user:${id}`)))).toMatchObject({ id });
});

test('what a lane has is what all masters have together; where that is no answer, there is none', async () => {
  const keys = counts.users + counts.sessions;
  expect(await lane.owner.run(['DBSIZE'])).toBe(keys);
  expect(await lane.owner.run(['KEYS', '*'])).toHaveLength(keys);
  expect(await lane.owner.lane.everywhere('DBSIZE')).toEqual(await Promise.all(MASTERS.map(keysOn)));
  const parts = await lane.owner.lane.everywhere('INFO', 'memory');
  expect(parts.map((text) => /used_memory_dataset:\d+/.test(String(text)))).toEqual([true, true, true]);
  expect(await lane.size()).toBeGreaterThan(Number(/used_memory_dataset:(\d+)/.exec(String(parts[0]))?.[1]));
  await expect(lane.owner.lane.info('uptime_in_seconds')).rejects.toThrow('do not add up');
  await expect(lane.owner.run(['INFO'])).rejects.toThrow('one node of the cluster would answer for all');
});

test('structure is told of all masters: what one of them has alone is seen, and seen to be gone', async () => {
  const before = await lane.describe();
  expect(before).toContain('setting cluster-node-timeout 1000');
  expect(before).toContain('keyspace db0');
  await using second = await node('node-2');
  await second.run(['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru']);
  expect(await lane.describe()).toContain('setting maxmemory-policy allkeys-lru (1 of 3 masters)');
  await second.run(['CONFIG', 'SET', 'maxmemory-policy', 'noeviction']);
  expect(await lane.describe()).toEqual(before);
});

test('it is settled when all nodes find it whole and every replica has what its master has', async () => {
  const [whole, ...steps] = (await lane.settle?.()) ?? [];
  expect(whole).toEqual({
    did: 'wait for the cluster',
    found: 'cluster_state:ok on 6 nodes, 3 masters, 3 replicas with all that these have',
  });
  expect(steps.map(({ did }) => did)).toEqual(
    [1, 2, 3].flatMap((n) =>
      ['wait for saves and loads', 'MEMORY PURGE', 'CONFIG RESETSTAT'].map((did) => `master ${n}: ${did}`),
    ),
  );
  expect(steps.filter(({ found }) => found.startsWith('refused'))).toEqual([]);
});

test('keys of several slots are refused in one command, as the server says it; a tag holds them together', async () => {
  await expect(lane.owner.run(['MGET', 'user:1', 'user:2'])).rejects.toThrow('CROSSSLOT');
  await lane.owner.run(['MSET', '{one}:1', 'a', '{one}:2', 'b']);
  expect(await lane.owner.run(['MGET', '{one}:1', '{one}:2'])).toEqual(['a', 'b']);
});

test('the first master has the slots of the keys that are written while it is killed, and others those of the rest', async () => {
  await using first = await node('node-1');
  const taken = (tag: string) => said(first.run(['EXISTS', `write:{${tag}}:1`]));
  expect(await Promise.all(TAGS_OF.killed.map(taken))).toEqual(['0']);
  const sentOn = (await Promise.all(TAGS_OF.others.map(taken))).map((answer) => Number(/MOVED \d+ .+:(\d+)$/.exec(answer)?.[1]));
  expect(sentOn).toEqual(['node-2', 'node-3'].map((name) => lane.address.via?.[name]?.port));
});

test('a client without a map is sent on for every key of another master, and gets the same answers', async () => {
  const users = Array.from({ length: counts.users }, (_, i) => `user:${i + 1}`);
  const got = (slotMap: boolean) => withClient({ slotMap }, ({ lane: { get } }) => Promise.all(users.map((user) => get(user))));
  const moved = async () => {
    const texts = await lane.owner.lane.everywhere('INFO', 'errorstats');
    return texts.reduce<number>((sum, text) => sum + Number(/errorstat_MOVED:count=(\d+)/.exec(String(text))?.[1] ?? 0), 0);
  };
  const start = await moved();
  const mapped = await got(true);
  expect(await moved()).toBe(start);
  expect(await got(false)).toEqual(mapped);
  await using first = await node('node-1');
  const here = await Promise.all(users.map((user) => said(first.run(['GET', user]))));
  const elsewhere = here.filter((answer) => answer.includes('MOVED')).length;
  expect(elsewhere).toBeGreaterThan(0);
  expect(await moved()).toBe(start + 2 * elsewhere);
});

test('a wrong password and a cluster that is not there are told', async () => {
  const connect = (more: object) => redis.connect({ ...lane.address, ...more }, { client: {}, clients: 1 });
  await expect(connect({ password: 'wrong' })).rejects.toThrow(/the redis cluster did not answer .*(WRONGPASS|NOAUTH)/);
  await expect(connect({ via: { 'node-1': { host: '127.0.0.1', port: 1 } } })).rejects.toThrow('did not answer');
});

test('when a master is gone its replica takes its keys, calls find them there, and a connection made now asks who has them', async () => {
  await lane.owner.lane.fill(300, (i) => ['SET', `write:${i}`, i]);
  await ready(lane.address);
  const keys = Number(await lane.owner.run(['DBSIZE']));
  await using killed = await node('node-1');
  const [own = ''] = (await killed.run(['KEYS', 'write:*'])) as readonly string[];
  await killed.run(['SHUTDOWN', 'NOSAVE']).catch(() => undefined);
  // Nobody has yet taken its place: what it had cannot be told.
  await expect(lane.owner.run(['DBSIZE'])).rejects.toThrow();
  const value = () => said(lane.owner.run(['GET', own]));
  expect(await eventually(value, (answer) => answer === own.slice('write:'.length))).toBe(own.slice('write:'.length));
  const reopened = await lane.reopen?.();
  expect(await reopened?.run(['KEYS', 'write:*'])).toHaveLength(300);
  expect(await reopened?.run(['DBSIZE'])).toBe(keys);
  await reopened?.close();
  // The lane's own way is from before; the servers end with the lane whatever they hold.
  await expect(lane.drop()).rejects.toThrow('is gone');
});
