/** A small but complete record for tests of the report: every verdict, a sweep, a task, readings, plans, skipped and failed. */
import { type PlanNode, type RunRecord, runRecord } from '../experiment/record.ts';
import { FOREIGN_KEY, LATEST, type Loose, sampleComparisons } from './sample-comparisons.ts';

export const node = (label: string, own: Partial<PlanNode> = {}): PlanNode => ({
  label,
  detail: '',
  estimatedRows: 50,
  actualRows: 20,
  loops: 1,
  ownMs: 0.02,
  pages: 23,
  facts: [],
  children: [],
  ...own,
});
const SLOW_PLAN = node('Limit', {
  children: [
    node('Sort', {
      facts: ['Sort Key: created_at DESC', 'Sort Method: top-N heapsort'],
      ownMs: 0.31,
      children: [
        node('Seq Scan', {
          detail: 'transactions',
          facts: ['Filter: (account_id = $1)', 'Rows Removed by Filter: 99 980'],
          ownMs: 8.2,
          pages: 2_701,
        }),
      ],
    }),
  ],
});
const QUICK_PLAN = node('Limit', {
  children: [node('Index Scan', { detail: 'by_account on transactions', facts: ['Index Cond: (account_id = $1)'], ownMs: 0.05 })],
});
const optimization = (id: string, store: string, more: Loose): Loose => ({
  id,
  store,
  question: `What does ${id} bring?`,
  adopt: 'when its reads matter more than its writes',
  avoid: 'when nobody asks the question it helps',
  baseline: 'baseline',
  variants: [],
  lanes: [],
  readings: [],
  plans: [],
  notes: [],
  ...more,
});
const variant = (name: string, change: readonly string[] = [], undo: readonly string[] = []): Loose => ({ name, change, undo });
function foreignKey(): Loose {
  const at = { over: 'rows', value: 100_000 };
  const one = 'CREATE INDEX by_account ON transactions (account_id)';
  const two = 'CREATE INDEX by_account ON transactions (account_id, created_at DESC)';
  const plan = { bench: 'latestOfAccount', at, statement: LATEST, analyzed: true };
  return optimization(FOREIGN_KEY.id, 'postgres', {
    question: 'At how many rows does a missing index on a foreign key hurt?',
    adopt: 'from 10 000 rows on, and always when parents are deleted',
    avoid: 'on tables that stay below a few dozen pages',
    baseline: 'no index',
    variants: [
      variant('no index'),
      variant('account_id', [one], ['DROP INDEX by_account']),
      variant('account_id, created_at', [two], ['DROP INDEX by_account']),
    ],
    lanes: [
      { variants: ['no index'], at, applyMs: 0.2, bytes: 21_400_000, changes: [], undone: 'dropped' },
      { variants: ['account_id'], at, applyMs: 41, bytes: 22_800_000, changes: [`+ ${one}`], undone: 'statements' },
      { variants: ['account_id, created_at'], at, applyMs: 66, bytes: 24_100_000, changes: [`+ ${two}`], undone: 'statements' },
    ],
    readings: [
      {
        name: 'indexBytes',
        unit: 'bytes',
        better: 'lower',
        at,
        baseline: 2_260_000,
        values: [
          { variant: 'account_id', value: 3_550_000 },
          { variant: 'account_id, created_at', value: 5_320_000 },
        ],
      },
    ],
    plans: [
      { ...plan, variant: 'no index', root: SLOW_PLAN },
      { ...plan, variant: 'account_id, created_at', root: QUICK_PLAN },
      {
        ...plan,
        bench: 'recordTransactions',
        variant: 'no index',
        analyzed: false,
        root: node('ModifyTable', { detail: 'transactions', actualRows: null, ownMs: null, pages: null, loops: null }),
      },
    ],
    claims: [
      { candidate: 'account_id, created_at', metric: 'latestOfAccount.p50', at: 100_000, timesBetter: { atLeast: 10 } },
      { candidate: 'account_id', metric: 'latestOfAccount.p50', at: 1_000, same: true },
      { candidate: 'account_id', metric: 'latestOfAccount.p50', at: 10_000, timesBetter: { atLeast: 4 } },
      { candidate: 'account_id, created_at', plan: 'Index Scan' },
      { candidate: 'account_id', metric: 'indexBytes', timesWorse: { atMost: 1.5 } },
      { candidate: 'account_id', metric: 'recordTransactions.p90', timesWorse: { atMost: 2 } },
    ],
    expected: [{ candidate: 'account_id, created_at', metric: 'latestOfAccount.p50', at: 100_000, timesBetter: 120 }],
    notes: ['The value 1 000 000 of rows is left out at scale 0.1.'],
  });
}

