import { expect, test } from 'vitest';
import { upperBound } from './upper-bound.ts';

test('what a count excludes at 95 %: golden values of the exact bound', () => {
  // One minus the n-th root of 0.05, and for more events the quantile of the beta distribution.
  expect(upperBound(0, 30)).toBeCloseTo(0.095, 4);
  expect(upperBound(0, 3)).toBeCloseTo(0.6316, 4);
  expect(upperBound(0, 400)).toBeCloseTo(0.00746, 5);
  expect(upperBound(1, 400)).toBeCloseTo(0.0118, 5);
  expect(upperBound(2, 15)).toBeCloseTo(0.3634, 4);
  expect(upperBound(8, 100)).toBeCloseTo(0.1397, 4);
});

test('where everything happened nothing is excluded', () => {
  expect(upperBound(3, 3)).toBe(1);
  expect(upperBound(0, 0)).toBe(1);
});
