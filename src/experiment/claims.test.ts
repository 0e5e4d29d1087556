import { describe, expect, test } from 'vitest';
import { around, comparisonOf, optimizationWith, RULE } from '../testing/judged-comparisons.ts';
import { node } from '../testing/sample-record.ts';
import { alarmsOf, judgeClaims } from './claims.ts';
import type { At, Claim, Comparison, OptimizationRecord } from './record.ts';

const LOOKS = RULE.looks.length;

const judge = (claims: Claim[], comparisons: Comparison[], more: Partial<OptimizationRecord> = {}) =>
  judgeClaims({ optimizations: [optimizationWith(claims, more)], comparisons });
const stateOf = (claim: Claim, comparisons: Comparison[], more: Partial<OptimizationRecord> = {}) =>
  judge([claim], comparisons, more).map(({ state }) => state);

const one = { candidate: 'one', metric: 'read.p50' } as const;
const at = (value: number): At => ({ over: 'rows', value });

describe('by the whole interval', () => {
  // t(5) at 1 % over three looks is 5.25, so the interval is ±5.4 %.
  const thrice = comparisonOf(around(-Math.log(3)));
  test('at least so many times better', () => {
    expect(stateOf({ ...one, timesBetter: { atLeast: 2.8 } }, [thrice])).toEqual(['held']);
    expect(stateOf({ ...one, timesBetter: { atLeast: 2.9 } }, [thrice])).toEqual(['unproven']);
    expect(stateOf({ ...one, timesBetter: { atLeast: 3.1 } }, [thrice])).toEqual(['unproven']);
    expect(stateOf({ ...one, timesBetter: { atLeast: 3.2 } }, [thrice])).toEqual(['broken']);
  });
  test('at most so many times better', () => {
    expect(stateOf({ ...one, timesBetter: { atMost: 3.2 } }, [thrice])).toEqual(['held']);
    expect(stateOf({ ...one, timesBetter: { atLeast: 2, atMost: 2.5 } }, [thrice])).toEqual(['broken']);
  });
  test('times worse is the other way round', () => {
    const dearer = comparisonOf(around(Math.log(1.3)));
    expect(stateOf({ ...one, timesWorse: { atMost: 1.4 } }, [dearer])).toEqual(['held']);
    expect(stateOf({ ...one, timesWorse: { atMost: 1.3 } }, [dearer])).toEqual(['unproven']);
    expect(stateOf({ ...one, timesWorse: { atMost: 1.2 } }, [dearer])).toEqual(['broken']);
    expect(stateOf({ ...one, timesWorse: { atMost: 1.01 } }, [thrice])).toEqual(['held']);
  });
  test('where higher is better, three times the rate is three times better', () => {
    const rate = comparisonOf(around(Math.log(3)), { metric: 'perSecond', better: 'higher' });
    expect(stateOf({ candidate: 'one', metric: 'read.perSecond', timesBetter: { atLeast: 2.8 } }, [rate])).toEqual(['held']);
    expect(stateOf({ candidate: 'one', metric: 'read.perSecond', timesWorse: { atMost: 1 } }, [rate])).toEqual(['held']);
    const half = comparisonOf(around(-Math.log(2)), { metric: 'perSecond', better: 'higher' });
    expect(stateOf({ candidate: 'one', metric: 'read.perSecond', timesWorse: { atMost: 1.5 } }, [half])).toEqual(['broken']);
  });
  test('the same is held where that was shown, and broken beyond the band', () => {
    expect(stateOf({ ...one, same: true }, [comparisonOf(around(0.005))])).toEqual(['held']);
    expect(stateOf({ ...one, same: true }, [comparisonOf(around(0.06))])).toEqual(['unproven']);
    expect(stateOf({ ...one, same: true }, [comparisonOf(around(-0.2))])).toEqual(['broken']);
  });
  test('what was found is told as the claim counts', () => {
    const [judged] = judge([{ ...one, timesBetter: { atLeast: 2 } }], [thrice]);
    expect(judged?.found?.estimate).toBeCloseTo(3, 12);
    expect(judged?.found?.low).toBeLessThan(3);
    expect(judged?.found?.high).toBeCloseTo(1 / (thrice.effect?.low ?? 0), 12);
  });
});

