/** From what Neo4j's driver gives (shortened) to the record's nodes. */
import { expect, test } from 'vitest';
import { bare } from './neo4j-names.ts';
import { planOf } from './neo4j-plan.ts';

const shown = (text: string): string => bare('l1', text);

const PROFILE = {
  operatorType: 'ProduceResults@neo4j',
  identifiers: ['u', '`u.username`'],
  arguments: {
    GlobalMemory: 312,
    'planner-impl': 'IDP',
    runtime: 'SLOTTED',
    planner: 'COST',
    'string-representation': 'Cypher 5 …',
    Details: '`u.username`',
    EstimatedRows: 50,
    Order: 'n ASC',
    Memory: 0,
  },
  dbHits: 0,
  rows: 1,
  pageCacheHits: 0,
  time: 0,
  children: [
    {
      operatorType: 'Filter@neo4j',
      identifiers: ['u'],
      arguments: { Details: 'u.id = $id', EstimatedRows: 50, Memory: 128 },
      dbHits: 1000,
      rows: 1,
      children: [
        {
          operatorType: 'NodeByLabelScan@neo4j',
          identifiers: ['u'],
          arguments: { Details: 'u:User_l1', EstimatedRows: 1000 },
          dbHits: 1001,
          rows: 1000,
          children: [],
        },
      ],
    },
  ],
};

test('a profile has rows and database hits, its names without the ending of the lane', () => {
  expect(planOf(PROFILE, shown)).toEqual({
    label: 'ProduceResults',
    detail: '`u.username`',
    estimatedRows: 50,
    actualRows: 1,
    loops: null,
    ownMs: null,
    pages: 0,
    facts: ['Order: n ASC', 'Runtime: SLOTTED', 'Planner: COST', 'Memory of all (bytes): 312', 'Pages are database hits'],
    children: [
      {
        label: 'Filter',
        detail: 'u.id = $id',
        estimatedRows: 50,
        actualRows: 1,
        loops: null,
        ownMs: null,
        pages: 1000,
        facts: ['Memory: 128'],
        children: [
          {
            label: 'NodeByLabelScan',
            detail: 'u:User',
            estimatedRows: 1000,
            actualRows: 1000,
            loops: null,
            ownMs: null,
            pages: 1001,
            facts: [],
            children: [],
          },
        ],
      },
    ],
  });
});

test('a plan that was not run has estimates only', () => {
  const explained = { operatorType: 'NodeUniqueIndexSeek@neo4j', arguments: { Details: 'UNIQUE u:User_l1(id)' }, children: [] };
  expect(planOf(explained, shown)).toEqual({
    label: 'NodeUniqueIndexSeek',
    detail: 'UNIQUE u:User(id)',
    estimatedRows: null,
    actualRows: null,
    loops: null,
    ownMs: null,
    pages: null,
    facts: [],
    children: [],
  });
});

test('what is no plan is refused', () => {
  expect(() => planOf(false, shown)).toThrow();
  expect(() => planOf({ operatorType: 'X', arguments: {} }, shown)).toThrow(/children/);
});
