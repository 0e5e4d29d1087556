/** From what explain replied (shortened) to the record's nodes. */
import { expect, test } from 'vitest';
import { planOf, unplanned } from './mongodb-plan.ts';

const by = { keyPattern: { conversation: 1, n: -1 }, indexName: 'by_conversation', isMultiKey: false, direction: 'forward' };

/** As mongod's classic engine has it. */
const MONGOD = {
  explainVersion: '1',
  queryPlanner: {
    namespace: 'lane_a.messages',
    winningPlan: {
      stage: 'FETCH',
      inputStage: { stage: 'IXSCAN', ...by, indexBounds: { conversation: ['[17, 17]'], n: ['[MaxKey, MinKey]'] } },
    },
    rejectedPlans: [],
  },
  executionStats: {
    executionSuccess: true,
    nReturned: 20,
    executionTimeMillis: 3,
    totalKeysExamined: 20,
    totalDocsExamined: 20,
    executionStages: {
      stage: 'FETCH',
      nReturned: 20,
      executionTimeMillisEstimate: 3,
      docsExamined: 20,
      inputStage: { stage: 'IXSCAN', nReturned: 20, executionTimeMillisEstimate: 1, keysExamined: 20 },
    },
  },
};

test('an index scan under its fetch: each has its own time, counts are facts, totals stand at the root', () => {
  expect(planOf(MONGOD)).toEqual({
    label: 'FETCH',
    detail: '',
    estimatedRows: null,
    actualRows: 20,
    loops: null,
    ownMs: 2,
    pages: null,
    facts: [
      'Documents Examined: 20',
      'Keys Examined In All: 20',
      'Documents Examined In All: 20',
      'Documents Returned: 20',
      'Execution Time In ms: 3',
    ],
    children: [
      {
        label: 'IXSCAN',
        detail: 'by_conversation on messages',
        estimatedRows: null,
        actualRows: 20,
        loops: null,
        ownMs: 1,
        pages: null,
        facts: [
          'Key: { conversation: 1, n: -1 }',
          'Bounds: { conversation: ["[17, 17]"], n: ["[MaxKey, MinKey]"] }',
          'Keys Examined: 20',
        ],
        children: [],
      },
    ],
  });
});

test('a collection scan that was only planned has no counts', () => {
  const plan = planOf({
    queryPlanner: {
      namespace: 'lane_a.messages',
      winningPlan: { stage: 'COLLSCAN', filter: { conversation: { $eq: 17 } }, direction: 'forward' },
    },
  });
  expect(plan).toMatchObject({ label: 'COLLSCAN', detail: 'messages', actualRows: null, ownMs: null, children: [] });
  expect(plan.facts).toEqual(['Filter: { conversation: { $eq: 17 } }']);
});

test('a stage that was planned and is not among those that ran has no counts, and those below it keep theirs', () => {
  const sorted = { stage: 'SORT', sortPattern: { n: -1 }, limitAmount: 5, inputStage: MONGOD.queryPlanner.winningPlan };
  const plan = planOf({ ...MONGOD, queryPlanner: { namespace: 'lane_a.messages', winningPlan: sorted } });
  expect(plan).toMatchObject({ label: 'SORT', actualRows: null, ownMs: null });
  expect(plan.facts.slice(0, 2)).toEqual(['Sort: { n: -1 }', 'Limit: 5']);
  expect(plan.children[0]).toMatchObject({ label: 'FETCH', actualRows: 20 });
  expect(plan.children[0]?.children[0]).toMatchObject({ label: 'IXSCAN', actualRows: 20 });
});

test('the slot-based engine: its readable plan is told, with the totals', () => {
  const plan = planOf({
    explainVersion: '2',
    queryPlanner: {
      namespace: 'lane_a.messages',
      winningPlan: {
        queryPlan: { stage: 'COLLSCAN', planNodeId: 1, direction: 'backward' },
        slotBasedPlan: { stages: '[1] scan' },
      },
    },
    executionStats: { nReturned: 7, totalDocsExamined: 900, executionStages: { stage: 'scan', planNodeId: 1, nReturned: 7 } },
  });
  expect(plan).toMatchObject({ label: 'COLLSCAN', actualRows: null });
  expect(plan.facts).toEqual(['Direction: backward', 'Documents Examined In All: 900', 'Documents Returned: 7']);
});

test('the stages of a pipeline stand above what feeds them', () => {
  const lookup = { from: 'messages', localField: '_id', foreignField: 'conversation', as: 'messages' };
  const plan = planOf({
    stages: [
      { $cursor: MONGOD },
      { $lookup: lookup, nReturned: 20, totalDocsExamined: 400, indexesUsed: ['by_conversation'] },
      { $limit: 5 },
    ],
  });
  expect(plan).toMatchObject({ label: '$limit', detail: '5', actualRows: null });
  const [looked] = plan.children;
  expect(looked).toMatchObject({
    label: '$lookup',
    actualRows: 20,
    detail: expect.stringContaining('foreignField: "conversation"'),
  });
  expect(looked?.facts).toEqual(['Documents Examined: 400', 'Indexes Used: ["by_conversation"]']);
  expect(looked?.children[0]).toMatchObject({ label: 'FETCH' });
});

test('a plan of several inputs keeps each of them with its own counts', () => {
  const branch = (nReturned?: number) => ({
    stage: 'IXSCAN',
    indexName: `i${nReturned ?? 0}`,
    ...(nReturned === undefined ? {} : { nReturned }),
  });
  const plan = planOf({
    queryPlanner: { namespace: 'a.b.c', winningPlan: { stage: 'OR', inputStages: [branch(), branch()] } },
    executionStats: { executionStages: { stage: 'OR', nReturned: 9, inputStages: [branch(4), branch(5)] } },
  });
  expect(plan.children.map(({ actualRows, detail }) => [actualRows, detail])).toEqual([
    [4, 'i4 on b.c'],
    [5, 'i5 on b.c'],
  ]);
});

test('a reply that is no plan is refused', () => {
  expect(() => planOf({ ok: 1 })).toThrow(/queryPlanner/);
});

test('a command without a plan says so', () => {
  expect(unplanned('insert', 'MongoDB makes no plan for this command')).toMatchObject({
    label: 'insert',
    facts: ['MongoDB makes no plan for this command'],
    children: [],
  });
});
