import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hodgesLehmann, median } from './hodges-lehmann.ts';

const values = [0.01, 0.03, -0.005, 0.02, 0.04, 0.015, 0.03, 0.025, -0.01, 0.02, 0.05, 0.01];
const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 });

test('twelve known differences have the centre 0.02', () => {
  expect(hodgesLehmann(values)).toBeCloseTo(0.02, 12);
});

test('one value is its own centre, and none has no centre', () => {
  expect(hodgesLehmann([0.3])).toBe(0.3);
  expect(hodgesLehmann([])).toBeNaN();
});

test('turning every sign turns the centre', () => {
  fc.assert(
    fc.property(numbers, (list) => {
      expect(hodgesLehmann(list.map((x) => -x)) + hodgesLehmann(list)).toBeCloseTo(0, 12);
    }),
  );
});

test('a shift of every value is a shift of the centre', () => {
  fc.assert(
    fc.property(numbers, (list) => {
      expect(hodgesLehmann(list.map((x) => x + 1))).toBeCloseTo(hodgesLehmann(list) + 1, 12);
    }),
  );
});

test('one value of a thousand among twenty hardly moves it', () => {
  const list = Array.from({ length: 20 }, (_, i) => i / 1000);
  expect(Math.abs(hodgesLehmann([...list.slice(1), 1000]) - hodgesLehmann(list))).toBeLessThan(0.002);
});

test('of many values an even part is taken', () => {
  expect(hodgesLehmann(Array.from({ length: 5001 }, (_, i) => i))).toBeCloseTo(2495, -1);
});

test('the median of an even count lies between the middle two', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([3, 1, 2])).toBe(2);
});
