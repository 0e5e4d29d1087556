import { describe, expect, test } from 'vitest';
import { comparisonOf, optimizationWith } from '../testing/judged-comparisons.ts';
import { judgeClaims } from './claims.ts';
import { figureOf, summaryOf } from './drill-figures.ts';
import { type DrillEvidence, drillEvidence } from './drill-record.ts';
import type { Claim } from './record.ts';

const repeat = (variant: 'baseline' | 'candidate', outageMs: number | null, lost: number | null = 0) => ({
  ...{ variant, outageMs, quietMs: 10, maxMs: 50, errorClasses: [], eventMs: 1, eventError: null, acknowledged: 100, lost },
  counts: { due: 120, answered: 100, failed: 12, timedOut: 5, dropped: 3 },
  steps: [{ atMs: 0, due: 10, answered: 10, p50Ns: 1e6, maxNs: 2e6 }],
});
const evidenceOf = (outages: readonly (number | null)[]): DrillEvidence =>
  drillEvidence.parse({
    ...{ shape: 'drill', event: 'redis is killed', perSecond: 500, clients: 16, beforeMs: 1_000, afterMs: 2_000, stepMs: 100 },
    repeats: outages.flatMap((outage) => [repeat('baseline', 20), repeat('candidate', outage)]),
  });

describe('the figures of a drill', () => {
  test('errors are all calls that had no answer', () => {
    expect(figureOf(repeat('candidate', 1), 'errors')).toBe(20);
  });
  test('duplicates are those of the first reading; a record from before they were counted does not know them', () => {
    expect(figureOf({ ...repeat('candidate', 1), duplicated: 3 }, 'duplicated')).toBe(3);
    expect(figureOf(repeat('candidate', 1), 'duplicated')).toBeNull();
  });
  test('the middle, the least and the most of the repeats, of one variant', () => {
    expect(summaryOf(evidenceOf([300, 500, 400]), 'candidate', 'outageMs')).toEqual({
      ...{ n: 3, median: 400, least: 300, most: 500, interval: null },
    });
    expect(summaryOf(evidenceOf([300]), 'baseline', 'outageMs')).toMatchObject({ n: 1, median: 20 });
  });
  test('an interval where there are enough repeats for one', () => {
    const { interval } = summaryOf(evidenceOf([1, 2, 3, 4, 5, 6]), 'candidate', 'outageMs');
    expect(interval).toMatchObject({ low: 1, high: 6 });
  });
  test('an outage without an end has no middle', () => {
    expect(summaryOf(evidenceOf([300, null, 400]), 'candidate', 'outageMs')).toEqual({
      ...{ n: 3, median: null, least: 300, most: null, interval: null },
    });
  });
});

describe('claims on a drill', () => {
  const judged = (evidence: DrillEvidence, value: { atLeast?: number; atMost?: number }, reason = 'drill: shown') => {
    const claim: Claim = { candidate: 'one', metric: 'read.outageMs', value };
    const comparison = comparisonOf([0, 0], { metric: 'outageMs', reason, evidence });
    return judgeClaims({ optimizations: [optimizationWith([claim])], comparisons: [comparison] });
  };
  const state = (outages: readonly (number | null)[], value: { atLeast?: number; atMost?: number }, reason?: string) =>
    judged(evidenceOf(outages), value, reason).map((each) => each.state);
  test('held when every repeat lies within, broken when none does', () => {
    expect(state([300, 400], { atMost: 400 })).toEqual(['held']);
    expect(state([300, 400], { atMost: 299 })).toEqual(['broken']);
    expect(state([300, 400], { atMost: 350 })).toEqual(['unproven']);
    expect(state([300, 400], { atLeast: 200, atMost: 500 })).toEqual(['held']);
  });
  test('an event that failed proves nothing, however well nobody noticed it', () => {
    const evidence = evidenceOf([300, 400]);
    const repeats = evidence.repeats.map((each, i) => (i === 1 ? { ...each, eventError: 'pg_dump failed' } : each));
    expect(judged({ ...evidence, repeats }, { atMost: 400 })).toMatchObject([
      { state: 'unproven', why: 'the event itself failed: pg_dump failed' },
    ]);
  });
  test('what was counted wrongly proves nothing', () => {
    const claim: Claim = { candidate: 'one', metric: 'read.lost', value: { atMost: 0 } };
    const drill = { metric: 'outageMs', evidence: evidenceOf([300]) } as const;
    const judged = (more: object) =>
      judgeClaims({ optimizations: [optimizationWith([claim])], comparisons: [comparisonOf([0, 0], { ...drill, ...more })] });
    expect(judged({ reason: 'drill: shown' }).map(({ state }) => state)).toEqual(['held']);
    expect(judged({ verdict: 'invalid', reason: 'recount: …' }).map(({ state, why }) => [state, why])).toEqual([
      ['unproven', 'recount: …'],
    ]);
  });
  test('what is not over proves nothing, and a smoke run neither', () => {
    expect(state([300, null], { atMost: 400 })).toEqual(['unproven']);
    expect(state([null, null], { atMost: 400 })).toEqual(['unproven']);
    expect(state([300, 400], { atMost: 400 }, 'smoke')).toEqual(['unproven']);
  });
});
