// What the self-test demands, on literals: which trials there are, what counts as a miss, what a count excludes, what is printed.
import { expect, test } from 'vitest';
import type { Header, Tried } from './journal.ts';
import { ROWS, type Row, type Said, trialsOf } from './rows.ts';
import { sidesOf, summaryOf, trustOf } from './summary.ts';
import { isBroken, pageOf, textOf } from './table.ts';

const rowOf = (key: string): Row => {
  const row = ROWS.find((each) => each.key === key);
  if (row === undefined) throw new Error(key);
  return row;
};
const said = (verdict: Said['verdict'], more: Partial<Said> = {}): Said => ({
  ...{ verdict, reason: null, sessions: 6, seconds: 5, effect: null },
  ...more,
});
const tried = (row: string, index: number, held: boolean, more: Partial<Tried> = {}): Tried => ({
  ...{ row, index, store: 'redis', held, verdict: 'same', reason: null, sessions: 6, seconds: 6 },
  ...{ effect: { ratio: index % 2 === 0 ? 1.001 : 0.999, low: 0.99, high: 1.01 } },
  ...more,
});
const header: Header = {
  ...{
    tool: '0.1.0',
    commit: 'abc1234',
    depth: 'quick',
    runSeed: 1,
    machine: 'a machine',
    startedAt: '2026-01-01T00:00:00.000Z',
  },
};

test('the counts that the specification names', () => {
  const counts = Object.fromEntries(ROWS.map(({ key, trials, mostMisses }) => [key, [trials, mostMisses]]));
  expect(counts).toMatchObject({
    nothing: [
      { quick: 30, long: 400 },
      { quick: 0, long: 1 },
    ],
    '+5 %': [
      { quick: 15, long: 100 },
      { quick: 2, long: 7 },
    ],
    '+10 %': [
      { quick: 15, long: 100 },
      { quick: 0, long: 2 },
    ],
    '+4 %': [
      { quick: 15, long: 100 },
      { quick: 2, long: 8 },
    ],
    'bloated copy': [
      { quick: 3, long: 20 },
      { quick: 0, long: 0 },
    ],
  });
});

test('every row has had its share whenever the trials are cut off', () => {
  const half = trialsOf('long').slice(0, trialsOf('long').length / 2);
  for (const { key, trials } of ROWS) {
    const count = half.filter(({ row }) => row.key === key).length;
    expect(Math.abs(count - trials.long / 2), key).toBeLessThanOrEqual(1);
  }
});

test('equal variants are tried in three stores, by both metrics, in one lane and between copies', () => {
  const kinds = new Set(
    Array.from({ length: 20 }, (_, index) => {
      const trial = rowOf('nothing').trial(index, 'long');
      return trial.kind === 'paired' ? `${trial.store} ${trial.metric} ${trial.lanes}` : '';
    }),
  );
  expect(kinds.size).toBe(12);
});

test('ten minutes have two trials of the slow stand-in, where nothing is planted', () => {
  const stores = trialsOf('quick').map(({ row, index }) => [row.key, row.trial(index, 'quick').store]);
  expect(stores.filter(([, store]) => store === 'mongodb').map(([key]) => key)).toEqual(['nothing', 'nothing']);
});

test('what counts as a miss', () => {
  const worse = said('worse', { effect: { ratio: 2, low: 1.9, high: 2.1 } });
  expect(rowOf('nothing').holds(said('same'))).toBe(true);
  expect(rowOf('nothing').holds(said('inconclusive'))).toBe(true);
  for (const verdict of ['better', 'worse', 'invalid'] as const) expect(rowOf('nothing').holds(said(verdict))).toBe(false);
  expect(rowOf('+5 %').holds(worse)).toBe(true);
  expect(rowOf('+5 %').holds(said('inconclusive'))).toBe(false);
  expect(rowOf('+4 %').holds(said('same'))).toBe(false);
  expect(rowOf('+4 %').holds(said('inconclusive'))).toBe(true);
  expect(rowOf('x2').holds(worse)).toBe(true);
  expect(rowOf('x2').holds(said('worse', { effect: { ratio: 2.2, low: 2.1, high: 2.3 } }))).toBe(false);
  expect(rowOf('-20 %').holds(said('worse', { effect: { ratio: 0.8, low: 0.7, high: 0.9 } }))).toBe(false);
  expect(rowOf('hogs').holds(said('same'))).toBe(false);
  expect(rowOf('hogs').holds(said('inconclusive'))).toBe(true);
});