function optimizations(): Loose[] {
  const named = (baseline: string, candidate: string, change: readonly string[] = []) => ({
    baseline,
    variants: [variant(baseline), variant(candidate, change)],
  });
  const root = node('Sort', { facts: ['Sort Key: message'] });
  return [
    foreignKey(),
    optimization('sharding_partitioning/monthly-partitions', 'postgres', {
      ...named('one table, DELETE', 'monthly partitions, DROP', [
        'CREATE TABLE transactions_new (LIKE transactions) PARTITION BY RANGE (created_at)',
      ]),
      lanes: [
        {
          variants: ['monthly partitions, DROP'],
          at: null,
          applyMs: 1_840,
          bytes: 26_000_000,
          changes: ['+ 24 partitions of transactions'],
          undone: 'failed',
        },
      ],
    }),
    optimization(
      'cache_ttl/pipelining',
      'redis',
      named('one command a round trip', 'auto-pipelining', ['client: enableAutoPipelining = true']),
    ),
    optimization('query_optimization/work-mem', 'postgres', {
      ...named('4 MB', '64 MB', ["work_mem = '64MB'"]),
      plans: [{ bench: 'sortLogs', variant: '4 MB', at: null, statement: 'SELECT 1', analyzed: true, root }],
    }),
    optimization('query_optimization/keyset', 'postgres', named('OFFSET', 'key')),
    optimization('query_optimization/no-distinct', 'postgres', named('recursive CTE', 'join chain')),
  ];
}

const DIGEST = '9c41d1f2a6b3e07b9c41d1f2a6b3e07b9c41d1f2a6b3e07b9c41d1f2a6b3e07b';
function surroundings(): Loose {
  return {
    constants: { opsPerSlice: 20, alpha: 0.01, equivalenceAlpha: 0.05, mostDiscarded: 0.2, margins: { oneLane: { p50: 0.01 } } },
    environment: {
      cpu: 'Intel Xeon',
      cores: 2,
      memoryBytes: 24_696_061_952,
      os: 'Debian GNU/Linux 12',
      kernel: '6.1.0',
      node: '20.20.2',
      packages: { pg: '8.23.1', ioredis: '6.0.0' },
      foreignLoad: null,
    },
    servers: [
      {
        name: 'postgres',
        version: '15.18',
        origin: 'local',
        source: 'private tree',
        reason: 'no URL is given and Docker does not answer; private processes: fetched before',
        endpoint: '127.0.0.1:41873',
        settings: { shared_buffers: '2GB', jit: 'off', autovacuum: 'off' },
        startedWith: { shared_buffers: '2GB' },
        leftOut: [],
      },
      {
        name: 'redis',
        version: '7.0.15',
        origin: 'attach',
        source: 'URL',
        reason: 'MHBENCH_REDIS_URL is set',
        endpoint: 'cache.example:6379',
        settings: { save: '' },
        startedWith: {},
        leftOut: ['hz stays 10 and was not set to 50: the server was there before.'],
      },
    ],
    dataset: {
      seed: 42,
      scale: 0.1,
      fakerVersion: '10.6.0',
      referenceDate: '2026-01-01',
      digest: DIGEST,
      tables: [
        { store: 'postgres', table: 'transactions', rows: 200_000, digest: DIGEST, bytes: 26_800_000 },
        { store: 'redis', table: 'sessions', rows: 100_000, digest: DIGEST, bytes: 19_000_000 },
      ],
      loads: [{ store: 'postgres', rows: 200_000, seconds: 3.1, rowsPerSecond: 64_516, peakRssBytes: 184_000_000 }],
    },
    skipped: [
      {
        id: 'event_partitioning/partition-count',
        reason: 'kafka is not to be had here: no Java 17 was found',
        remedy: 'npm run mhbench -- doctor --store kafka',
      },
    ],
    failed: [
      {
        id: 'high_availability/replica-reads',
        error: 'postgres did not answer a ping within 10 s on port 41907',
        log: ['LOG:  starting PostgreSQL 15.18', 'FATAL:  could not map anonymous shared memory'],
        repeat: "npm run bench -- --only 'high_availability/replica-reads' --seed 42 --run-seed 7",
      },
    ],
  };
}

/** The record, checked by its own schema; `change` replaces top-level parts first. */
export function sampleRecord(change: Partial<Record<keyof RunRecord, unknown>> = {}): RunRecord {
  return runRecord.parse({
    schemaVersion: 1,
    run: {
      id: '20261122-1330',
      status: 'complete',
      startedAt: '2026-11-22T13:30:05.120Z',
      durationMs: 168_000,
      profile: 'quick',
      scale: 0.1,
      dataSeed: 42,
      runSeed: 7,
      command: 'npm run bench',
      commit: '4f2c9ab17d',
      toolVersion: '0.1.0',
      planned: 16,
    },
    ...surroundings(),
    optimizations: optimizations(),
    comparisons: sampleComparisons(),
    ...change,
  });
}
