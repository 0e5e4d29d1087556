import { expect, test } from 'vitest';
import type { AnyOptimization, Counts } from '../define.ts';
import { PROFILES } from './constants.ts';
import { planRun } from './plan.ts';

const counts: Counts = {
  users: 20_000,
  accounts: 10_000,
  sessions: 100_000,
  businesses: 2_000,
  transactions: 200_000,
  logs: 300_000,
};
const bench = { store: 'postgres', description: 'a read', ask: () => ({}), answer: () => 'SELECT 1' };
const insert = { ...bench, description: 'a write', writes: true };
const reading = { store: 'postgres', unit: 'bytes', better: 'lower' as const, of: 'SELECT 1' };
const optimization = (parts: Partial<AnyOptimization> = {}): AnyOptimization => ({
  question: 'Does it help?',
  store: 'postgres',
  copies: ['transactions'],
  baseline: { name: 'as it is' },
  candidates: [
    { name: 'one', apply: ['CREATE INDEX one'] },
    { name: 'two', apply: ['CREATE INDEX two'] },
  ],
  gain: { read: bench },
  price: { insert, bytes: reading },
  claims: [],
  adopt: '',
  avoid: '',
  ...parts,
});
const plan = (parts: Partial<AnyOptimization>, profile = 'full' as keyof typeof PROFILES) =>
  planRun([{ id: 'a/b', optimization: optimization(parts) }], {
    profile: { name: profile, ...PROFILES[profile] },
    counts,
    memoryBytes: 24 * 2 ** 30,
  });
const keys = (planned: ReturnType<typeof planRun>) =>
  planned.optimizations.flatMap((o) => o.circumstances.flatMap((c) => c.comparisons.map(({ key }) => key)));

test('every candidate is compared on every bench, gains before prices; readings are not comparisons', () => {
  expect(keys(plan({}))).toEqual(['a/b/one/read.p50', 'a/b/two/read.p50', 'a/b/one/insert.p50', 'a/b/two/insert.p50']);
});

test('a sweep compares gains at every value and prices at the last', () => {
  const sweep = { over: 'rows', values: [1_000, 10_000], given: (rows: number) => ({ rows: { transactions: rows } }) };
  const planned = plan({ sweep, candidates: [{ name: 'one', apply: ['CREATE INDEX one'] }] });
  expect(keys(planned)).toEqual(['a/b/one/read.p50@rows=1000', 'a/b/one/read.p50@rows=10000', 'a/b/one/insert.p50@rows=10000']);
  expect(planned.optimizations[0]?.circumstances.map((c) => c.counts.transactions)).toEqual([1_000, 10_000]);
});

test('a value that the data set is too small for is left out and told', () => {
  const sweep = { over: 'rows', values: [1_000, 1_000_000], given: (rows: number) => ({ rows: { transactions: rows } }) };
  const [planned] = plan({ sweep }).optimizations;
  expect(planned?.circumstances).toHaveLength(1);
  expect(planned?.notes).toEqual([
    'rows 1000000 is left out: it needs 1000000 transactions, and this scale has 200000; a larger --scale has it.',
  ]);
});

test('without a sweep, an optimisation that the data set is too small for has nothing to measure, and says what it needs', () => {
  const [planned] = plan({ given: { needs: { users: 10_000_000 } } }).optimizations;
  expect(planned?.circumstances).toEqual([]);
  expect(planned?.notes).toEqual([
    expect.stringMatching(/^it needs 10000000 users, and this scale has \d+; a larger --scale has it\.$/),
  ]);
});

test('smoke takes the first value alone', () => {
  const sweep = { over: 'clients', values: [1, 16], given: (clients: number) => ({ load: { clients } }) };
  expect(plan({ sweep }, 'smoke').optimizations[0]?.circumstances).toHaveLength(1);
});

test('the load of the circumstances is that of the gain; a price keeps its own', () => {
  const sweep = { over: 'clients', values: [16], given: (clients: number) => ({ load: { clients } }) };
  const [circumstance] = plan({ sweep }).optimizations[0]?.circumstances ?? [];
  expect(circumstance?.comparisons.map(({ role, clients }) => [role, clients])).toEqual([
    ['gain', 16],
    ['gain', 16],
    ['price', 1],
    ['price', 1],
  ]);
});

test('more lanes and more rows need more time, disk and memory', () => {
  const small = plan({ candidates: [{ name: 'one', apply: ['CREATE INDEX one'] }] });
  const large = plan({
    copies: ['transactions', 'logs'],
    candidates: [
      { name: 'one', apply: ['a'] },
      { name: 'two', apply: ['b'] },
    ],
  });
  expect(large.seconds).toBeGreaterThan(small.seconds);
  expect(large.diskBytes).toBeGreaterThan(small.diskBytes);
  expect(plan({ store: 'redis' }).memoryBytes).toBeGreaterThan(small.memoryBytes);
});

test('lanes that are too large for the cache together are told', () => {
  const entries = [{ id: 'a/b', optimization: optimization() }];
  const large = planRun(entries, { profile: { name: 'full', ...PROFILES.full }, counts, memoryBytes: 512 * 2 ** 20 });
  expect(large.optimizations[0]?.notes).toEqual([expect.stringMatching(/do not fit/)]);
  expect(plan({}).optimizations[0]?.notes).toEqual([]);
});

test('a candidate that differs in another answer alone has no price where it answers like the baseline', () => {
  const candidates = [{ name: 'rewritten', answers: { read: () => 'SELECT 2' } }];
  expect(keys(plan({ candidates }))).toEqual(['a/b/rewritten/read.p50']);
});

test('a candidate that has another process beside it has its price measured', () => {
  const candidates = [{ name: 'relayed', beside: async () => {} }];
  expect(keys(plan({ candidates }))).toEqual(['a/b/relayed/read.p50', 'a/b/relayed/insert.p50']);
});
