import { expect, test } from 'vitest';
import { loadDomain, loadOptimization, loadSeeder, loadStore } from '../catalog.ts';
import { ServerError, UserError } from '../errors.ts';
import type { Availability, Origin, Provisioner, RunningServer } from '../provision/provisioner.ts';
import type { Standing, Store } from '../stores/store.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { PROFILES } from './constants.ts';
import type { RunContext } from './context.ts';
import type { RunEvent } from './events.ts';
import { planRun } from './plan.ts';
import { runPlan } from './run.ts';

const started = (): Promise<never> => Promise.reject(new Error('nothing may be started'));

/** Runs one optimisation of the catalogue where nothing is measured: with what came of it. */
async function ran(id: string, change: Pick<RunContext, 'provisioner'> & Partial<RunContext>) {
  const domain = await loadDomain();
  const profile = { name: 'smoke', ...PROFILES.smoke };
  const plan = planRun([{ id, optimization: await loadOptimization(id) }], {
    profile,
    counts: domain.countsAt(0.01),
    memoryBytes: 2 ** 33,
  });
  const events: RunEvent[] = [];
  const record = sampleRecord({ skipped: [], failed: [], servers: [], comparisons: [] });
  const context: RunContext = {
    ...{ plan, profile, domain, wishes: {}, loadOptimization, loadStore, loadSeeder, dataSeed: 42, runSeed: 1, cores: 2 },
    readMachine: async () => null,
    ...{ canPin: false, stopsAt: Number.POSITIVE_INFINITY, stood: new Set<string>(), confirms: true },
    dataVersion: { faker: '0', sources: '0' },
    ...{ file: { record, path: '', save: async () => undefined }, emit: (event) => void events.push(event) },
    ...{ clock: { nowNs: fakeClock().nowNs, date: () => new Date(0) }, signal: new AbortController().signal },
    ...{
      pin: started,
      elapsedSeconds: () => 0,
      budgetSeconds: 60,
      wallSeconds: Number.POSITIVE_INFINITY,
      repeat: (what) => `repeat ${what}`,
    },
    startGenerator: () => {
      throw new Error('nothing may be started');
    },
    ...change,
  };
  return { refused: await runPlan(context), record, events };
}

test('an optimisation whose library cannot be had is skipped with the reason and the remedy, and nothing is started', async () => {
  const remedy = 'apt-get install libfaiss-dev';
  const provisioner: Provisioner = {
    name: 'test',
    available: async (kind): Promise<Availability> => ({
      ...{ kind, version: null, origin: 'local', source: 'none', reason: 'no apt-get' },
      ...(kind === 'faiss' ? { state: 'missing', remedy } : { state: 'ready', remedy: null }),
    }),
    library: started,
    start: started,
    stopAll: async () => undefined,
  };
  const { refused, record, events } = await ran('vector_search/recall-against-speed', { provisioner });
  const skipped = { id: 'vector_search/recall-against-speed', reason: 'faiss cannot be had: no apt-get', remedy };
  expect(record).toMatchObject({ skipped: [skipped], failed: [], servers: [], comparisons: [] });
  expect(events).toEqual([{ kind: 'skipped', ...skipped }]);
  expect(refused).toEqual([]);
});

const ID = 'cache_ttl/ttl-on-keys';

/** A Redis that was there before, in which no lane can be made; and what was done to it. */
function guestRun(
  standing: Standing,
  { origin = 'attach', stuck = false }: { readonly origin?: Origin; readonly stuck?: boolean } = {},
) {
  const done: string[] = [];
  const does = (what: string) => async (): Promise<void> => void done.push(what);
  const store: Store<'redis'> = {
    ...{ name: 'redis', servers: ['redis'], connect: started, ping: started, data: started },
    facts: async () => ({ version: '7', settings: {} }),
    guest: { inspect: async () => standing, mark: does('mark'), unmark: does('unmark') },
    reset: async () => {
      if (stuck) throw new ServerError('READONLY');
      done.push('reset');
    },
    createLane: async () => {
      throw new UserError('there is no empty database', 'empty one');
    },
  };
  const base = { origin, source: 'URL', reason: 'it is named', version: '7' };
  const provisioner: Provisioner = {
    name: 'test',
    available: async (kind) => ({ ...base, kind, state: 'ready', remedy: null }),
    start: async ({ kind, name }): Promise<RunningServer> => ({
      ...{ ...base, kind, name, pid: null, leftOut: [], startedWith: {}, logTail: async () => [], stop: async () => undefined },
      endpoint: { host: 'h', port: 1, user: '', password: '', database: '0' },
    }),
    stopAll: async () => undefined,
  };
  return ran(ID, { provisioner, loadStore: async () => store }).then((outcome) => ({ ...outcome, done }));
}

test('what a server that was there before does not allow is skipped, and the server is as it was', async () => {
  const { refused, record, done } = await guestRun({ state: 'empty', found: [] });
  expect(record).toMatchObject({ failed: [], skipped: [{ id: ID, reason: 'there is no empty database', remedy: 'empty one' }] });
  expect(done).toEqual(['mark', 'reset', 'unmark']);
  expect(refused).toEqual([]);
});

test('on a server with somebody’s data nothing is done; who named it is told, and who did not finds it skipped', async () => {
  const foreign: Standing = { state: 'foreign', found: ['database 0: 1 key'] };
  const { refused, record, done } = await guestRun(foreign);
  expect(record).toMatchObject({ failed: [], skipped: [{ id: ID, reason: expect.stringContaining('database 0: 1 key') }] });
  expect(done).toEqual([]);
  expect(refused).toEqual(['redis']);
  expect(await guestRun(foreign, { origin: 'compose' })).toMatchObject({ refused: [], done: [] });
});

test('what could not be dropped is a failure, told with what the next run does about it', async () => {
  const { record, done } = await guestRun({ state: 'empty', found: [] }, { stuck: true });
  expect(record.failed).toEqual([
    {
      id: 'redis, cleared',
      error: 'what the run made on the redis on h:1 could not be dropped: READONLY',
      log: [],
      repeat: `repeat ${ID}`,
    },
  ]);
  expect(done).toEqual(['mark']);
});
