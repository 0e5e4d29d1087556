import { expect, test } from 'vitest';
import type { AnyOptimization, Counts } from '../define.ts';
import { PROFILES } from './constants.ts';
import { type Fitting, fitPlan, type IsOpen, restSeconds } from './fit.ts';
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
const options = { profile: { name: 'full', ...PROFILES.full }, counts, memoryBytes: 2 ** 35 };
const plan = planRun([{ id: 'a/b', optimization }], options);
const each = plan.optimizations[0]?.circumstances[0]?.comparisons[0]?.seconds ?? 0;
const keys = (of: Plan) =>
  of.optimizations.flatMap((o) =>
    o.circumstances.flatMap((c) => c.comparisons.map((k) => `${k.candidate} ${k.bench} ${k.at?.value}`)),
  );
const fits = (budgetSeconds: number, more: Partial<Fitting> = {}) => fitPlan(plan, { budgetSeconds, isWall: false, ...more });
/** The plan with so many comparisons too many. */
const short = (by: number) => fits(restSeconds(plan) - by * each + 0.01);

test('a plan that fits stays as it is; its estimate is that of everything that is open', () => {
  expect(fits(restSeconds(plan))).toBe(plan);
  expect([plan.comparisons, plan.seconds]).toEqual([8, Math.round(restSeconds(plan))]);
});

test('the price of a candidate that claims nothing goes first, then its gains, from the end', () => {
  expect(keys(plan).filter((key) => !keys(short(1)).includes(key))).toEqual(['silent paid 3']);
  expect(keys(plan).filter((key) => !keys(short(2)).includes(key))).toEqual(['silent read 3', 'silent paid 3']);
});

test('then the other values of the sweep; the claim and its price at the last value stay in what a profile aims at', () => {
  expect(keys(short(5))).toEqual(['claims read 1', 'claims read 3', 'claims paid 3']);
  expect(keys(fits(0))).toEqual(['claims read 3', 'claims paid 3']);
});

test('so does the value that a claim names, for its claim is judged there and nowhere else', () => {
  const [claim] = optimization.claims;
  const elsewhere = { ...optimization, claims: claim === undefined ? [] : [{ ...claim, at: 2 }] };
  const planned = planRun([{ id: 'a/b', optimization: elsewhere }], options);
  expect(keys(fitPlan(planned, { budgetSeconds: 0, isWall: false }))).toEqual([
    'claims read 2',
    'claims read 3',
    'claims paid 3',
  ]);
});

test('under a wall time they go as well, whole optimisations from the end', () => {
  const both = planRun(
    ['a/b', 'c/d'].map((id) => ({ id, optimization })),
    options,
  );
  const claimed = fitPlan(both, { budgetSeconds: 0, isWall: false });
  expect(keys(claimed)).toHaveLength(4);
  const fitted = fitPlan(both, { budgetSeconds: restSeconds(claimed) - 0.01, isWall: true });
  expect(fitted.optimizations.map(({ id }) => id)).toEqual(['a/b']);
  expect(fitPlan(both, { budgetSeconds: 0, isWall: true })).toMatchObject({ comparisons: 0, optimizations: [] });
});

test('what a folder shows itself by stays longer than what comes before it', () => {
  const shown = { ...optimization, showcase: 'claims' };
  const both = planRun(
    [
      { id: 'a/b', optimization },
      { id: 'c/d', optimization: shown },
    ],
    options,
  );
  const claimed = fitPlan(both, { budgetSeconds: 0, isWall: false });
  const fitted = fitPlan(both, { budgetSeconds: restSeconds(claimed) - 0.01, isWall: true });
  expect(fitted.optimizations.map(({ id }) => id)).toEqual(['c/d']);
});

test('what stands takes no time and is never left out', () => {
  const stands = new Set(['silent read 1', 'silent paid 3']);
  const isOpen: IsOpen = ({ candidate, bench, at }) => !stands.has(`${candidate} ${bench} ${at?.value}`);
  const fitted = fits(restSeconds(plan, isOpen) - each + 0.01, { isOpen });
  expect(keys(plan).filter((key) => !keys(fitted).includes(key))).toEqual(['silent read 3']);
});

test('a slower pace leaves out more', () => {
  const fitted = fits(restSeconds(plan), { pace: 1.2 });
  expect(fitted.comparisons).toBeLessThan(plan.comparisons);
});

test('what is left out is told, and the estimate shrinks by it', () => {
  const fitted = short(1);
  expect(fitted.leftOut.map(({ candidate, bench, at }) => `${candidate} ${bench} ${at?.value}`)).toEqual(['silent paid 3']);
  expect([fitted.comparisons, fitted.seconds]).toEqual([7, Math.round(restSeconds(plan) - each)]);
});
