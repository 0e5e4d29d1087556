import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holm } from './holm.ts';

const close = (values: readonly number[]) => values.map((p) => expect.closeTo(p, 12));
const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 });

test('the known vector, in whatever order it comes', () => {
  expect(holm([0.01, 0.02, 0.03, 0.5])).toEqual(close([0.04, 0.06, 0.06, 0.5]));
  expect(holm([0.5, 0.03, 0.01, 0.02])).toEqual(close([0.5, 0.06, 0.04, 0.06]));
});

test('none, one, and values that would pass one', () => {
  expect(holm([])).toEqual([]);
  expect(holm([0.04])).toEqual([0.04]);
  expect(holm([0.4, 0.6])).toEqual([0.8, 0.8]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
});

test('no value becomes smaller, and the order among them stays', () => {
  fc.assert(
    fc.property(ps, (values) => {
      const adjusted = holm(values);
      for (const [i, p] of values.entries()) {
        expect(adjusted[i]).toBeGreaterThanOrEqual(p);
        expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, p * values.length));
        for (const [j, other] of values.entries()) if (p < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0);
      }
    }),
  );
});
