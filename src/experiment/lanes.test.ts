import { expect, test } from 'vitest';
import type { AnyOptimization, AnyVariant, Counts } from '../define.ts';
import type { LaneHandle, LaneRequest, Store } from '../stores/store.ts';
import { type Lanes, lanesOf } from './lanes.ts';

const counts: Counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const baseline: AnyVariant = { name: 'baseline' };
const candidate: AnyVariant = { name: 'candidate', apply: ['CREATE INDEX i'] };

/** Lanes of a store that only notes what is made and dropped: `+1 candidate` is the first lane, changed as the candidate is. */
function scene(): { readonly lanes: Lanes; readonly log: string[] } {
  const log: string[] = [];
  let made = 0;
  const createLane = async ({ name, own }: LaneRequest): Promise<LaneHandle> => {
    let changed = false;
    log.push(`+${name}${own === true ? ' on servers of its own' : ''}`);
    const handle = {
      ...{ name, address: { port: 1 }, describe: async () => [], size: async () => null },
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
    ...{ at: null, counts, given: {}, services: {} as never, onLane: () => undefined, release: async () => undefined },
    store: { createLane } as unknown as Store,
    nextName: () => `l${++made}`,
    nowNs: () => 0,
  });
  return { lanes, log };
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

test('own: the lane has its servers to itself, and the next one that nobody asked so for has not', async () => {
  const { lanes, log } = scene();
  await lanes.alone(baseline, { fresh: true, own: true });
  await lanes.get(baseline, 'write');
  expect(log).toEqual(['+l1 on servers of its own', '-l1', '+l2']);
});
