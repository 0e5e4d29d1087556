import { expect, test } from 'vitest';
import type { MicroFigures } from '../micro/figures.ts';
import { aligned, microText } from './micro-table.ts';

const run = { tinybench: '6.2.3', node: '20.20.2', rounds: 12, roundMs: 50, seed: 1 };
const interval = { median: 2_500, low: 2_400, high: 2_600, confidence: 0.96143 };
const figures: MicroFigures = {
  ...{ name: 'rows/users', unit: 'rows', per: 100, samples: 700, errors: 0, errorSample: null },
  ...{ p50Ns: 2_500, interval, spread: 0.1, p99Ns: null, perSecond: 400_000 },
};
const spaced = (text: string) => text.replace(/[\u202f\u00a0]/g, ' ').split('\n');

test('a line a bench, and beneath it how the figures were made', () => {
  const lines = spaced(microText(run, [figures], []));
  expect(lines[1]).toBe('rows/users  400 000 rows  2.50 µs    [2.40 µs, 2.60 µs]    –    10 %  700 × 100       0');
  expect(lines[3]).toBe('12 rounds of 50 ms a bench, orders of seed 1; tinybench 6.2.3, Node 20.20.2');
  expect(lines[4]).toContain('with its 96.1 % interval');
});

test('what failed and what was left out stand below, with the reason', () => {
  const none = { p50Ns: null, interval: null, spread: null, p99Ns: null, perSecond: null };
  const failed: MicroFigures = {
    ...figures,
    ...none,
    name: 'faiss/flat',
    per: 1,
    samples: 0,
    errors: 100,
    errorSample: 'no index',
  };
  const lines = spaced(microText(run, [failed], [{ name: 'faiss/hnsw', reason: 'no FAISS', remedy: 'apt-get install it' }]));
  expect(lines[1]).toMatch(/^faiss\/flat +– +– +– +– +– +0 +100$/);
  expect(lines.slice(-3)).toEqual([
    '✖ faiss/flat: 100 calls failed: no index',
    '– faiss/hnsw left out: no FAISS; apt-get install it',
    '',
  ]);
});

test('columns are as wide as their widest cell', () => {
  expect(
    aligned([
      ['a', 'b'],
      ['long', '1'],
      ['c', '1000'],
    ]),
  ).toEqual(['a        b', 'long     1', 'c     1000']);
  expect(aligned([])).toEqual([]);
});
