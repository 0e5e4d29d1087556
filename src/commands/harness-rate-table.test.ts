import { expect, test } from 'vitest';
import type { StoreRate } from './harness-rate.ts';
import { harnessRateText } from './harness-rate-table.ts';

const interval = { median: 0.985, low: 0.981, high: 0.9893, confidence: 0.96143 };
const postgres: StoreRate = {
  ...{ store: 'postgres', server: '15.20', driver: 'pg 8.23.1', layout: 'same', repeats: [] },
  ...{ barePerSecond: 17_935, harnessPerSecond: 17_666, ratio: 0.985, interval },
  reference: { tool: 'pgbench -S -M prepared', version: '15.20', perSecond: 30_912 },
};
const redis: StoreRate = {
  ...{ ...postgres, store: 'redis', server: '7.0.15', driver: 'ioredis 6.0.0', ratio: 0.93, interval: null },
  reference: { tool: 'redis-benchmark -t get', missing: 'it does not lie beside redis-server' },
};
const lines = (rates: readonly StoreRate[]) =>
  harnessRateText(rates, { repeats: 12, repeatMs: 500 }, 0.98)
    .replace(/[\u202f\u00a0]/g, ' ')
    .split('\n')
    .map((line) => line.replace(/ {2,}/g, '  ').trim());

test('three lines a store, and beneath them how the figures were made', () => {
  expect(lines([postgres])).toEqual([
    'store  by  calls a second  beside the bare driver  interval over repeats',
    'postgres 15.20  a loop over pg 8.23.1  17 900  1',
    'the harness  17 700  0.9850  [0.9810, 0.9893]',
    'pgbench -S -M prepared 15.20  30 900',
    '',
    '12 repeats of 500 ms in turns of 20 calls, one client, client and server on one core',
    'the median of the repeats with its 96.1 % interval; the goal is 0.98 or more: reached',
    '',
  ]);
});

test('what is not reached and what is not there is said', () => {
  const text = lines([postgres, redis]);
  expect(text.find((line) => line.includes('goal'))).toMatch(/reached with postgres alone$/);
  expect(text).toContain('the harness  17 700  0.9300  –');
  expect(text.at(-2)).toBe('– redis-benchmark -t get: it does not lie beside redis-server');
  expect(lines([redis]).find((line) => line.includes('goal'))).toMatch(/not reached here$/);
});
