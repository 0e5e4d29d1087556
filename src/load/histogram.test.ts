import { expect, test } from 'vitest';
import { draw } from '../random.ts';
import { enclosed, PERCENTILES } from '../stats/percentile.ts';
import { merged, nsHistogram } from './histogram.ts';

/** Latency-like: most near 100 µs, a tail of tens of milliseconds. */
const samples = (calls: number, seed = 1) => {
  const draws = draw(seed, 0, 0);
  return Float64Array.from({ length: calls }, () => 50_000 + draws.exponential(draws.next() < 0.02 ? 20e6 : 60_000));
};
const histogramOf = (values: Float64Array) => {
  const histogram = nsHistogram();
  for (const ns of values) histogram.record(ns);
  return histogram;
};

test('percentiles and both ends of their intervals stay within a thousandth of those of the sorted samples', () => {
  const values = samples(1_000_000);
  const shown = histogramOf(values).distribution();
  const sorted = values.sort();
  for (const name of ['p50', 'p90', 'p99', 'p999'] as const) {
    const exact = enclosed(sorted.length, PERCENTILES[name], (rank) => sorted[rank - 1] ?? Number.NaN);
    const pairs = [
      [shown[name]?.ns, exact?.value],
      [shown[name]?.lowNs, exact?.low],
      [shown[name]?.highNs, exact?.high],
    ] as const;
    for (const [ns = Number.NaN, wanted = Number.NaN] of pairs) expect(Math.abs(ns / wanted - 1)).toBeLessThanOrEqual(1e-3);
  }
  expect(shown.maxNs).toBe(Math.round(sorted.at(-1) ?? 0));
});

test('a percentile is null until so many calls support it', () => {
  const ends = [19, 20, 99, 100, 999, 1_000, 9_999, 10_000].map((calls) => {
    const { p50, p90, p99, p999 } = histogramOf(samples(calls)).distribution();
    return [p50, p90, p99, p999].filter((percentile) => percentile !== null).length;
  });
  expect(ends).toEqual([0, 1, 1, 2, 2, 3, 3, 4]);
});

test('parts merged are the whole', () => {
  const parts = [samples(700, 1), samples(5_000, 2), new Float64Array(), samples(6_000, 3)];
  const whole = histogramOf(Float64Array.from(parts.flatMap((part) => [...part])));
  const sum = merged(parts.map((part) => histogramOf(part).distribution()));
  expect(sum.distribution()).toEqual(whole.distribution());
  expect(sum.calls()).toBe(11_700);
});

test('of few calls the tool itself still knows the slowest', () => {
  const few = histogramOf(Float64Array.from([1_000, 2_000, 1_500]));
  expect([few.rawNs(0.5), few.rawNs(0.99), few.distribution().p50]).toEqual([1_500, 2_000, null]);
  expect(nsHistogram().rawNs(0.99)).toBe(0);
});

test('a time of nothing and one of hours are counted all the same', () => {
  const edge = histogramOf(Float64Array.from([0, 0.2, 3_600e9]));
  expect(edge.calls()).toBe(3);
  expect(edge.rawNs(0.01)).toBe(1);
  expect(edge.rawNs(1)).toBe(120e9);
});
