import { expect, test } from 'vitest';
import { fitsCache, sharedBuffersMib } from './cache.ts';

const GIB = 2 ** 30;

test('the cache holds the lanes one and a half times, within a quarter of the memory', () => {
  expect(sharedBuffersMib(1 * GIB, 24 * GIB)).toBe(1_536);
  expect(sharedBuffersMib(0, 24 * GIB)).toBe(256);
  expect(sharedBuffersMib(10 * GIB, 24 * GIB)).toBe(6 * 1_024);
  expect(sharedBuffersMib(1 * GIB, 512 * 2 ** 20)).toBe(128);
});

test('lanes that do not fit are told apart from those that do', () => {
  expect([fitsCache(4 * GIB, 24 * GIB), fitsCache(5 * GIB, 24 * GIB)]).toEqual([true, false]);
});
