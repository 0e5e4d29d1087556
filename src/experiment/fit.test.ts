import { expect, test } from 'vitest';
import type { AnyOptimization, Counts } from '../define.ts';
import { PROFILES } from './constants.ts';
import { fitPlan } from './fit.ts';
import { type Plan, planRun } from './plan.ts';

const counts: Counts = {
  users: 20_000,
  accounts: 10_000,
  sessions: 100_000,
  businesses: 2_000,
  transactions: 200_000,
  logs: 300_000,
};
const bench = { store: 'postgres', description: 'a read', ask: () => ({}), answer: () => 'SELECT 1' };
const optimization: AnyOptimization = {
  question: 'Does it help?',
  store: 'postgres',
  copies: ['transactions'],
  sweep: { over: 'rows', values: [1, 2, 3], given: (rows) => ({ rows: { transactions: rows } }) },
  baseline: { name: 'as it is' },
  candidates: [
    { name: 'claims', apply: ['a'] },
    { name: 'silent', apply: ['b'] },
  ],
  gain: { read: bench },
  price: { paid: { ...bench, writes: true } },
  claims: [{ candidate: 'claims', metric: 'read.p50', timesBetter: { atLeast: 2 } }],
  adopt: '',
  avoid: '',
};
const plan = planRun([{ id: 'a/b', optimization }], {
  profile: { name: 'full', ...PROFILES.full },
  counts,
  memoryBytes: 2 ** 35,
});
const each = plan.optimizations[0]?.circumstances[0]?.comparisons[0]?.seconds ?? 0;
const keys = (of: Plan) =>
  of.optimizations.flatMap((o) =>
    o.circumstances.flatMap((c) => c.comparisons.map((k) => `${k.candidate} ${k.bench} ${k.at?.value}`)),
  );
/** The plan with so many comparisons too many. */
const short = (by: number) => fitPlan(plan, plan.seconds - by * each + 0.01);

test('a plan that fits stays as it is', () => {
  expect(fitPlan(plan, plan.seconds)).toBe(plan);
  expect(plan.comparisons).toBe(8);
});

test('the price of a candidate that claims nothing goes first, then its gains, from the end', () => {
  expect(keys(plan).filter((key) => !keys(short(1)).includes(key))).toEqual(['silent paid 3']);
  expect(keys(plan).filter((key) => !keys(short(2)).includes(key))).toEqual(['silent read 3', 'silent paid 3']);
});

test('then the other values of the sweep; the claim and its price at the last value stay in any case', () => {
  expect(keys(short(5))).toEqual(['claims read 1', 'claims read 3', 'claims paid 3']);
  expect(keys(fitPlan(plan, 0))).toEqual(['claims read 3', 'claims paid 3']);
});

test('what is left out is told, with how to measure it, and the estimate shrinks by it', () => {
  const fitted = short(1);
  expect(fitted.optimizations[0]?.notes.at(-1)).toBe(
    "Left out to keep within the time (they take about 12 s): paid of silent at rows 3. Measured with --only 'a/b' or --profile full.",
  );
  expect([fitted.comparisons, plan.seconds - fitted.seconds]).toEqual([
    7,
    Math.round(plan.seconds) - Math.round(plan.seconds - each),
  ]);
});
