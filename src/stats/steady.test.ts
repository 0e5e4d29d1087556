import { expect, test } from 'vitest';
import { isSteady, settlingOf } from './steady.ts';

/** A wave without a trend, 0.4 % high. */
const wave = (n: number, level = 0): number[] => Array.from({ length: n }, (_, i) => level + Math.sin(i * 2.4) * 0.004);

test('a level that only trembles is steady, once there are twenty slices', () => {
  expect(isSteady(wave(19))).toBe(false);
  expect(isSteady(wave(20))).toBe(true);
  expect(settlingOf(wave(20))).toBe('flat');
});

test('a level that still falls is not', () => {
  expect(isSteady(Array.from({ length: 20 }, (_, i) => -0.01 * i))).toBe(false);
});

test('a step of three percent between the windows is not', () => {
  expect(isSteady([...wave(10), ...wave(10, 0.03)])).toBe(false);
});

test('a slow creep that stays below the step is told by its trend', () => {
  expect(isSteady(Array.from({ length: 20 }, (_, i) => -0.0015 * i))).toBe(false);
});

test('how it settled: it fell, it rose, or it stood', () => {
  expect(settlingOf([...wave(20, 0.5), ...wave(20)])).toBe('warmup');
  expect(settlingOf([...wave(20), ...wave(20, 0.2)])).toBe('slowdown');
  expect(settlingOf(wave(60))).toBe('flat');
});
