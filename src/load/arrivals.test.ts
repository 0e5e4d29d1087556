import fc from 'fast-check';
import { expect, test } from 'vitest';
import { draw } from '../random.ts';
import { poissonArrivals } from './arrivals.ts';

/** Draws whose gaps are so many mean gaps long. */
const gaps = (...lengths: readonly number[]) => {
  let next = 0;
  return () => 1 - Math.exp(-(lengths[next++] ?? Number.POSITIVE_INFINITY));
};
const seeded = (seed: number, perSecond = 500, seconds = 5) => {
  const draws = draw(seed, 0, 0);
  return poissonArrivals({ perSecond, durationNs: seconds * 1e9, uniform: () => draws.next() });
};
const rounded = (due: Float64Array) => [...due].map((ns) => Math.round(ns));

test('1000 a second, gaps of one mean each: 1 ms apart from the start on', () => {
  expect(rounded(poissonArrivals({ perSecond: 1_000, durationNs: 4e6, uniform: gaps(1, 1, 1, 1.001) }))).toEqual([1e6, 2e6, 3e6]);
});
test('each gap begins where the last one ended: 100 a second, half a mean, two means, one and a half', () => {
  expect(rounded(poissonArrivals({ perSecond: 100, durationNs: 1e9, uniform: gaps(0.5, 2, 1.5) }))).toEqual([5e6, 25e6, 40e6]);
});
test('two arrivals may be due at once', () => {
  expect(rounded(poissonArrivals({ perSecond: 10, durationNs: 1e9, uniform: gaps(1, 0, 3) }))).toEqual([100e6, 100e6, 400e6]);
});
test('an arrival at the very end is none, nor is one after a gap longer than the window', () => {
  expect(rounded(poissonArrivals({ perSecond: 1, durationNs: 1e9, uniform: gaps(2) }))).toEqual([]);
});
test('the same seed gives the same arrivals, another seed others', () => {
  expect(seeded(7)).toEqual(seeded(7));
  expect(seeded(7)).not.toEqual(seeded(8));
});
test('arrivals ascend, stay in the window, and are as many as the rate says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 50, max: 5_000 }), (seed, perSecond) => {
      const due = seeded(seed, perSecond, 2);
      expect(due.every((ns, i) => ns > 0 && ns < 2e9 && ns >= (due[i - 1] ?? 0))).toBe(true);
      // Six standard deviations: one in half a thousand million by chance.
      expect(Math.abs(due.length - 2 * perSecond)).toBeLessThan(6 * Math.sqrt(2 * perSecond));
    }),
  );
});
test('gaps are as uneven as those of independent users: their spread equals their mean', () => {
  const due = seeded(1, 2_000, 20);
  const lengths = [...due].map((ns, i) => ns - (due[i - 1] ?? 0));
  const mean = lengths.reduce((sum, ns) => sum + ns, 0) / lengths.length;
  const spread = Math.sqrt(lengths.reduce((sum, ns) => sum + (ns - mean) ** 2, 0) / lengths.length);
  expect(spread / mean).toBeCloseTo(1, 1);
});
