import { expect, test } from 'vitest';
import type { PlanNode } from '../experiment/record.ts';
import { smellsOf } from './smells.ts';

const node = (label: string, more: Partial<PlanNode> = {}): PlanNode => ({
  ...{ label, detail: '', estimatedRows: null, actualRows: null, loops: 1, ownMs: null, pages: null, facts: [], children: [] },
  ...more,
});
const says = (plan: PlanNode): readonly string[] =>
  smellsOf(plan).map(({ step, says: text }) => `${step} ${text}`.replace(/[\u202f\u00a0]/g, ' '));

test('rows that are read and thrown away', () => {
  const scan = { detail: 'transactions', actualRows: 20 };
  expect(says(node('Seq Scan', { ...scan, facts: ['Rows Removed by Filter: 199980'] }))).toEqual([
    'Seq Scan transactions reads 199 980 rows that its filter throws away, for 20 that stay: an index on what it filters by',
  ]);
  expect(says(node('Seq Scan', { ...scan, facts: ['Rows Removed by Filter: 80'] }))).toEqual([]);
  expect(says(node('Seq Scan', { actualRows: 90_000, facts: ['Rows Removed by Filter: 110000'] }))).toEqual([]);
});

test('far more rows than were expected, and never fewer: a LIMIT stops early', () => {
  expect(says(node('Index Scan', { estimatedRows: 1, actualRows: 500 }))).toEqual([
    'Index Scan expects 1 rows and finds 500: ANALYZE, or statistics on columns that depend on each other',
  ]);
  expect(says(node('Index Scan', { estimatedRows: 60, actualRows: 500 }))).toEqual([]);
  expect(says(node('Index Scan', { estimatedRows: 200_000, actualRows: 20 }))).toEqual([]);
});

test('an index that has every column and still needs the table', () => {
  expect(says(node('Index Only Scan', { actualRows: 400, facts: ['Heap Fetches: 380'] }))).toHaveLength(1);
  expect(says(node('Index Only Scan', { actualRows: 400, facts: ['Heap Fetches: 0'] }))).toEqual([]);
});

test('memory that was too small, a step that is repeated, a plan that is compiled for nothing', () => {
  expect(says(node('Sort', { facts: ['Temp Written Blocks: 120'] }))[0]).toContain('writes 120 pages to temporary files');
  expect(says(node('Bitmap Heap Scan', { facts: ['Lossy Heap Blocks: 3'] }))[0]).toContain('remembers pages instead of rows');
  expect(says(node('Index Scan', { loops: 5_000 }))[0]).toContain('runs 5 000 times');
  expect(says(node('Aggregate', { facts: ['Execution Time: 12.5 ms', 'JIT: compiled'] }))).toHaveLength(1);
  expect(says(node('Aggregate', { facts: ['Execution Time: 900 ms', 'JIT: compiled'] }))).toEqual([]);
});

test('the words of other stores, and steps below others', () => {
  const scan = node('NodeByLabelScan', { pages: 20_001 });
  expect(says(node('ProduceResults', { children: [scan] }))).toEqual([
    'NodeByLabelScan reads every node of its label: an index or a key on what it looks for',
  ]);
  expect(says(node('NodeByLabelScan', { pages: 12 }))).toEqual([]);
  expect(says(node('COLLSCAN'))).toHaveLength(1);
});