describe('a score', () => {
  const recall = { name: 'recall', unit: 'ratio', better: 'higher', atLeast: null, baseline: 1, candidate: 0.95 } as const;
  const plain = comparisonOf(around(0));
  const scored = { ...plain, answers: { ...plain.answers, scores: [recall] } };
  const metric = 'read.recall';
  test('lies within its bounds or breaks them, and needs no interval', () => {
    expect(stateOf({ candidate: 'one', metric, value: { atLeast: 0.95, atMost: 0.95 } }, [scored])).toEqual(['held']);
    expect(judge([{ candidate: 'one', metric, value: { atLeast: 0.96 } }], [scored])).toMatchObject([
      { state: 'broken', exact: true, alarm: true, found: { estimate: 0.95, low: 0.95, high: 0.95 } },
    ]);
    expect(stateOf({ candidate: 'one', metric, value: { atMost: 0.94 } }, [scored])).toEqual(['broken']);
  });
  test('proves nothing where the answers are invalid', () => {
    const invalid = { ...scored, verdict: 'invalid', reason: 'calls failed' } as const;
    expect(judge([{ candidate: 'one', metric, value: { atLeast: 0.9 } }], [invalid])).toMatchObject([
      { state: 'unproven', why: 'calls failed' },
    ]);
  });
  test('is looked for by its own name', () => {
    expect(stateOf({ candidate: 'one', metric: 'read.hitRatio', value: { atLeast: 0.5 } }, [scored])).toEqual(['unproven']);
  });
});

describe('what is not believed proves nothing', () => {
  const claim: Claim = { ...one, timesBetter: { atLeast: 2 } };
  test('an interval that time or noise left wide still means what it says', () => {
    const cut = comparisonOf(around(-Math.log(3)), { verdict: 'inconclusive', reason: 'budget' });
    expect(stateOf(claim, [cut])).toEqual(['held']);
  });
  test.each(['smoke', 'null-control', 'drift'])('inconclusive for %s', (reason) => {
    const [judged] = judge([claim], [comparisonOf(around(-Math.log(3)), { verdict: 'inconclusive', reason })]);
    expect(judged).toMatchObject({ state: 'unproven', why: reason, p: null, found: null });
  });
  test('wrong answers', () => {
    const wrong = comparisonOf(around(-1), { verdict: 'invalid', reason: 'answers differ', effect: null });
    expect(judge([claim], [wrong])[0]).toMatchObject({ state: 'unproven', why: 'answers differ' });
  });
  test('what was not measured', () => {
    expect(judge([claim], [])[0]).toMatchObject({ state: 'unproven', why: 'not measured in this run', at: null });
  });
});

describe('whom a claim concerns', () => {
  const comparisons = [
    comparisonOf(around(-Math.log(3)), { at: at(10) }),
    comparisonOf(around(0), { at: at(20) }),
    comparisonOf(around(-Math.log(3)), { variant: 'two', at: at(20) }),
    comparisonOf(around(0), { id: 'other', at: at(20) }),
    comparisonOf(around(0), { bench: 'write', role: 'price', at: at(20) }),
  ];
  const states = (claim: Claim) => judge([claim], comparisons).map(({ variant, at, state }) => [variant, at?.value, state]);
  test('without a candidate all of them, without a value all values', () => {
    expect(states({ metric: 'read.p50', timesBetter: { atLeast: 2 } })).toEqual([
      ['one', 10, 'held'],
      ['one', 20, 'broken'],
      ['two', 20, 'held'],
    ]);
  });
  test('with both, one', () => {
    expect(states({ ...one, at: 20, timesBetter: { atLeast: 2 } })).toEqual([['one', 20, 'broken']]);
  });
  test('a record from before claims stood in it has none', () => {
    const { claims: _, ...older } = optimizationWith([]);
    expect(judgeClaims({ optimizations: [older], comparisons })).toEqual([]);
  });
});

