// What the optimisation of TTL indexes asks of MongoDB, tried on whatever answers here; and that nothing is measured where something only stands in for MongoDB.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { loadOptimization } from '../catalog.ts';
import type { AnyBench, AnyVariant, Pick } from '../define.ts';
import { readRun } from '../testing/cli.ts';
import { scratchProject } from '../testing/scratch-project.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { mongodb } from './mongodb.ts';
import { identityOf } from './mongodb-facts.ts';
import { openMongo } from './mongodb-session.ts';
import type { LaneHandle } from './store.ts';

const ID = 'document_modelling/ttl-lag';
const counts = countsAt(0.001);
const { gain, baseline, candidates } = await loadOptimization(ID);
const bench = gain['dueUntilGone'] as AnyBench;
const documents = bench.ask({} as Pick);
let services: TestServices;
let standsIn: boolean;

beforeAll(async () => {
  services = await testServices('mongodb', counts);
  await using session = await openMongo(await services.server('mongodb', { settings: {} }));
  standsIn = (await identityOf(session)).standsInFor !== null;
});
afterAll(() => services[Symbol.asyncDispose]());

async function laneOf(name: string, { apply }: AnyVariant): Promise<LaneHandle<'mongodb'>> {
  const lane = await mongodb.createLane({ name, counts, tables: [], servers: {} }, services);
  for (const statement of apply as readonly object[]) await lane.owner.run({ ...statement });
  return lane;
}

test('what the application deletes is gone at once, and told so', async () => {
  const [candidate] = candidates;
  const lane = await laneOf('own', candidate as AnyVariant);
  expect(await lane.describe()).toEqual([
    expect.stringContaining('expiring'),
    expect.any(String),
    expect.stringContaining('by_expiry'),
  ]);
  expect(await candidate?.answers?.['dueUntilGone']?.(documents, lane.owner.lane as never)).toEqual({ inserted: 1_000, left: 0 });
  await lane.drop();
});

test('what a TTL index is to delete is waited for until the last document is gone, whoever deletes it', async () => {
  const lane = await laneOf('ttl', baseline);
  expect((await lane.describe()).join('\n')).toContain('expireAfterSeconds');
  const answered = bench.answer?.(documents, lane.owner.lane as never) as Promise<unknown>;
  const count = async () => Number((await lane.owner.lane.run({ count: 'expiring' }))[0]?.['n']);
  await expect.poll(count, { timeout: 10_000 }).toBe(1_000);
  await lane.owner.lane.run({ delete: 'expiring', deletes: [{ q: { _id: { $lt: 999 } }, limit: 0 }] });
  expect(await Promise.race([answered, count()])).toBe(1);
  await lane.owner.lane.run({ delete: 'expiring', deletes: [{ q: {}, limit: 0 }] });
  expect(await answered).toEqual({ inserted: 1_000, left: 0 });
  await lane.drop();
});

test('where something stands in the place of MongoDB it is skipped, with what stands there and how to have the real one', async () => {
  if (!standsIn) return;
  await using at = await scratchProject();
  const { code } = await at.run([ID]).ended;
  expect(code).toBe(3);
  expect(readRun(at.out).skipped).toEqual([
    {
      id: ID,
      reason: expect.stringMatching(
        /^the server here is SecantusDB \S+ \(MongoDB protocol\), not MongoDB, and its clock for what is due is an imitation/,
      ),
      remedy: expect.stringContaining('MHBENCH_MONGODB_URL'),
    },
  ]);
});
