// Ranks against the exact binomial distribution, computed once in rational numbers.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { percentileRanks } from './order-statistics.ts';

/** [n, q, low, high]: the 2.5 % and 97.5 % quantiles of the binomial distribution, the latter plus one. */
const GOLDEN: readonly (readonly [number, number, number, number])[] = [
  [6, 0.5, 1, 6],
  [20, 0.5, 6, 15],
  [36, 0.9, 29, 36],
  [100, 0.9, 84, 96],
  [368, 0.99, 360, 368],
  [1_000, 0.5, 469, 532],
  [1_000, 0.9, 881, 919],
  [1_000, 0.99, 983, 997],
  [3_688, 0.999, 3_680, 3_688],
  [10_000, 0.5, 4_902, 5_099],
  [10_000, 0.9, 8_941, 9_059],
  [10_000, 0.99, 9_880, 9_920],
  [10_000, 0.999, 9_983, 9_997],
  [12_345, 0.99, 12_199, 12_244],
  [100_000, 0.999, 99_880, 99_920],
  [250_000, 0.9, 224_706, 225_295],
  [1_000_000, 0.5, 499_020, 500_981],
];

test.each(GOLDEN)('of %i samples, percentile %d lies between ranks %i and %i', (n, q, low, high) => {
  expect(percentileRanks(n, q)).toEqual({ low, high });
});

test('one sample fewer than an interval needs, and there is none', () => {
  const short = [
    [5, 0.5],
    [35, 0.9],
    [367, 0.99],
    [3_687, 0.999],
    [0, 0.5],
  ] as const;
  expect(short.map(([n, q]) => percentileRanks(n, q))).toEqual([null, null, null, null, null]);
});

/** The chance that fewer than k of n samples lie below the percentile, by summing up. */
function chanceBelow(k: number, n: number, q: number): number {
  let [term, sum] = [(1 - q) ** n, 0];
  for (let i = 0; i < k; i += 1) {
    sum += term;
    term *= ((n - i) / (i + 1)) * (q / (1 - q));
  }
  return sum;
}

test('the ranks enclose the percentile with 95 % or more, and lie on either side of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 6, max: 200 }), fc.integer({ min: 50, max: 90 }), (n, percent) => {
      const q = percent / 100;
      const ranks = percentileRanks(n, q);
      if (ranks === null) return;
      expect(chanceBelow(ranks.high, n, q) - chanceBelow(ranks.low, n, q)).toBeGreaterThanOrEqual(0.95 - 1e-9);
      expect(ranks.low).toBeLessThanOrEqual(Math.ceil(q * n));
      expect(ranks.high).toBeGreaterThan(q * n);
    }),
  );
});
test('a percentile and its mirror image have mirrored ranks', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20, max: 100_000 }), (n) => {
      const [lower, upper] = [percentileRanks(n, 0.25), percentileRanks(n, 0.75)];
      expect(lower && { low: n + 1 - lower.high, high: n + 1 - lower.low }).toEqual(upper);
    }),
  );
});
