// A Redis lane behind sentinels: it writes to whoever is the master, and finds the next one by itself.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { eventually } from '../testing/topologies.ts';
import { redis } from './redis.ts';
import { openRedis } from './redis-session.ts';
import type { LaneHandle } from './store.ts';

const counts = countsAt(0.001);
let services: TestServices;
let lane: LaneHandle<'redis'>;

beforeAll(async () => {
  services = await testServices('redis', counts);
  const servers = { redis: { hz: 20 }, 'redis-sentinel': { 'down-after-milliseconds': 700 } };
  lane = await redis.createLane({ name: 'main', counts, tables: ['users'], servers }, services);
}, 60_000);
afterAll(async () => {
  await lane.owner.close();
  await services[Symbol.asyncDispose]();
});

test('members have the settings that were asked for, and sentinels theirs', async () => {
  expect(Object.keys(lane.address.via ?? {})).toEqual([
    ...['master', 'replica-1', 'replica-2', 'sentinel-1', 'sentinel-2', 'sentinel-3'],
  ]);
  expect(await lane.owner.run(['CONFIG', 'GET', 'hz'])).toEqual(['hz', '20']);
  await using sentinel = await openRedis({ ...lane.address, ...lane.address.via?.['sentinel-2'] });
  const fields = (await sentinel.run(['SENTINEL', 'MASTER', 'mhbench'])) as readonly string[];
  expect(fields[fields.indexOf('down-after-milliseconds') + 1]).toBe('700');
});

test('when the master is gone calls fail at once, then reach the next one, and a connection made now finds what is there', async () => {
  await lane.owner.run(['SET', 'write:1', 1]);
  await lane.owner.run(['WAIT', 2, 5_000]);
  await using master = await openRedis(lane.address);
  await master.run(['SHUTDOWN', 'NOSAVE']).catch(() => undefined);
  const set = () =>
    lane.owner.run(['SET', 'write:2', 2]).then(
      () => 'OK',
      (error: unknown) => String(error),
    );
  expect(await set()).not.toBe('OK');
  expect(await eventually(set, (said) => said === 'OK')).toBe('OK');
  const reopened = await lane.reopen?.();
  expect(await reopened?.run(['MGET', 'write:1', 'write:2'])).toEqual(['1', '2']);
  await reopened?.close();
}, 60_000);
