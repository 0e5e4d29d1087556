// Claims where others had the processors: the true ratio is what was found or lies further from one.
import { expect, test } from 'vitest';
import { around, comparisonOf, optimizationWith } from '../testing/judged-comparisons.ts';
import { judgeClaims } from './claims.ts';
import type { Claim, Comparison } from './record.ts';

const judge = (claim: Claim, comparisons: Comparison[]) =>
  judgeClaims({ optimizations: [optimizationWith([claim])], comparisons });
const stateOf = (claim: Claim, comparisons: Comparison[]) => judge(claim, comparisons).map(({ state }) => state);
const one = { candidate: 'one', metric: 'read.p50' } as const;

const crowded = (mean: number, foreignShare = 0.4) => {
  const comparison = comparisonOf(around(mean));
  const { evidence } = comparison;
  if (evidence.shape !== 'calls') throw new Error('not calls');
  const health = {
    ...{ level: 'red' as const, foreignShare, stealShare: 0, waitShare: 0.4, throttled: null, load1: 4 },
    pressure: { cpu: null, io: null, memory: null },
  };
  return { ...comparison, evidence: { ...evidence, sessions: evidence.sessions.map((session) => ({ ...session, health })) } };
};
const thrice = crowded(-Math.log(3));
const ABBA = { order: 'BCCB', baselineMs: [3, 3], candidateMs: [1, 1] };

test('enough is enough, and too little may be more', () => {
  expect(stateOf({ ...one, timesBetter: { atLeast: 2.8 } }, [thrice])).toEqual(['held']);
  expect(judge({ ...one, timesBetter: { atLeast: 3.2 } }, [thrice])[0]).toMatchObject({
    ...{ state: 'unproven', alarm: false, found: { estimate: expect.closeTo(3, 9) } },
    why: expect.stringMatching(/^noise: other programs/),
  });
  expect(stateOf({ ...one, timesBetter: { atLeast: 3.2 } }, [crowded(-Math.log(3), 0.2)])).toEqual(['broken']);
});

test('too much is too much, and little may be too much', () => {
  const dearer = crowded(Math.log(1.3));
  expect(stateOf({ ...one, timesWorse: { atMost: 1.2 } }, [dearer])).toEqual(['broken']);
  expect(stateOf({ ...one, timesWorse: { atMost: 1.4 } }, [dearer])).toEqual(['unproven']);
  expect(stateOf({ ...one, timesBetter: { atLeast: 2 } }, [dearer])).toEqual(['broken']);
  expect(stateOf({ ...one, timesWorse: { atMost: 1.01 } }, [thrice])).toEqual(['held']);
});

test('it is enough that they had them after the copies were exchanged', () => {
  const calm = comparisonOf(around(-Math.log(3)));
  const [{ evidence: first }, { evidence: second }] = [calm, thrice];
  if (first.shape !== 'calls') throw new Error('not calls');
  const both = { ...calm, evidence: { ...first, exchanged: second } };
  expect(stateOf({ ...one, timesBetter: { atLeast: 3.2 } }, [both])).toEqual(['unproven']);
  expect(stateOf({ ...one, timesBetter: { atLeast: 3.2 } }, [{ ...both, evidence: { ...first, exchanged: first } }])).toEqual([
    'broken',
  ]);
});

test('a long task is no exception', () => {
  const { evidence } = thrice;
  const repeats = evidence.sessions.map(({ health, effect }) => ({ ...ABBA, health, effect: effect ?? 0 }));
  const task = { ...thrice, evidence: { shape: 'task' as const, looks: [...evidence.looks], repeats, secondary: [] } };
  expect(stateOf({ ...one, timesBetter: { atLeast: 3.2 } }, [task])).toEqual(['unproven']);
  const calm = { ...task.evidence, repeats: repeats.map((repeat) => ({ ...repeat, health: null })) };
  expect(stateOf({ ...one, timesBetter: { atLeast: 3.2 } }, [{ ...task, evidence: calm }])).toEqual(['broken']);
});

test('nothing is the same, and no other figure than the median counts', () => {
  expect(stateOf({ ...one, same: true }, [{ ...crowded(0.005), verdict: 'inconclusive', reason: 'noise' }])).toEqual([
    'unproven',
  ]);
  expect(stateOf({ candidate: 'one', metric: 'read.p90', timesBetter: { atLeast: 2 } }, [thrice])).toEqual(['unproven']);
});
