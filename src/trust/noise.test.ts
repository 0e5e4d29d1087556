import { expect, test } from 'vitest';
import { comparisonOf } from '../testing/judged-comparisons.ts';
import { bandsOf } from './noise.ts';

/** Equal variants whose sessions lie around an effect. */
const around = (centre: number) => comparisonOf([-2, -1, 0, 0, 1, 2].map((step) => centre + step / 1_000));
const bandOf = (centres: readonly number[], metric = 'p50') =>
  bandsOf('redis', centres.map(around)).find((band) => band.metric === metric);

test('how far apart equal variants were told to be: the middle, the largest, and where the next one falls', () => {
  const band = bandOf([0.01, -0.02, 0.03]);
  expect(band).toMatchObject({ store: 'redis', comparisons: 3 });
  expect(band?.median).toBeCloseTo(Math.expm1(0.02), 10);
  expect(band?.largest).toBeCloseTo(Math.expm1(0.03), 10);
  // Root of the mean square 0.021602, t(3) 3.182446, √(4/3).
  expect(band?.next).toBeCloseTo(Math.expm1(0.0216025 * 3.182446 * 1.1547005), 5);
  expect(band?.sessionSd).toBeCloseTo(Math.expm1(Math.sqrt(10 / 5) / 1_000), 8);
});

test('what was told apart is counted, for the metric that decides alone', () => {
  expect(bandOf([0.05, 0, -0.05])?.flagged).toBe(2);
  expect(bandOf([0.05, 0, -0.05], 'p90')?.flagged).toBeNull();
});

test('two comparisons say nothing of the next, and a metric that no session had is left out', () => {
  expect(bandOf([0.01, 0.02])?.next).toBeNull();
  expect(bandOf([0.01], 'p99')).toBeUndefined();
});

test('eleven on one side make the harness suspect', () => {
  expect(bandOf(Array.from({ length: 11 }, () => 0.004))?.sides.suspect).toBe(true);
  expect(bandOf([0.004, -0.004, 0.003, -0.003])?.sides.suspect).toBe(false);
});
