/** The golden values below are part of every record: a change of the generator is a change of the data set. */
import { expect, test } from 'vitest';
import { coins, draw, hash, streamOf } from './random.ts';

test('the hash gives the values that records were made with', () => {
  expect([hash(42, 1, 1, 0), hash(42, 1, 1, 1), hash(42, 1, 2, 0), hash(42, 2, 1, 0), hash(43, 1, 1, 0)]).toEqual([
    3295750135, 400345557, 492079902, 3748172588, 3812060579,
  ]);
  expect(streamOf('users')).toBe(1585235219);
});

test('a coin gives the same sequence for the same seed and stream, and another for another', () => {
  const flips = (seed: number, stream: string): string => {
    const coin = coins(seed, stream);
    return Array.from({ length: 24 }, () => (coin() ? 'C' : 'B')).join('');
  };
  expect(flips(7, 'slices')).toBe('BCBCBCCBBBBCBCCBCBBBCBBB');
  expect(flips(7, 'other')).not.toBe(flips(7, 'slices'));
  expect(flips(8, 'slices')).not.toBe(flips(7, 'slices'));
});

test('a coin is fair', () => {
  const coin = coins(1, 'fair');
  const heads = Array.from({ length: 10_000 }, coin).filter(Boolean).length;
  expect(heads).toBeGreaterThan(4_800);
  expect(heads).toBeLessThan(5_200);
});

test('one changed bit of the ordinal changes half of the hash', () => {
  let changed = 0;
  const samples = 2_000;
  for (let i = 0; i < samples; i += 1) {
    const difference = hash(42, 1, i, 0) ^ hash(42, 1, i ^ (1 << (i % 20)), 0);
    changed += ones(difference);
  }
  expect(changed / samples).toBeGreaterThan(15.5);
  expect(changed / samples).toBeLessThan(16.5);
});

const ones = (word: number): number => (word >>> 0).toString(2).replaceAll('0', '').length;

test('neighbouring ordinals share no draws', () => {
  const words = new Set<number>();
  for (let ordinal = 1; ordinal <= 1_000; ordinal += 1) {
    const d = draw(42, 1, ordinal);
    for (let i = 0; i < 10; i += 1) words.add(d.word());
  }
  expect(words.size).toBeGreaterThan(9_990);
});

test('draws fill their range and stay within it', () => {
  const seen = new Set<number>();
  for (let ordinal = 0; ordinal < 1_000; ordinal += 1) seen.add(draw(1, 2, ordinal).between(3, 7));
  expect([...seen].sort()).toEqual([3, 4, 5, 6, 7]);
});

test('an exponential draw has the mean that was asked for', () => {
  let sum = 0;
  for (let ordinal = 0; ordinal < 20_000; ordinal += 1) sum += draw(5, 6, ordinal).exponential(7);
  expect(sum / 20_000).toBeCloseTo(7, 0);
});

test('nothing can be picked from an empty list', () => {
  expect(() => draw(1, 1, 1).pick([])).toThrow('empty list');
});
