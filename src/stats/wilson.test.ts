import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilson } from './wilson.ts';

test.each([
  [0, 10, 0, 0.2775328],
  [1, 10, 0.0178762, 0.40415],
  [5, 10, 0.2365931, 0.7634069],
  [10, 10, 0.7224672, 1],
  [3, 1_000, 0.0010208, 0.008783],
  [0, 4_000, 0, 0.0009594],
])('%i of %i lies between %d and %d', (part, whole, low, high) => {
  const share = wilson(part, whole);
  expect(share?.rate).toBe(part / whole);
  expect(share?.low).toBeCloseTo(low, 7);
  expect(share?.high).toBeCloseTo(high, 7);
});

test('of nothing there is no share', () => expect(wilson(0, 0)).toBeNull());

test('the interval holds the share, stays between none and all, and mirrors', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 1, noNaN: true }), (whole, part) => {
      const failed = Math.floor(part * whole);
      const [share, mirror] = [wilson(failed, whole), wilson(whole - failed, whole)];
      expect(share?.low).toBeGreaterThanOrEqual(0);
      expect(share?.low).toBeLessThanOrEqual(share?.rate ?? -1);
      expect(share?.high).toBeGreaterThanOrEqual(share?.rate ?? 2);
      expect(share?.high).toBeLessThanOrEqual(1);
      expect(1 - (mirror?.high ?? 0)).toBeCloseTo(share?.low ?? -1, 9);
    }),
  );
});
