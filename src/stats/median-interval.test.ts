import fc from 'fast-check';
import { expect, test } from 'vitest';
import { medianInterval } from './median-interval.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

test('the ranks are those of the tables', () => {
  // At 95 %: n = 6 takes 1 and 6, n = 12 takes 3 and 10, n = 20 takes 6 and 15.
  for (const [n, low, high, confidence] of [
    [6, 1, 6, 0.96875],
    [12, 3, 10, 0.96143],
    [20, 6, 15, 0.95861],
  ] as const) {
    const found = medianInterval(upTo(n).reverse(), 0.95);
    expect(found).toMatchObject({ low, high, median: (n + 1) / 2 });
    expect(found?.confidence).toBeCloseTo(confidence, 5);
  }
});

test('five values say nothing at 95 %, and something at 90', () => {
  expect(medianInterval(upTo(5), 0.95)).toBeNull();
  expect(medianInterval(upTo(5), 0.9)).toMatchObject({ low: 1, high: 5 });
  expect(medianInterval([], 0.5)).toBeNull();
});

test('one wild value of twelve does not move it', () => {
  expect(medianInterval([...upTo(11), 1_000], 0.95)).toMatchObject({ low: 3, high: 10 });
});

test('the median lies inside, and as much is covered as was asked for', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { maxLength: 40 }), (values) => {
      const found = medianInterval(values, 0.95);
      expect(found === null).toBe(values.length < 6);
      if (found === null) return;
      expect(found.low).toBeLessThanOrEqual(found.median);
      expect(found.high).toBeGreaterThanOrEqual(found.median);
      expect(found.confidence).toBeGreaterThanOrEqual(0.95);
    }),
  );
});
