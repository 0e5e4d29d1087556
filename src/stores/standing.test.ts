import { expect, test } from 'vitest';
import { amount, standing } from './standing.ts';

const lines = (count: number) => Array.from({ length: count }, (_, i) => `thing ${i + 1}`);

test('a server is empty, ours by its marker, or somebody’s', () => {
  expect(standing(false, [])).toEqual({ state: 'empty', found: [] });
  expect(standing(true, [])).toEqual({ state: 'ours', found: [] });
  expect(standing(true, ['thing 1']).state).toBe('ours');
  expect(standing(false, ['thing 1'])).toEqual({ state: 'foreign', found: ['thing 1'] });
});

test('more than fits is counted', () => {
  expect(standing(false, lines(8)).found).toEqual(lines(8));
  expect(standing(false, lines(20)).found).toEqual([...lines(7), 'and 13 more']);
});

test('amounts read as one says them', () => {
  expect([amount(1, 'key'), amount(0, 'key'), amount(40_000, 'row')]).toEqual(['1 key', '0 keys', '40,000 rows']);
});
