import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kendallTau, spearmanDrift } from './rank.ts';

test('a series that only rises has 1, one that only falls has −1', () => {
  for (const of of [kendallTau, spearmanDrift]) {
    expect(of([1, 2, 3, 4])).toBe(1);
    expect(of([4, 3, 2, 1])).toBe(-1);
    expect(of([7, 7, 7])).toBe(0);
    expect(of([7])).toBe(0);
  }
});

test('values worked out by hand: one swapped pair of four, and a tie', () => {
  expect(kendallTau([1, 3, 2, 4])).toBeCloseTo(4 / 6, 12);
  expect(spearmanDrift([1, 3, 2, 4])).toBeCloseTo(0.8, 12);
  expect(kendallTau([1, 1, 2])).toBeCloseTo(2 / Math.sqrt(6), 12);
  expect(spearmanDrift([1, 1, 2])).toBeCloseTo(Math.sqrt(3) / 2, 12);
});

test('a change of sign changes the sign alone, and a rising function changes nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 12 }), (values) => {
      for (const of of [kendallTau, spearmanDrift]) {
        expect(of(values.map((x) => -x))).toBeCloseTo(-of(values), 12);
        expect(of(values.map((x) => x ** 3 + 1))).toBeCloseTo(of(values), 12);
      }
    }),
  );
});
