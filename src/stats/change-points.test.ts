import { expect, test } from 'vitest';
import { draw } from '../random.ts';
import { changePoints, strongest } from './change-points.ts';

/** Nights that scatter by one percent around a level. */
const nights = (count: number, level: number, seed: number): number[] => {
  const numbers = draw(seed, 1, 0);
  return Array.from({ length: count }, () => level * (1 + 0.01 * (numbers.next() + numbers.next() + numbers.next() - 1.5)));
};

test('the energy distance of two values and two others, by hand', () => {
  // Between: |0-4|, |0-6|, |2-4|, |2-6| have the mean 4; within: 2 and 2. 2·2÷4 · (8 − 2 − 2) = 4.
  expect(strongest([0, 2, 4, 6], 2)).toEqual({ at: 2, strength: 4 });
  expect(strongest([1, 2, 3], 2)).toBeNull();
});

test('a step of three percent in the middle of forty nights is found at its night', () => {
  const [found, ...more] = changePoints([...nights(27, 1, 3), ...nights(13, 1.03, 4)]);
  expect(found?.at).toBe(27);
  expect(found?.p).toBeLessThanOrEqual(0.01);
  expect(more).toEqual([]);
});

test('two steps are two points', () => {
  const series = [...nights(15, 1, 5), ...nights(15, 1.05, 6), ...nights(15, 0.97, 7)];
  expect(changePoints(series).map(({ at }) => at)).toEqual([15, 30]);
});

test('of forty flat series hardly one is said to shift', () => {
  const alarms = Array.from({ length: 40 }, (_, i) => changePoints(nights(30, 1, 100 + i))).filter(({ length }) => length > 0);
  expect(alarms.length).toBeLessThanOrEqual(2);
});

test('one bad night is no shift', () => {
  const series = nights(30, 1, 9).map((value, i) => (i === 20 ? value * 1.5 : value));
  expect(changePoints(series)).toEqual([]);
});
