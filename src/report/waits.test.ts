import { expect, test } from 'vitest';
import { waitsText } from './waits.ts';

const lock = (on: string, stops: 'writers' | 'everybody', ms: number) => ({ on, mode: 'aLock', stops, ms });
const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

test.each([
  [[], ''],
  [[lock('transactions', 'writers', 1_550)], 'writers of transactions wait up to 1.55 s'],
  // Two indexes, one after the other: their times add up.
  [[lock('logs', 'writers', 1_000), lock('logs', 'writers', 500)], 'writers of logs wait up to 1.50 s'],
  // One statement that locks both holds both at once.
  [[lock('logs', 'everybody', 30), lock('users', 'everybody', 30)], 'all who use logs and users wait up to 30.0 ms'],
  [['a', 'b', 'c'].map((name) => lock(name, 'everybody', 30)), 'all who use 3 tables wait up to 30.0 ms'],
  [
    [lock('logs', 'writers', 200), lock('logs', 'everybody', 5)],
    'all who use logs wait up to 5.00 ms, writers of logs wait up to 200 ms',
  ],
] as const)('%j reads: %s', (locks, text) => {
  expect(spaced(waitsText({ locks: [...locks] }))).toBe(text);
});

test('a record that tells of no locks says nothing', () => {
  expect(waitsText({})).toBe('');
});
