import { expect, test } from 'vitest';
import { oneSided } from './one-sided.ts';

const times = (count: number, effect: number): number[] => Array.from({ length: count }, () => effect);

test('eleven of eleven on one side are no chance, ten of ten might be', () => {
  expect(oneSided(times(11, 0.01))).toMatchObject({ above: 11, below: 0, suspect: true });
  expect(oneSided(times(11, -0.01))).toMatchObject({ above: 0, below: 11, suspect: true });
  expect(oneSided(times(10, 0.01)).suspect).toBe(false);
  expect(oneSided(times(10, 0.01)).p).toBeCloseTo(2 / 1024, 12);
});

test('a fair count is none; of many a smaller share is enough', () => {
  expect(oneSided([...times(5, 0.01), ...times(5, -0.01)]).p).toBe(1);
  expect(oneSided([...times(120, 0.01), ...times(80, -0.01)]).p).toBeCloseTo(0.00568, 4);
  expect(oneSided([...times(130, 0.01), ...times(70, -0.01)]).suspect).toBe(true);
});

test('nothing, and what lies on neither side', () => {
  expect(oneSided([])).toEqual({ above: 0, below: 0, p: 1, suspect: false });
  expect(oneSided([0, 0])).toMatchObject({ above: 0, below: 0, suspect: false });
});
