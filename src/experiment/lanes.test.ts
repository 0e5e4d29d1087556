import { expect, test } from 'vitest';
import type { AnyOptimization, AnyVariant, Counts } from '../define.ts';
import type { LaneHandle, LaneRequest, Store } from '../stores/store.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import type { LaneRecord } from './record.ts';

const counts: Counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const baseline: AnyVariant = { name: 'baseline' };
const candidate: AnyVariant = { name: 'candidate', apply: ['CREATE INDEX i'] };

interface Scene {
  readonly lanes: Lanes;
  readonly log: string[];
  readonly records: readonly LaneRecord[];
}

/** Lanes of a store that only notes what is made and dropped: `+1 candidate` is the first lane, changed as the candidate is. */
function scene(failure?: Error, changer?: LaneHandle['changer']): Scene {
  const log: string[] = [];
  const records: LaneRecord[] = [];
  let ns = 0;
  let made = 0;
  const createLane = async ({ name, own }: LaneRequest): Promise<LaneHandle> => {
    let changed = false;
    log.push(`+${name}${own === true ? ' on servers of its own' : ''}`);
    const handle = {
      ...{
        name,
        address: { port: 1 },
        describe: async () => [],
        size: async () => null,
        ...(changer !== undefined && { changer }),
      },
      owner: {
        lane: {},
        run: async () => {
          changed = true;
        },
      },
      drop: async () => void log.push(`-${name}${changed ? ' changed' : ''}`),
    };
    return handle as unknown as LaneHandle;
  };
  const optimization = { baseline, candidates: [candidate], copies: ['users'] } as unknown as AnyOptimization;
  const lanes = lanesOf({
    planned: { id: 'a/b', store: 'postgres', optimization, circumstances: [], notes: [] },
    ...{
      at: null,
      counts,
      given: {},
      services: {} as never,
      onLane: (record) => void records.push(record),
      release: async () => undefined,
    },
    async stand({ name }) {
      log.push(`${name}’s process begins`);
      return {
        pid: 7,
        stop: async () => void log.push(`${name}’s process ends`),
        check() {
          if (failure !== undefined) throw failure;
        },
      };
    },
    store: { createLane } as unknown as Store,
    nextName: () => `l${++made}`,
    // A millisecond passes between two looks at the clock.
    nowNs: () => (ns += 1e6),
  });
  return { lanes, log, records };
}

test.each(['read', 'write'] as const)(
  'lanes to %s change places: made anew, the candidate’s first, and found so afterwards',
  async (use) => {
    const { lanes, log } = scene();
    expect((await lanes.get(baseline, use)).name).toBe('l1');
    expect((await lanes.get(candidate, use)).name).toBe('l2');
    await lanes.exchange(baseline, candidate, use);
    expect((await lanes.get(baseline, use)).name).toBe('l4');
    expect((await lanes.get(candidate, use)).name).toBe('l3');
    expect(log).toEqual(['+l1', '+l2', '-l2 changed', '-l1', '+l3', '+l4']);
  },
);

test('a lane that was written to is made anew for whoever comes next: baseline and candidate were not written to alike', async () => {
  const { lanes } = scene();
  expect((await lanes.get(baseline, 'write')).name).toBe('l1');
  expect((await lanes.get(baseline, 'read')).name).toBe('l2');
  expect((await lanes.get(baseline, 'read')).name).toBe('l2');
  expect((await lanes.get(baseline, 'write')).name).toBe('l2');
  expect((await lanes.get(baseline, 'write')).name).toBe('l3');
});

test('a store that can tell runs the change itself, and the record says whom it made wait, and how long', async () => {
  const ran: unknown[] = [];
  const { lanes, log, records } = scene(undefined, async () => ({
    run: async (statement) => {
      ran.push(statement);
      return [{ on: 'users', mode: 'ShareLock', stops: 'writers' }];
    },
    [Symbol.asyncDispose]: async () => void ran.push('ended'),
  }));
  await lanes.get(candidate, 'read');
  expect(ran).toEqual(['CREATE INDEX i', 'ended']);
  expect(log).toEqual(['+l1']);
  expect(records).toMatchObject([{ applyMs: 3, locks: [{ on: 'users', mode: 'ShareLock', stops: 'writers', ms: 1 }] }]);
});

test('a store that cannot tell says nothing of locks', async () => {
  const { lanes, records } = scene();
  await lanes.get(candidate, 'read');
  expect(records).toHaveLength(1);
  expect(records[0]).not.toHaveProperty('locks');
});

test('a lane that a long call has worked in serves nobody else', async () => {
  const { lanes } = scene();
  expect((await lanes.get(baseline, 'task')).name).toBe('l1');
  expect((await lanes.get(baseline, 'read')).name).toBe('l2');
});

test('alone: nothing else stands beside it; fresh: not even what it was', async () => {
  const { lanes, log } = scene();
  await lanes.get(baseline, 'read');
  expect((await lanes.alone(candidate, { fresh: false })).name).toBe('l2');
  expect((await lanes.alone(candidate, { fresh: false })).name).toBe('l2');
  expect((await lanes.alone(candidate, { fresh: true })).name).toBe('l3');
  expect(log).toEqual(['+l1', '-l1', '+l2', '-l2 changed', '+l3']);
});

const withRelay: AnyVariant = { name: 'relay', beside: async () => undefined };

test('what a variant has beside its lane begins after the lane was made, and ends before it is dropped', async () => {
  const { lanes, log } = scene();
  await lanes.get(withRelay, 'write');
  expect(lanes.pids()).toEqual([7]);
  lanes.check();
  await lanes.get(withRelay, 'read');
  const first = ['+l1', 'relay’s process begins', 'relay’s process ends', '-l1'];
  expect(log).toEqual([...first, '+l2', 'relay’s process begins']);
});

test('a process that has ended is told to whoever measured with it', async () => {
  const { lanes } = scene(new Error('the relay is gone'));
  await lanes.get(withRelay, 'read');
  expect(() => lanes.check()).toThrow('the relay is gone');
});

test('own: the lane has its servers to itself, and the next one that nobody asked so for has not', async () => {
  const { lanes, log } = scene();
  await lanes.alone(baseline, { fresh: true, own: true });
  await lanes.get(baseline, 'write');
  expect(log).toEqual(['+l1 on servers of its own', '-l1', '+l2']);
});
