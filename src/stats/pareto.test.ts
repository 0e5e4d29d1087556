import { expect, test } from 'vitest';
import { dominatorOf, frontOf, type Way } from './pareto.ts';

const way = (name: string, quality: number, cost: number): Way => ({ name, quality, cost });
const exact = way('exact', 1, 100);
const good = way('good', 0.95, 10);
const poor = way('poor', 0.9, 12);
const quick = way('quick', 0.7, 2);
const ALL = [quick, poor, exact, good];

test('a way that another beats in both figures is dominated by it', () => {
  expect(dominatorOf(poor, ALL)).toBe(good);
  for (const one of [exact, good, quick]) expect(dominatorOf(one, ALL)).toBeNull();
});

test('the front goes from the best quality to the least cost', () => {
  expect(frontOf(ALL).map(({ name }) => name)).toEqual(['exact', 'good', 'quick']);
});

test('equal ways do not dominate each other; equal quality at less cost does', () => {
  expect(frontOf([good, { ...good, name: 'twin' }])).toHaveLength(2);
  expect(dominatorOf(way('dear', 0.95, 11), ALL)).toBe(good);
});
