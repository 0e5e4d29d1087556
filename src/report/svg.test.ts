import { expect, test } from 'vitest';
import { fullAxis, nearAxis } from './scale.ts';
import { dotsPath, linePath, percent, xy } from './svg.ts';

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  'a coordinate of %s throws instead of losing a line',
  (value) => {
    expect(() => xy(value)).toThrow('finite');
    expect(() => percent(value)).toThrow('finite');
    expect(() => linePath([[0, value]])).toThrow('finite');
  },
);
test('paths are short and to a tenth', () => {
  expect(
    linePath([
      [0, 1.26],
      [2, -0.01],
    ]),
  ).toBe('M0 1.3L2 0');
  expect(
    dotsPath([
      [1, 2],
      [3, 4],
    ]),
  ).toBe('M1 2h0M3 4h0');
});
const effect = (estimate: number, low = estimate, high = estimate) => ({
  times: { estimate, low, high, confidence: 0.99 },
  conclusive: true,
});
test('the axis holds every conclusive interval and always 1×', () => {
  const axis = fullAxis([effect(700, 670, 740), effect(0.31, 0.29, 0.33)]);
  for (const value of [0.29, 1, 740]) expect(axis.holds(value)).toBe(true);
  expect(axis.ticks.map((tick) => tick.text)).toContain('1×');
});
test('a wide undecided interval takes no room from the others', () => {
  const axis = fullAxis([effect(2), { times: { estimate: 1, low: 0.001, high: 900, confidence: 0.99 }, conclusive: false }]);
  expect(axis.holds(900)).toBe(false);
  expect(axis.place(900)).toBe(100);
});
test('a short axis has 1-2-5 steps, a long one powers of ten, a very long one fewer', () => {
  const texts = (...ends: number[]) =>
    fullAxis(ends.map((end) => effect(end))).ticks.map((tick) => tick.text.replace('\u202f', ' '));
  expect(texts(5)).toEqual(['½×', '1×', '2×', '5×']);
  expect(texts(700)).toEqual(['1×', '10×', '100×', '1 000×']);
  expect(texts(1e9).length).toBeLessThanOrEqual(6);
});
test('near 1× both sides are equally wide', () => {
  const axis = nearAxis();
  expect(axis.place(1)).toBeCloseTo(50, 9);
  expect(axis.place(1.05) + axis.place(1 / 1.05)).toBeCloseTo(100, 9);
});
