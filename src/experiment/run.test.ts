import { expect, test } from 'vitest';
import { loadDomain, loadOptimization, loadSeeder, loadStore } from '../catalog.ts';
import type { Availability, Provisioner } from '../provision/provisioner.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { PROFILES } from './constants.ts';
import type { RunContext } from './context.ts';
import type { RunEvent } from './events.ts';
import { planRun } from './plan.ts';
import { runPlan } from './run.ts';

const ID = 'vector_search/recall-against-speed';
const REMEDY = 'apt-get install libfaiss-dev';
const started = (): Promise<never> => Promise.reject(new Error('nothing may be started'));

/** A machine that has every server and no library. */
const WITHOUT: Provisioner = {
  name: 'test',
  available: async (kind): Promise<Availability> => ({
    ...{ kind, version: null, origin: 'local', source: 'none', reason: 'no apt-get' },
    ...(kind === 'faiss' ? { state: 'missing', remedy: REMEDY } : { state: 'ready', remedy: null }),
  }),
  library: started,
  start: started,
  stopAll: async () => undefined,
};

test('an optimisation whose library cannot be had is skipped with the reason and the remedy, and nothing is started', async () => {
  const domain = await loadDomain();
  const profile = { name: 'smoke', ...PROFILES.smoke };
  const plan = planRun([{ id: ID, optimization: await loadOptimization(ID) }], {
    profile,
    counts: domain.countsAt(0.01),
    memoryBytes: 2 ** 33,
  });
  const events: RunEvent[] = [];
  const record = sampleRecord({ skipped: [], failed: [], servers: [], comparisons: [] });
  const context: RunContext = {
    ...{
      plan,
      profile,
      domain,
      wishes: {},
      loadStore,
      loadSeeder,
      dataSeed: 42,
      dataVersion: { faker: '0', sources: '0' },
      runSeed: 1,
      cores: 2,
      canPin: false,
      budgetSeconds: 60,
    },
    ...{ file: { record, path: '', save: async () => undefined }, emit: (event) => void events.push(event) },
    ...{ clock: { nowNs: fakeClock().nowNs, date: () => new Date(0) }, signal: new AbortController().signal },
    ...{ provisioner: WITHOUT, pin: started, elapsedSeconds: () => 0, repeat: (id) => id },
    startGenerator: () => {
      throw new Error('nothing may be started');
    },
  };
  await runPlan(context);
  const skipped = { id: ID, reason: 'faiss cannot be had: no apt-get', remedy: REMEDY };
  expect(record).toMatchObject({ skipped: [skipped], failed: [], servers: [], comparisons: [] });
  expect(events).toEqual([{ kind: 'skipped', ...skipped }]);
});
