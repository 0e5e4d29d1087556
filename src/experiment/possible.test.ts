import { expect, test } from 'vitest';
import { loadOptimization, loadStore } from '../catalog.ts';
import type { Servers, Settings } from '../define.ts';
import type { Availability, Origin } from '../provision/provisioner.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import type { PlannedOptimization } from './plan.ts';
import { isPossible } from './possible.ts';

const counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };

interface Asked {
  readonly given?: readonly Servers[];
  readonly baseline?: Servers;
  readonly candidate?: Servers;
  readonly proper?: string;
}

/** An optimisation of Redis whose variants ask for these servers, under these circumstances. */
async function planned({ given = [{}], baseline = {}, candidate = {}, proper }: Asked): Promise<PlannedOptimization> {
  const sample = await loadOptimization('cache_ttl/ttl-on-keys');
  const [one] = sample.candidates;
  const candidates = [{ ...one, name: 'candidate', servers: candidate }];
  return {
    ...{
      id: 'a/b',
      store: 'redis',
      notes: [],
      circumstances: given.map((servers) => ({ at: null, counts, given: { servers }, comparisons: [] })),
    },
    optimization: { ...sample, baseline: { ...sample.baseline, servers: baseline }, candidates, ...(proper && { proper }) },
  };
}

/** What was asked of the provisioner, and what was skipped. */
interface Found {
  readonly origin?: Origin;
  readonly lacks?: string;
  readonly standIn?: string;
}
async function outcome(asked: Asked, { origin = 'local', lacks, standIn }: Found = {}) {
  const wanted: [string, Settings | undefined][] = [];
  const record = sampleRecord({ skipped: [] });
  const available = async (kind: Availability['kind'], settings?: Settings): Promise<Availability> => {
    wanted.push([kind, settings]);
    const missing = settings !== undefined && lacks !== undefined && lacks in settings;
    const told = standIn === undefined ? {} : { standIn };
    const base = { kind, origin, version: '7', source: 's', reason: missing ? 'it has no such thing' : 'it is named', ...told };
    return { ...base, ...(missing ? { state: 'missing', remedy: 'unset it' } : { state: 'ready', remedy: null }) };
  };
  const file = { record, path: '', save: async () => undefined };
  const context = { file, emit: () => undefined, loadStore, provisioner: { available } };
  const possible = await isPossible(context, await loadStore('redis'), await planned(asked));
  return { possible, wanted, skipped: record.skipped };
}

test('every server is asked for with every set of settings that a variant needs under some circumstances, once', async () => {
  const asked = { given: [{}, { redis: { hz: 10 } }], candidate: { redis: { maxmemory: 1 }, pgbouncer: {} } };
  const { possible, wanted } = await outcome(asked);
  expect(possible).toBe(true);
  expect(wanted).toEqual([
    ['pgbouncer', {}],
    ['redis', {}],
    ['redis', { maxmemory: 1 }],
    ['redis', { hz: 10 }],
    ['redis', { hz: 10, maxmemory: 1 }],
  ]);
});

test('what cannot be had is skipped with the reason and the remedy', async () => {
  expect(await outcome({ candidate: { redis: { maxmemory: 1 } } }, { lacks: 'maxmemory' })).toMatchObject({
    possible: false,
    skipped: [{ id: 'a/b', reason: 'redis cannot be had: it has no such thing', remedy: 'unset it' }],
  });
});

test('a server that was there before is one for all variants, so that they cannot differ in its settings even where all are in force', async () => {
  const differing = { given: [{ redis: { hz: 10 } }], candidate: { redis: { maxmemory: 1 } } };
  expect(await outcome(differing, { origin: 'attach' })).toMatchObject({
    possible: false,
    skipped: [{ reason: 'its variants differ in settings of redis, and it is named: one server cannot have both' }],
  });
  expect(await outcome(differing)).toMatchObject({ possible: true });
  expect(await outcome({ given: [{ redis: { hz: 10 } }] }, { origin: 'attach' })).toMatchObject({ possible: true });
});

test('what the members of a topology are set to is no demand on a server that was there before: a topology is always ours', async () => {
  const onOwn = {
    baseline: { 'redis-sentinel': {} },
    candidate: { 'redis-sentinel': {}, redis: { 'min-replicas-to-write': 1 } },
  };
  const { possible, wanted, skipped } = await outcome(onOwn, { origin: 'attach', lacks: 'min-replicas-to-write' });
  expect([possible, skipped]).toEqual([true, []]);
  expect(wanted).toEqual([
    ['redis', {}],
    ['redis-sentinel', {}],
  ]);
  // One variant that stands on the server itself is held to it as ever.
  const mixed = { baseline: { redis: { hz: 10 } }, candidate: onOwn.candidate };
  expect(await outcome(mixed, { origin: 'attach' })).toMatchObject({ possible: false });
});

test('where something stands in the place of the store, what only the store itself has is skipped with the reason, and nothing else', async () => {
  const asked = { proper: 'its cache is another one' };
  expect(await outcome(asked, { standIn: 'Rediska 1' })).toMatchObject({
    possible: false,
    skipped: [
      {
        reason: 'the server here is Rediska 1, and its cache is another one',
        remedy: expect.stringContaining('MHBENCH_REDIS_URL'),
      },
    ],
  });
  expect(await outcome(asked)).toMatchObject({ possible: true, skipped: [] });
  expect(await outcome({}, { standIn: 'Rediska 1' })).toMatchObject({ possible: true, skipped: [] });
});
