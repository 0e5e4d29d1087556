import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enclosed, leastCalls, medianOfSorted, PERCENTILES, percentile, supports } from './percentile.ts';

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

test('so many calls are the fewest that support it', () => {
  for (const [q, calls] of [
    [PERCENTILES.p50, 20],
    [PERCENTILES.p90, 100],
    [PERCENTILES.p99, 1_000],
    [PERCENTILES.p999, 10_000],
  ] as const) {
    expect(leastCalls(q)).toBe(calls);
    expect([supports(calls - 1, q), supports(calls, q)]).toEqual([false, true]);
  }
});

const ranks = (calls: number, q: number) => enclosed(calls, q, (rank) => rank);

test('a percentile stands with the samples between which it lies with 95 %', () => {
  expect(ranks(1_000, 0.99)).toEqual({ value: 990, low: 983, high: 997 });
  expect(ranks(20, 0.5)).toEqual({ value: 10, low: 6, high: 15 });
});
test('below its fewest calls a percentile has neither value nor interval', () => {
  expect([ranks(999, 0.99), ranks(19, 0.5), ranks(0, 0.5)]).toEqual([null, null, null]);
});
test('whatever keeps the order of the samples keeps the ranks', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 1, max: 1e9, noNaN: true }), { minLength: 20, maxLength: 300 }), (values) => {
      const sorted = Float64Array.from(values).sort();
      const at = (rank: number) => sorted[rank - 1] ?? Number.NaN;
      const plain = enclosed(sorted.length, 0.5, at);
      const logs = enclosed(sorted.length, 0.5, (rank) => Math.log(at(rank)));
      expect(logs).toEqual(plain && { value: Math.log(plain.value), low: Math.log(plain.low), high: Math.log(plain.high) });
      expect(plain?.value).toBe(percentile(sorted, 0.5));
    }),
  );
});