describe('counted figures are exact', () => {
  const reading = { name: 'indexBytes', unit: 'bytes', better: 'lower', at: null, baseline: 100 } as const;
  const more = { readings: [{ ...reading, values: [{ variant: 'one', value: 150 }] }] };
  const claim = (bound: { atMost?: number; atLeast?: number }): Claim => ({
    candidate: 'one',
    metric: 'indexBytes',
    timesWorse: bound,
  });
  test('to the bound itself', () => {
    expect(stateOf(claim({ atMost: 1.5 }), [], more)).toEqual(['held']);
    expect(stateOf(claim({ atMost: 1.49 }), [], more)).toEqual(['broken']);
    expect(stateOf(claim({ atLeast: 1.51 }), [], more)).toEqual(['broken']);
    expect(stateOf({ candidate: 'one', metric: 'indexBytes', same: true }, [], more)).toEqual(['broken']);
  });
  test('and alarm without any p', () => {
    expect(judge([claim({ atMost: 1.49 })], [], more)[0]).toMatchObject({ p: null, adjustedP: null, exact: true, alarm: true });
  });
  test('something where there was nothing is endlessly worse, nothing for nothing the same', () => {
    const from0 = (value: number) => ({ readings: [{ ...reading, baseline: 0, values: [{ variant: 'one', value }] }] });
    expect(stateOf(claim({ atMost: 1_000 }), [], from0(1))).toEqual(['broken']);
    expect(stateOf(claim({ atMost: 1 }), [], from0(0))).toEqual(['held']);
    expect(judge([claim({ atMost: 1 })], [], from0(-1))[0]).toMatchObject({ state: 'unproven', why: '0 and -1 have no ratio' });
  });
});

describe('plans', () => {
  const plan = (bench: string, label: string, value: number) => ({
    ...{ bench, variant: 'one', at: at(value), statement: 'SELECT', analyzed: true },
    root: node('Limit', { children: [node(label, { detail: 'by_account on transactions', facts: ['Heap Fetches: 0'] })] }),
  });
  const gain = comparisonOf(around(-1), { at: at(10) });
  const more = {
    plans: [plan('read', 'Bitmap Index Scan', 10), plan('read', 'Seq Scan', 20), plan('write', 'Index Only Scan', 20)],
  };
  const states = (text: string) =>
    judge([{ candidate: 'one', plan: text }], [gain], more).map(({ at, state }) => [at?.value, state]);
  test('the words stand in the text of the gain, at each value of the sweep', () => {
    expect(states('Index Scan')).toEqual([
      [10, 'held'],
      [20, 'broken'],
    ]);
    expect(states('Heap Fetches: 0').map(([, state]) => state)).toEqual(['held', 'held']);
  });
  test('a plan of the price proves nothing', () => {
    expect(states('Index Only Scan').map(([, state]) => state)).toEqual(['broken', 'broken']);
  });
  test('where no plan was read, it is unproven', () => {
    expect(judge([{ candidate: 'two', plan: 'Index Scan' }], [gain], more)[0]).toMatchObject({ state: 'unproven' });
  });
});

describe('p', () => {
  // From tables of Student's t with 5 degrees of freedom: 1 − T(2) = 0.05097, 1 − T(4) = 0.005162.
  const worse = (mean: number) => judge([{ ...one, timesWorse: { atMost: 1 } }], [comparisonOf(around(mean))])[0]?.p;
  test('is the tail beyond the bound, for two sides and each look', () => {
    expect(worse(0.04)).toBeCloseTo(2 * LOOKS * 0.0051617, 6);
    expect(worse(0.02)).toBeCloseTo(2 * LOOKS * 0.0509697, 6);
    expect(worse(0)).toBe(1);
    expect(worse(-0.5)).toBe(1);
  });
  test('is none of sessions that the last look did not see', () => {
    const seventh = comparisonOf([...around(0.04), 5], { effect: comparisonOf(around(0.04)).effect, reason: 'budget' });
    expect(judge([{ ...one, timesWorse: { atMost: 1 } }], [seventh])[0]?.p).toBeCloseTo(2 * LOOKS * 0.0051617, 6);
  });
  test('of sessions that are all alike is 0 or 1', () => {
    const alike = comparisonOf([0.25, 0.25, 0.25, 0.25, 0.25, 0.25]);
    const p = (atMost: number) => judge([{ ...one, timesWorse: { atMost } }], [alike])[0]?.p;
    expect([p(1), p(1.5)]).toEqual([0, 1]);
  });
  test('of a task counts its repeats', () => {
    const task = comparisonOf(around(0.04).slice(0, 6), { metric: 'ms' });
    const repeats = around(0.04).map((effect) => ({ order: 'BCCB', baselineMs: [1], candidateMs: [1], effect }));
    task.evidence = { shape: 'task', looks: [...RULE.looks], repeats, secondary: [] };
    expect(judge([{ candidate: 'one', metric: 'read.ms', timesWorse: { atMost: 1 } }], [task])[0]?.p).toBeCloseTo(
      2 * LOOKS * 0.0051617,
      6,
    );
  });
});

