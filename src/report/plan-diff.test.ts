import { expect, test } from 'vitest';
import { node } from '../testing/sample-record.ts';
import { diffPlans, fold, type PlanRow, totalMs } from './plan-diff.ts';

const shortly = (rows: readonly PlanRow[]): string[] =>
  rows.map(({ mark, baseline, candidate }) => `${mark}: ${baseline?.label ?? '-'} | ${candidate?.label ?? '-'}`);

test('a sort that goes and a scan that becomes an index scan', () => {
  const before = node('Limit', {
    children: [node('Sort', { children: [node('Seq Scan', { detail: 't', facts: ['Filter: a = $1'] })] })],
  });
  const after = node('Limit', { children: [node('Index Scan', { detail: 'i on t', facts: ['Index Cond: a = $1'] })] });
  expect(shortly(diffPlans(before, after))).toEqual(['kept: Limit | Limit', 'gone: Sort | -', 'changed: Seq Scan | Index Scan']);
});
test('the other way round the sort is new', () => {
  const before = node('Limit', { children: [node('Index Scan')] });
  const after = node('Limit', { children: [node('Sort', { children: [node('Seq Scan')] })] });
  expect(shortly(diffPlans(before, after))).toEqual(['kept: Limit | Limit', 'new: - | Sort', 'changed: Index Scan | Seq Scan']);
});
test('equal plans are kept whole, another filter is a change', () => {
  const plan = node('Aggregate', {
    children: [node('Seq Scan', { detail: 't', facts: ['Filter: a', 'Rows Removed by Filter: 7'] })],
  });
  expect(diffPlans(plan, plan).map((row) => row.mark)).toEqual(['kept', 'kept']);
  const busier = node('Aggregate', {
    children: [node('Seq Scan', { detail: 't', facts: ['Filter: a', 'Rows Removed by Filter: 9'] })],
  });
  expect(diffPlans(plan, busier).map((row) => row.mark)).toEqual(['kept', 'kept']);
  const other = node('Aggregate', {
    children: [node('Seq Scan', { detail: 't', facts: ['Filter: b', 'Rows Removed by Filter: 7'] })],
  });
  expect(diffPlans(plan, other).map((row) => row.mark)).toEqual(['kept', 'changed']);
});
test('a hash and a bitmap index scan fold into their parents, with their time and facts', () => {
  const bitmap = node('Bitmap Index Scan', { detail: 'i', facts: ['Index Cond: a = $1'], ownMs: 1.5, pages: 62 });
  const heap = node('Bitmap Heap Scan', { ownMs: 18, pages: 13_318, children: [bitmap] });
  const hash = node('Hash', { ownMs: 1, children: [node('Seq Scan on b')] });
  const folded = fold(node('Hash Join', { ownMs: 2, children: [heap, hash] }));
  expect(folded.ownMs).toBe(3);
  expect(folded.children.map((child) => child.label)).toEqual(['Bitmap Heap Scan', 'Seq Scan on b']);
  expect(folded.children[0]).toMatchObject({
    ownMs: 19.5,
    pages: 13_380,
    facts: ['Bitmap Index Scan i', 'Index Cond: a = $1'],
    children: [],
  });
});
test('joins whose order is exchanged lose nothing: every step of both stands in exactly one row', () => {
  const leaf = (name: string) => node(`Seq Scan on ${name}`);
  const before = node('Nested Loop', { children: [leaf('a'), node('Nested Loop', { children: [leaf('b'), leaf('c')] })] });
  const after = node('Merge Join', { children: [node('Sort', { children: [leaf('c')] }), leaf('a')] });
  const rows = diffPlans(before, after);
  expect(rows.flatMap((row) => row.baseline?.label ?? [])).toEqual([
    'Nested Loop',
    'Seq Scan on a',
    'Nested Loop',
    'Seq Scan on b',
    'Seq Scan on c',
  ]);
  expect(rows.flatMap((row) => row.candidate?.label ?? [])).toEqual(['Merge Join', 'Sort', 'Seq Scan on c', 'Seq Scan on a']);
});
test('the total is the sum of own times, and not known for a plan that was only explained', () => {
  const plan = node('Limit', { ownMs: 0.5, children: [node('Seq Scan', { ownMs: 2 })] });
  const explained = node('Insert on t', { ownMs: null });
  expect(totalMs(diffPlans(plan, plan), 'baseline')).toBe(2.5);
  expect(totalMs(diffPlans(explained, explained), 'candidate')).toBeNull();
});
