import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mannWhitneyCounts, shiftOf } from './shift.ts';

test('the null distribution of two samples of two and three, counted by hand', () => {
  expect(mannWhitneyCounts(2, 2)).toEqual([1, 1, 2, 1, 1]);
  expect(mannWhitneyCounts(2, 3)).toEqual([1, 1, 2, 2, 2, 1, 1]);
  expect(mannWhitneyCounts(10, 10).reduce((a, b) => a + b, 0)).toBe(184_756);
});

test('of ten against ten at 95 % the interval is from the 24th difference to the 77th: the tables give 23 as critical value', () => {
  const first = Array.from({ length: 10 }, (_, i) => i * 0.01);
  const second = first.map((x) => x + 0.5);
  const differences = second.flatMap((y) => first.map((x) => y - x)).sort((a, b) => a - b);
  const { shift, low, high } = shiftOf(first, second, 0.05);
  expect(shift).toBeCloseTo(0.5, 12);
  expect(low).toBe(differences[23]);
  expect(high).toBe(differences[76]);
});

test('three against three cannot have a 95 % interval', () => {
  expect(shiftOf([1, 2, 3], [1, 2, 3], 0.05)).toEqual({
    shift: 0,
    low: Number.NEGATIVE_INFINITY,
    high: Number.POSITIVE_INFINITY,
  });
});

test('what is added to the second sample is added to shift and interval', () => {
  const sample = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(sample, sample, fc.integer({ min: -20, max: 20 }), (first, second, more) => {
      const plain = shiftOf(first, second, 0.05);
      const moved = shiftOf(
        first,
        second.map((x) => x + more),
        0.05,
      );
      expect(moved).toEqual({ shift: plain.shift + more, low: plain.low + more, high: plain.high + more });
    }),
  );
});