test('a figure that does not decide is judged by its interval, outside the family, and never alarms', () => {
  const claims: Claim[] = [
    { candidate: 'one', metric: 'read.p90', timesBetter: { atLeast: 5 } },
    { candidate: 'one', metric: 'read.p90', same: true },
  ];
  const judged = judge(claims, [comparisonOf(around(-Math.log(3)))]);
  expect(judged.map(({ state, p, adjustedP, alarm }) => [state, p, adjustedP, alarm])).toEqual([
    ['broken', null, null, false],
    ['unproven', null, null, false],
  ]);
});

test('what breaks alone need not alarm among many', () => {
  // t = 6.2 on 5 degrees of freedom: p = 6 · 0.0008 = 0.0048, so broken at 1 %, and above 5 % after Holm over twelve.
  const claim: Claim = { candidate: 'one', metric: 'read.p50', timesWorse: { atMost: 1 } };
  const broken = comparisonOf(around(0.062));
  const [alone] = judge([claim], [broken]);
  expect(alone).toMatchObject({ state: 'broken', alarm: true });
  expect(alone?.adjustedP).toBe(alone?.p);
  const others = Array.from({ length: 11 }, (_, i) => comparisonOf(around(0), { at: at(i) }));
  const [among] = judge([claim], [broken, ...others]);
  expect(among).toMatchObject({ state: 'broken', alarm: false });
  expect(among?.adjustedP).toBeCloseTo(12 * (alone?.p ?? 0), 12);
});

describe('what is broken is measured a second time', () => {
  const claim: Claim = { ...one, timesWorse: { atMost: 1.05 } };
  const slower = comparisonOf(around(Math.log(1.3)), { key: 'first' });
  const judgedWith = (comparison: Comparison | null, failure: string | null = null) =>
    judgeClaims({
      ...{ optimizations: [optimizationWith([claim])], comparisons: [slower] },
      confirmations: [{ key: 'first', runSeed: 2, comparison, failure }],
    });

  test('its comparison has to be measured again, until it was', () => {
    const record = { optimizations: [optimizationWith([claim])], comparisons: [slower] };
    expect(alarmsOf(record)).toEqual(['first']);
    expect(alarmsOf({ ...record, confirmations: [{ key: 'first', runSeed: 2, comparison: slower, failure: null }] })).toEqual([]);
    expect(alarmsOf({ ...record, comparisons: [comparisonOf(around(0))] })).toEqual([]);
  });
  test('broken twice is broken', () => {
    expect(judgedWith(comparisonOf(around(Math.log(1.25))))).toMatchObject([
      { state: 'broken', alarm: true, again: { state: 'broken' } },
    ]);
  });
  test('once is unconfirmed: held the second time, undecided, or with the other sign', () => {
    for (const second of [1.0, 1.06, 0.7])
      expect(judgedWith(comparisonOf(around(Math.log(second))))).toMatchObject([{ state: 'unconfirmed', alarm: true }]);
  });
  test('without a second measurement it is unconfirmed, with the reason', () => {
    expect(judgedWith(null, 'the server ended')).toMatchObject([
      { state: 'unconfirmed', again: { state: 'unproven', why: 'the server ended', found: null } },
    ]);
  });
  test('a second measurement that is not believed confirms nothing', () => {
    const again = comparisonOf(around(Math.log(1.3)), { verdict: 'inconclusive', reason: 'drift: it went up' });
    expect(judgedWith(again)).toMatchObject([{ state: 'unconfirmed', again: { why: 'drift: it went up' } }]);
  });
  test('plans and what is counted are not measured again', () => {
    const exact = judge([{ candidate: 'one', plan: 'Index Scan' }], [slower], {
      plans: [{ bench: 'read', variant: 'one', at: null, statement: '', analyzed: true, root: node('Seq Scan') }],
    });
    expect(exact).toMatchObject([{ state: 'broken', alarm: true, again: null, key: null }]);
  });
});
