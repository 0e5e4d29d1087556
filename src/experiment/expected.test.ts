import { expect, test } from 'vitest';
import { around, comparisonOf, optimizationWith } from '../testing/judged-comparisons.ts';
import { foundSizes } from './expected.ts';
import type { At, Comparison, Expected, OptimizationRecord } from './record.ts';

const one = { candidate: 'one', metric: 'read.p50' } as const;
const find = (expected: Expected[], comparisons: Comparison[], more: Partial<OptimizationRecord> = {}) =>
  foundSizes({ optimizations: [optimizationWith([], { expected, ...more })], comparisons });
const offs = (...all: Parameters<typeof find>) => find(...all).map(({ off }) => off);

const thrice = comparisonOf(around(-Math.log(3)));

test('how many times larger or smaller than expected, whichever way it was expected', () => {
  expect(offs([{ ...one, timesBetter: 3 }], [thrice])[0]).toBeCloseTo(1, 12);
  expect(offs([{ ...one, timesBetter: 12 }], [thrice])[0]).toBeCloseTo(4, 12);
  expect(offs([{ ...one, timesBetter: 1.5 }], [thrice])[0]).toBeCloseTo(2, 12);
  // Three times better was expected to be twice worse.
  expect(offs([{ ...one, timesWorse: 2 }], [thrice])[0]).toBeCloseTo(6, 12);
});

test('at one value of a sweep, or at each', () => {
  const at = (value: number): At => ({ over: 'rows', value });
  const both = [comparisonOf(around(-Math.log(2)), { at: at(10) }), comparisonOf(around(-Math.log(8)), { at: at(100) })];
  expect(offs([{ ...one, at: 100, timesBetter: 4 }], both)).toEqual([expect.closeTo(2, 12)]);
  expect(offs([{ ...one, timesBetter: 2 }], both)).toEqual([expect.closeTo(1, 12), expect.closeTo(4, 12)]);
});

test('of a reading it is exact, and of a score it is the score', () => {
  const size = { name: 'bytes', unit: 'bytes', better: 'lower', at: null, baseline: 100 } as const;
  const readings = [{ ...size, values: [{ variant: 'one', value: 25 }] }];
  const [bytes] = find([{ candidate: 'one', metric: 'bytes', timesBetter: 2 }], [], { readings });
  expect(bytes).toMatchObject({ exact: true, off: 2 });
  const recall = { name: 'recall', unit: 'ratio', better: 'higher', atLeast: null, baseline: 1, candidate: 0.5 } as const;
  const scored = { ...thrice, answers: { ...thrice.answers, scores: [recall] } };
  expect(find([{ candidate: 'one', metric: 'read.recall', value: 0.9 }], [scored])).toMatchObject([
    { exact: true, off: expect.closeTo(1.8, 12), found: { estimate: 0.5 } },
  ]);
});

test('what was not measured is not off', () => {
  expect(find([{ ...one, timesBetter: 3 }], [])).toMatchObject([{ found: null, off: null }]);
  expect(find([{ candidate: 'two', metric: 'read.p50', timesBetter: 3 }], [thrice])).toMatchObject([{ found: null, off: null }]);
});