test('faults must be noticed by what they are', () => {
  const shown = { errors: 20, reason: '20 of 1000 calls of the candidate failed: a failure that was planted' };
  expect(rowOf('errors').holds(said('invalid', shown))).toBe(true);
  expect(rowOf('errors').holds(said('invalid', { ...shown, errors: 0 }))).toBe(false);
  expect(rowOf('one lane').holds(said('same', { state: 'one lane' }))).toBe(true);
  expect(rowOf('one lane').holds(said('same', { state: 'passed' }))).toBe(false);
  const stall = { openP99Ms: 458, closedP99Ms: 0.06, closedMaxMs: 501 };
  expect(rowOf('stall').holds(said('inconclusive', stall))).toBe(true);
  expect(rowOf('stall').holds(said('inconclusive', { ...stall, openP99Ms: 511 }))).toBe(false);
  expect(rowOf('stall').holds(said('inconclusive', { ...stall, closedMaxMs: 3 }))).toBe(false);
  const blocked = { reason: 'generator: p99 of its lag is 276 ms', lagP99Ms: 276 };
  expect(rowOf('blocked').holds(said('invalid', blocked))).toBe(true);
  expect(rowOf('blocked').holds(said('invalid', { ...blocked, lagP99Ms: 3 }))).toBe(false);
});

test('a row is held, broken or unfinished, and says what its count excludes', () => {
  const nothing = Array.from({ length: 30 }, (_, index) => tried('nothing', index, true));
  const find = (trials: readonly Tried[], key: string) => summaryOf(trials, 'quick').find(({ row }) => row.key === key);
  expect(find(nothing, 'nothing')).toMatchObject({ state: 'held', misses: 0, said: 'same 30' });
  expect(find(nothing, 'nothing')?.bound).toBeCloseTo(0.095, 3);
  expect(find(nothing.slice(1), 'nothing')?.state).toBe('unfinished');
  expect(find([...nothing.slice(1), tried('nothing', 0, false, { verdict: 'worse' })], 'nothing')).toMatchObject({
    ...{ state: 'broken', misses: 1, said: 'same 29, worse 1' },
  });
  expect(find(nothing, '+5 %')).toMatchObject({ state: 'unfinished', trials: 0, bound: null, said: '–' });
});

test('a broken bound, or equal variants that fall on one side in one lane, fail the self-test', () => {
  const nothing = Array.from({ length: 30 }, (_, index) => tried('nothing', index, true));
  expect(isBroken({ header, tried: nothing }, ROWS)).toBe(false);
  expect(isBroken({ header, tried: [...nothing, tried('stall', 0, false)] }, ROWS)).toBe(true);
  const lopsided = nothing.map((each) => ({ ...each, effect: { ratio: 1.004, low: 0.99, high: 1.02 } }));
  expect(isBroken({ header, tried: lopsided }, ROWS)).toBe(true);
  expect(textOf({ header, tried: lopsided }, ROWS)).toContain('the harness itself is suspect');
  const ownBias = nothing.map((each) => ({ ...each, effect: { ratio: 1.004, low: 0.99, high: 1.02 } })).slice(10, 20);
  expect(sidesOf(ownBias)).toMatchObject({ above: 0, below: 0, suspect: false });
});

test('the page tells machine, counts, bounds and every miss', () => {
  const missed = tried('+5 %', 3, false, {
    ...{ verdict: 'inconclusive', reason: 'noise', sessions: 24 },
    effect: { ratio: 1.0321, low: 0.9912, high: 1.0746 },
  });
  const page = pageOf({ header, tried: [tried('nothing', 0, true), missed] }, ROWS);
  expect(page).toContain(
    '| nothing (A/A) | told apart in at most 1 % | 1 of 30 | same 1 | 0 (at most 0) | false alarms above 95.0',
  );
  expect(page).toContain('- +5 % of each call (redis, trial 3): inconclusive (noise) 1.032 [0.9912, 1.075], 24 sessions');
  expect(page).toContain('| machine | a machine |');
});

test('what reports quote of it: trials of equal variants, false alarms, and the rate that the count excludes', () => {
  const nothing = Array.from({ length: 400 }, (_, index) => tried('nothing', index, index > 0));
  const trust = trustOf({ header, tried: [...nothing, tried('+5 %', 0, false)] });
  expect(trust).toMatchObject({ commit: 'abc1234', trials: 400, falseAlarms: 1 });
  expect(trust?.excludedAbove).toBeCloseTo(0.0118, 4);
  expect(trustOf({ header, tried: [] })).toBeNull();
});
