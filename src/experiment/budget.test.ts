import { expect, test } from 'vitest';
import { secondsLeft } from './budget.ts';

/** A run of 250 s in which ten comparisons of 5 s are still to come after this one, which began at second 20. */
const base = {
  ...{ runSeconds: 250, laterSeconds: 50, later: 10, comparisonSeconds: 60, leastSeconds: 5 },
  ...{ elapsedSeconds: 20, comparisonElapsedSeconds: 0 },
};

test('a comparison may take its least and three times its part of what nobody needs', () => {
  // 250 − 20 − 50 − 5 = 175 s of slack, of which 3 ÷ 11.
  expect(secondsLeft(base)).toBeCloseTo(5 + (175 * 3) / 11, 10);
  expect(secondsLeft({ ...base, elapsedSeconds: 30, comparisonElapsedSeconds: 10 })).toBeCloseTo(5 + (175 * 3) / 11 - 10, 10);
});

test('of many, each may take a quarter at the most; the last one all that is left', () => {
  expect(secondsLeft({ ...base, later: 100 })).toBeCloseTo(5 + 175 / 4, 10);
  expect(secondsLeft({ ...base, later: 0, laterSeconds: 0, elapsedSeconds: 220 })).toBe(30);
});

test('never more than one comparison may take', () => {
  expect(secondsLeft({ ...base, comparisonSeconds: 30, comparisonElapsedSeconds: 4, elapsedSeconds: 24 })).toBe(26);
});

test('what later ones need at the least stays theirs', () => {
  expect(secondsLeft({ ...base, elapsedSeconds: 198, comparisonElapsedSeconds: 3 })).toBe(2);
  expect(secondsLeft({ ...base, elapsedSeconds: 205, comparisonElapsedSeconds: 5 })).toBe(-5);
});

test('a run without a budget is bounded by the comparison alone', () => {
  const unbounded = { ...base, runSeconds: Number.POSITIVE_INFINITY, comparisonSeconds: 150 };
  expect(secondsLeft(unbounded)).toBe(150);
});
