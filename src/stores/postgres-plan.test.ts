/** From what PostgreSQL printed (shortened) to the record's nodes: each node's own time and pages, and the facts that explain them. */
import { expect, test } from 'vitest';
import { planOf, utilityPlan } from './postgres-plan.ts';

const rows = (whole: object): Record<string, unknown>[] => [{ 'QUERY PLAN': [whole] }];

const SORTED_SCAN = {
  Plan: {
    'Node Type': 'Limit',
    'Parallel Aware': false,
    'Plan Rows': 3,
    'Actual Rows': 3,
    'Actual Loops': 1,
    'Actual Total Time': 16.4,
    'Shared Hit Blocks': 5375,
    'Shared Read Blocks': 0,
    Plans: [
      {
        'Node Type': 'Sort',
        'Plan Rows': 20,
        'Actual Rows': 3,
        'Actual Loops': 1,
        'Actual Total Time': 16.3,
        'Sort Key': ['created_at DESC', 'id DESC'],
        'Sort Method': 'top-N heapsort',
        'Shared Hit Blocks': 5375,
        'Shared Read Blocks': 0,
        'Temp Written Blocks': 0,
        Plans: [
          {
            'Node Type': 'Seq Scan',
            'Relation Name': 'transactions',
            Alias: 't',
            'Plan Rows': 20,
            'Actual Rows': 24,
            'Actual Loops': 1,
            'Actual Total Time': 16,
            Filter: '(account_id = 5)',
            'Rows Removed by Filter': 199976,
            'Shared Hit Blocks': 72,
            'Shared Read Blocks': 5300,
          },
        ],
      },
    ],
  },
  Settings: { jit: 'off', search_path: 'lane_a, template_b' },
  'Planning Time': 0.3,
  'Execution Time': 16.5,
};

test('time and pages belong to the node that spent them', () => {
  const limit = planOf(rows(SORTED_SCAN), []);
  const [sort] = limit.children;
  const [scan] = sort?.children ?? [];
  expect([limit.ownMs, sort?.ownMs, scan?.ownMs]).toEqual([0.1, 0.3, 16]);
  expect([limit.pages, sort?.pages, scan?.pages]).toEqual([0, 3, 5372]);
  expect(scan).toMatchObject({ label: 'Seq Scan', detail: 'transactions t', estimatedRows: 20, actualRows: 24, loops: 1 });
});

test('facts are those that explain the cost; zeros that say nothing and the search path are left out', () => {
  const limit = planOf(rows(SORTED_SCAN), ['Prepared: one plan for any values']);
  const [sort] = limit.children;
  expect(limit.facts).toEqual([
    'Prepared: one plan for any values',
    'Settings: jit = off',
    'Planning Time: 0.3 ms',
    'Execution Time: 16.5 ms',
  ]);
  expect(sort?.facts).toEqual(['Sort Key: created_at DESC, id DESC', 'Sort Method: top-N heapsort']);
  expect(sort?.children[0]?.facts).toEqual(['Filter: (account_id = 5)', 'Rows Removed by Filter: 199976']);
});

test('a node run in a loop counts all its loops', () => {
  const inner = {
    'Node Type': 'Index Scan',
    'Index Name': 'b_pkey',
    'Relation Name': 'b',
    Alias: 'b',
    'Actual Total Time': 0.5,
    'Actual Loops': 20,
  };
  const plan = planOf(
    rows({ Plan: { 'Node Type': 'Nested Loop', 'Actual Total Time': 12, 'Actual Loops': 1, Plans: [inner] } }),
    [],
  );
  expect(plan.ownMs).toBe(2);
  expect(plan.children[0]).toMatchObject({ ownMs: 10, loops: 20, detail: 'b_pkey on b' });
});

test('below a Gather the processes share the time that passed', () => {
  const scan = {
    'Node Type': 'Seq Scan',
    'Parallel Aware': true,
    'Relation Name': 'logs',
    Alias: 'logs',
    'Actual Total Time': 90,
    'Actual Loops': 3,
  };
  const plan = planOf(
    rows({ Plan: { 'Node Type': 'Gather', 'Workers Launched': 2, 'Actual Total Time': 100, 'Actual Loops': 1, Plans: [scan] } }),
    [],
  );
  expect(plan.ownMs).toBe(10);
  expect(plan.facts).toContain('Workers Launched: 2');
  expect(plan.children[0]).toMatchObject({ label: 'Parallel Seq Scan', ownMs: 90 });
});

test('a plan that was not run has estimates only', () => {
  expect(
    planOf(rows({ Plan: { 'Node Type': 'Seq Scan', 'Relation Name': 'users', Alias: 'users', 'Plan Rows': 9 } }), []),
  ).toEqual({
    label: 'Seq Scan',
    detail: 'users',
    estimatedRows: 9,
    actualRows: null,
    loops: null,
    ownMs: null,
    pages: null,
    facts: [],
    children: [],
  });
});

test('pruned partitions are told', () => {
  const plan = planOf(rows({ Plan: { 'Node Type': 'Append', 'Subplans Removed': 11 } }), []);
  expect(plan.facts).toEqual(['Subplans Removed: 11']);
});

test('a statement without a plan says so', () => {
  expect(utilityPlan('DROP TABLE transactions_2025_01')).toMatchObject({
    label: 'Utility',
    detail: 'DROP TABLE transactions_2025_01',
  });
});

test('what a shard is sent is told without the lane that it is sent for', () => {
  const scan = {
    ...{ 'Node Type': 'Foreign Scan', Relations: 'Aggregate on (mhbench_lane_a_1.on_1 transactions)' },
    'Remote SQL': 'SELECT type, count(*) FROM mhbench_lane_a_1.transactions GROUP BY 1',
  };
  expect(planOf(rows({ Plan: scan }), []).facts).toEqual([
    'Relations: Aggregate on (on_1 transactions)',
    'Remote SQL: SELECT type, count(*) FROM transactions GROUP BY 1',
  ]);
});
