import { expect, test } from 'vitest';
import { medianOfSorted, percentile, supports } from './percentile.ts';

test('nearest rank', () => {
  const hundred = Float64Array.from({ length: 100 }, (_, i) => i + 1);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.9)).toBe(90);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile(new Float64Array(), 0.5)).toBeNaN();
});

test('a median of an even count lies between the middle two', () => {
  expect(medianOfSorted(Float64Array.from([1, 2, 3, 10]))).toBe(2.5);
});

test('a percentile needs ten calls beyond it', () => {
  expect([supports(19, 0.5), supports(20, 0.5)]).toEqual([false, true]);
  expect([supports(999, 0.99), supports(1_000, 0.99)]).toEqual([false, true]);
  expect([supports(9_999, 0.999), supports(10_000, 0.999)]).toEqual([false, true]);
});
