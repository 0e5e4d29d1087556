// The load a bench is measured under: its own, its circumstances', the command's; and how long that takes.
import { describe, expect, test } from 'vitest';
import type { AnyOptimization, Counts, Load } from '../define.ts';
import { PROFILES } from './constants.ts';
import { planRun } from './plan.ts';
import { type LoadWish, NO_WISH, wishFlags, withoutEffect } from './plan-load.ts';

const counts: Counts = { users: 20, accounts: 10, sessions: 100, businesses: 20, transactions: 2_000, logs: 300 };
const bench = { store: 'postgres', description: 'a read', ask: () => ({}), answer: () => 'SELECT 1' };
const open = { ...bench, shape: { kind: 'calls' as const, load: { perSecond: 250 } } };
const task = { ...bench, shape: { kind: 'task' as const } };
const insert = { ...bench, description: 'a write', writes: true };

const optimization = (parts: Partial<AnyOptimization> = {}): AnyOptimization => ({
  question: 'Does it help?',
  store: 'postgres',
  copies: ['transactions'],
  baseline: { name: 'as it is' },
  candidates: [{ name: 'one', apply: ['CREATE INDEX one'] }],
  gain: { read: bench },
  price: { insert },
  claims: [],
  adopt: '',
  avoid: '',
  ...parts,
});
const planned = (parts: Partial<AnyOptimization> = {}, wish: LoadWish = NO_WISH, profile: keyof typeof PROFILES = 'full') =>
  planRun([{ id: 'a/b', optimization: optimization(parts) }], {
    ...{ profile: { name: profile, ...PROFILES[profile] }, counts, memoryBytes: 2 ** 35, wish },
  });
const comparisons = (plan: ReturnType<typeof planned>) =>
  plan.optimizations.flatMap(({ circumstances }) => circumstances.flatMap((circumstance) => circumstance.comparisons));
const loads = (plan: ReturnType<typeof planned>) =>
  comparisons(plan).map(({ key, shape, clients, perSecond }) => `${key} ${shape} ${perSecond ?? clients}`);
const under = (load: Load): LoadWish => ({ load, concurrency: [] });
const at = (...concurrency: readonly number[]): LoadWish => ({ load: null, concurrency });

describe('an open load', () => {
  test('of the bench itself is shown by its p99 of response, lower is better', () => {
    const [comparison] = comparisons(planned({ gain: { open } }));
    expect(comparison).toMatchObject({ metric: 'responseP99', unit: 'ns', better: 'lower', clients: 16, perSecond: 250 });
  });
  test('of the command replaces every gain’s own, also a sweep’s; a price keeps its own, a task has none', () => {
    const sweep = { over: 'clients', values: [4], given: (clients: number) => ({ load: { clients } }) };
    expect(loads(planned({ sweep, gain: { read: bench, open, task } }, under({ perSecond: 800 })))).toEqual([
      'a/b/one/read.responseP99@clients=4 open 800',
      'a/b/one/open.responseP99@clients=4 open 800',
      'a/b/one/task.ms@clients=4 task 1',
      'a/b/one/insert.p50@clients=4 calls 1',
    ]);
  });
  test('takes eight windows of five seconds in full, four of two in quick, two of a third in smoke', () => {
    const seconds = (profile: keyof typeof PROFILES) => comparisons(planned({ gain: { open } }, NO_WISH, profile))[0]?.seconds;
    expect(seconds('full')).toBeCloseTo(8 * 5.4 + 2.5 + 0.4, 9);
    expect(seconds('quick')).toBeCloseTo(4 * 2.4 + 0.5 + 0.4, 9);
    expect(seconds('smoke')).toBeCloseTo(2 * 0.7 + 0.4, 9);
  });
  test('is told in the notes when the command asked for it', () => {
    const notes = (wish: LoadWish) => planned({}, wish).optimizations[0]?.notes;
    expect(notes(under({ perSecond: 800 }))).toEqual(['The load of its gains is what the command asked for: open:800/s.']);
    expect(notes(NO_WISH)).toEqual([]);
  });
});

test('a closed load of the command is that of every gain', () => {
  expect(loads(planned({ gain: { read: bench, open } }, under({ clients: 8 })))).toEqual([
    'a/b/one/read.p50 calls 8',
    'a/b/one/open.p50 calls 8',
    'a/b/one/insert.p50 calls 1',
  ]);
});

describe('a sweep over clients', () => {
  test('compares every closed gain at each number; what it leaves as it is stands at the end, once', () => {
    expect(loads(planned({ gain: { read: bench, open, task } }, at(1, 8, 32)))).toEqual([
      'a/b/one/read.p50@clients=1 calls 1',
      'a/b/one/read.p50@clients=8 calls 8',
      'a/b/one/read.p50@clients=32 calls 32',
      'a/b/one/open.responseP99 open 250',
      'a/b/one/task.ms task 1',
      'a/b/one/insert.p50@clients=32 calls 1',
    ]);
  });
  test('holds the optimisation’s own sweep at its last value, and says so', () => {
    const sweep = { over: 'rows', values: [500, 1_000], given: (rows: number) => ({ rows: { transactions: rows } }) };
    const plan = planned({ sweep }, at(1, 8));
    expect(loads(plan).slice(0, 2)).toEqual(['a/b/one/read.p50@clients=1 calls 1', 'a/b/one/read.p50@clients=8 calls 8']);
    expect(plan.optimizations[0]?.circumstances.map((each) => each.counts.transactions)).toEqual([1_000, 1_000]);
    expect(plan.optimizations[0]?.notes).toEqual(['rows is held at 1000: this run sweeps over clients instead.']);
  });
  test('is taken whole by smoke too, because somebody asked for it', () => {
    expect(comparisons(planned({}, at(1, 8), 'smoke')).map(({ clients }) => clients)).toEqual([1, 8, 1]);
  });
  test('adds the time of every number', () => {
    expect(planned({}, at(1, 8, 32)).seconds - planned({}, at(1)).seconds).toBeGreaterThan(12);
  });
  test('leaves an optimisation without a closed gain as it is, and says so', () => {
    const plan = planned({ gain: { task } }, at(1, 8));
    expect(loads(plan)).toEqual(['a/b/one/task.ms task 1', 'a/b/one/insert.p50 calls 1']);
    expect(plan.optimizations[0]?.notes).toEqual([
      'No gain of it is a closed load of calls, so --concurrency changes nothing here.',
    ]);
  });
});

describe('what the command asks for', () => {
  test('is refused where it would change nothing', () => {
    const tasks = planned({ gain: { task } }).optimizations;
    expect(withoutEffect(at(1, 8), tasks)).toBe(
      '--concurrency 1,8 changes nothing: no chosen optimisation has a closed gain of calls.',
    );
    expect(withoutEffect(under({ perSecond: 800 }), tasks)).toMatch(/^--load open:800\/s changes nothing/);
    expect(withoutEffect(NO_WISH, tasks)).toBeNull();
    expect(withoutEffect(under({ clients: 2 }), planned({}, under({ clients: 2 })).optimizations)).toBeNull();
    expect(withoutEffect(at(1, 8), planned({}, at(1, 8)).optimizations)).toBeNull();
  });
  test('stands in the command that repeats it', () => {
    expect([under({ perSecond: 0.5 }), under({ clients: 8 }), at(1, 8), NO_WISH].map(wishFlags)).toEqual([
      '--load open:0.5/s',
      '--load closed:8',
      '--concurrency 1,8',
      '',
    ]);
  });
});
