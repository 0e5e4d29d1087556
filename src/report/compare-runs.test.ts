import { expect, test } from 'vitest';
import { callsComparison, FOREIGN_KEY } from '../testing/sample-comparisons.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { changeBetween, compareRuns } from './compare-runs.ts';

const times = (estimate: number, half: number) => ({
  ...{ estimate, low: estimate * Math.exp(-half), high: estimate * Math.exp(half), confidence: 0.99 },
});
const ran = (...of: readonly (readonly [bench: string, ratio: number])[]) =>
  sampleRecord({
    comparisons: of.map(([bench, ratio]) =>
      callsComparison({ ...FOREIGN_KEY, bench, description: 'D', variant: 'v', ratio, baselineNs: 1e6, verdict: 'better' }),
    ),
  });

test('half-widths add as squares', () => {
  const { ratio, low, high } = changeBetween(times(2, 0.03), times(3, 0.04));
  expect(ratio).toBeCloseTo(1.5, 12);
  expect(low).toBeCloseTo(1.5 * Math.exp(-0.05), 12);
  expect(high).toBeCloseTo(1.5 * Math.exp(0.05), 12);
});

test('a change is told when its interval leaves no change out', () => {
  const { rows } = compareRuns(ran(['a', 0.5], ['b', 0.5], ['c', 0.5]), ran(['a', 0.25], ['b', 0.5], ['c', 0.6]));
  expect(rows.map(({ says }) => says)).toEqual(['more', 'no change seen', 'less']);
});

test('what is new and what is gone', () => {
  const { rows, added, removed } = compareRuns(ran(['a', 0.5], ['b', 0.5]), ran(['b', 0.5], ['c', 0.5]));
  expect([rows, added, removed].map(({ length }) => length)).toEqual([1, 1, 1]);
  expect([added[0], removed[0]].map((key) => key?.split(' ')[1])).toEqual(['c', 'a']);
});
