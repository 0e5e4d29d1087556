/** What Redis' lanes promise beyond the contract of every store. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { redis } from './redis.ts';
import { probeRedis } from './redis-facts.ts';
import { openRedis } from './redis-session.ts';
import type { LaneHandle } from './store.ts';

const counts = countsAt(0.001);
let services: TestServices;
let lane: LaneHandle<'redis'>;

beforeAll(async () => {
  services = await testServices('redis', counts);
  lane = await redis.createLane(
    { name: 'main', counts, tables: ['users', 'sessions', 'logs'], servers: { redis: { hz: 50 } } },
    services,
  );
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
});

test('users and sessions are loaded; tables that have no form in Redis are not', async () => {
  expect(await lane.owner.run(['DBSIZE'])).toBe(counts.users + counts.sessions);
  expect(JSON.parse(String(await lane.owner.lane.get('session:3')))).toMatchObject({
    id: 3,
    token: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(await lane.owner.lane.get('user:1')).not.toContain('password');
  expect(await lane.owner.run(['TTL', 'session:3'])).toBe(-1);
});

test('fill sends every entry from the first to the last', async () => {
  await lane.owner.lane.fill(2_500, (i) => ['SET', `filled:${i}`, i]);
  expect(await lane.owner.run(['EXISTS', 'filled:1', 'filled:2500'])).toBe(2);
  expect(await lane.owner.run(['EXISTS', 'filled:0', 'filled:2501'])).toBe(0);
});

test('a refused command inside a pipeline is not swallowed', async () => {
  const broken = lane.owner.lane.fill(10, (i) => ['SET', `t:${i}`, 'v', 'PX', i > 5 ? 1.5 : 1000]);
  await expect(broken).rejects.toThrow(/refused 5 of 10 commands; the first was "SET t:6 …": .*not an integer/);
});

test('INFO gives figures by name, and says when there is none', async () => {
  expect(await lane.owner.lane.info('used_memory')).toBeGreaterThan(100_000);
  await expect(lane.owner.lane.info('no_such_field')).rejects.toThrow('no figure "no_such_field"');
});

test('a server that holds keys is not used for a lane', async () => {
  const own = { ...services, server: () => Promise.resolve(lane.address) };
  await expect(redis.createLane({ name: 'second', counts, tables: [], servers: {} }, own)).rejects.toThrow(
    /holds \d+ keys already/,
  );
  expect(await lane.owner.run(['EXISTS', 'user:1'])).toBe(1);
});

test('a setting given to the lane is in force there', async () => {
  const endpoint = lane.address;
  expect(await probeRedis(endpoint)).toMatchObject({ hz: '50' });
  expect((await redis.facts(endpoint)).settings).toMatchObject({ hz: '50', appendonly: 'no' });
});

test('the probe throws when nobody answers and when the password is wrong', async () => {
  await expect(probeRedis({ ...lane.address, port: 1 })).rejects.toThrow('did not answer on 127.0.0.1:1');
  await expect(probeRedis({ ...lane.address, password: 'wrong' })).rejects.toThrow(/WRONGPASS|did not answer/);
});

test('commands fail at once when the server is gone', async () => {
  const connection = await redis.connect(lane.address, { client: {}, clients: 1 });
  await connection.close();
  await expect(connection.run(['PING'])).rejects.toThrow();
});

test('a command that is not answered ends by its deadline, and an idle connection stays', async () => {
  await using session = await openRedis(lane.address, { answerTimeoutMs: 300 });
  await using other = await openRedis(lane.address);
  await other.run(['BLPOP', 'no-such-list', '0.8']);
  expect(await session.run(['PING'])).toBe('PONG');
  await expect(session.run(['BLPOP', 'no-such-list', '10'])).rejects.toThrow();
  await expect(session.run(['PING'])).rejects.toThrow();
});
