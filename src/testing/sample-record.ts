/** A small but complete record for tests of the report: every verdict, a sweep, a task, readings, plans, skipped and failed. */
import { type Comparison, type PlanNode, type RunRecord, runRecord } from '../experiment/record.ts';

type Loose = Record<string, unknown>;

/** A wave instead of chance, so that the same record is made every time. */
const wave = (i: number, size: number): number => Math.sin(i * 2.399 + 0.7) * size;

const arm = (p50Ns: number, calls: number): Loose => ({
  calls,
  errors: 0,
  errorSample: null,
  meanNs: p50Ns * 1.08,
  p50Ns: calls >= 100 ? p50Ns : null,
  p90Ns: calls >= 1_000 ? p50Ns * 1.24 : null,
  p99Ns: calls >= 10_000 ? p50Ns * 2.1 : null,
  p999Ns: calls >= 100_000 ? p50Ns * 4.3 : null,
  maxNs: p50Ns * 9,
  perSecond: 1e9 / (p50Ns * 1.08),
  histogram: '',
});
const session = (log: number, noise: number, i: number): Loose => ({
  effect: log + wave(i, noise),
  discarded: null,
  blocks: Array.from({ length: 8 }, (_, b) => log + wave(i * 8 + b, noise * 2.5)),
  orders: 'BCCBBCBC',
  metrics: { p50: log + wave(i, noise), p90: log + wave(i + 3, noise * 2) },
  measuredMs: 500,
});
const effect = (ratio: number, half: number): Loose => ({
  ratio,
  low: ratio * Math.exp(-half),
  high: ratio * Math.exp(half),
  confidence: 0.99,
});

export interface CallsSpec {
  readonly id: string;
  readonly store?: string;
  readonly bench: string;
  readonly description: string;
  readonly variant: string;
  readonly baseline: string;
  readonly verdict: Comparison['verdict'];
  /** Candidate ÷ baseline of the median. */
  readonly ratio: number;
  readonly baselineNs: number;
  readonly half?: number;
  readonly sessions?: number;
  readonly calls?: number;
  readonly more?: Loose;
}
/** One comparison of calls; `more` replaces any part of it. */
export function callsComparison(spec: CallsSpec): Loose {
  const { half = 0.03, sessions = 6, calls = 24_000, ratio } = spec;
  const log = Math.log(ratio);
  return {
    key: `${spec.id} ${spec.bench} ${spec.variant} ${JSON.stringify(spec.more?.['at'] ?? null)}`,
    id: spec.id,
    store: spec.store ?? 'postgres',
    bench: spec.bench,
    description: spec.description,
    role: 'gain',
    baseline: spec.baseline,
    variant: spec.variant,
    at: null,
    metric: 'p50',
    unit: 'ns',
    better: 'lower',
    verdict: spec.verdict,
    reason: null,
    effect: effect(ratio, half),
    sessions,
    sessionsNeeded: null,
    margin: 0.02,
    equivalence: 0.05,
    tier: 'two copies',
    cpus: { layout: 'same', client: '1', server: '1' },
    statements: { baseline: null, candidate: null },
    answers: { calls: 100, baseline: 'a932daa6f00dcafe1234', candidate: 'a932daa6f00dcafe1234', equal: true, leaves: null },
    seconds: sessions * 1.1,
    evidence: {
      shape: 'calls',
      sessions: Array.from({ length: sessions }, (_, i) => session(log, half / 2, i)),
      looks: [6, 8, 12, 16, 24],
      opsPerSlice: 20,
      clients: 1,
      baseline: arm(spec.baselineNs, Math.max(120, calls / 10)),
      candidate: arm(spec.more?.['better'] === 'higher' ? spec.baselineNs / ratio : spec.baselineNs * ratio, calls),
      secondary: [{ metric: 'p90', unit: 'ns', better: 'lower', effect: effect(ratio * 1.02, half * 2), sessions }],
    },
    ...spec.more,
  };
}

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
      detail: 'Sort Key: created_at DESC',
      facts: ['top-N heapsort'],
      ownMs: 0.31,
      children: [
        node('Seq Scan on transactions', {
          detail: 'Filter: account_id = $1',
          facts: ['Rows Removed by Filter: 99 980'],
          ownMs: 8.2,
          pages: 2_701,
        }),
      ],
    }),
  ],
});
const QUICK_PLAN = node('Limit', {
  children: [node('Index Scan using by_account on transactions', { detail: 'Index Cond: account_id = $1', ownMs: 0.05 })],
});
const LATEST = 'SELECT * FROM transactions WHERE account_id = $1 ORDER BY created_at DESC LIMIT 20';

const FOREIGN_KEY = {
  id: 'indexing/foreign-key',
  bench: 'latestOfAccount',
  description: 'The last 20 transactions of an account',
  baseline: 'no index',
};
const both = (statement: string): Loose => ({ baseline: statement, candidate: statement });
const SWEEP = [
  { rows: 1_000, one: 1.03, two: 0.99, baselineNs: 92_000 },
  { rows: 10_000, one: 0.31, two: 0.24, baselineNs: 820_000 },
  { rows: 100_000, one: 0.0212, two: 0.00874, baselineNs: 8_520_000 },
] as const;
function sweep(): Loose[] {
  return SWEEP.flatMap(({ rows, one, two, baselineNs }) => {
    const more = { at: { over: 'rows', value: rows }, statements: both(LATEST) };
    const small = rows === 1_000;
    return [
      callsComparison({
        ...FOREIGN_KEY,
        variant: 'account_id',
        ratio: one,
        baselineNs,
        verdict: small ? 'worse' : 'better',
        half: small ? 0.008 : 0.04,
        more,
      }),
      callsComparison({
        ...FOREIGN_KEY,
        variant: 'account_id, created_at',
        ratio: two,
        baselineNs,
        verdict: small ? 'same' : 'better',
        half: 0.02,
        more,
      }),
    ];
  });
}
function prices(): Loose[] {
  const bench = 'recordTransactions';
  const description = 'Insert 100 transactions of one account in one statement';
  const more = { role: 'price', at: { over: 'rows', value: 100_000 } };
  const leaves = { baseline: '77aa', candidate: '77aa', equal: true };
  const answers = { calls: 40, baseline: '0d44e1b7a830', candidate: '0d44e1b7a830', equal: true, leaves };
  const spec = { ...FOREIGN_KEY, bench, description, baselineNs: 1_910_000 };
  return [
    callsComparison({ ...spec, variant: 'account_id', ratio: 1.11, verdict: 'worse', more: { ...more, answers } }),
    callsComparison({ ...spec, variant: 'account_id, created_at', ratio: 1.16, verdict: 'worse', more: { ...more, answers } }),
  ];
}

const repeat = (i: number): Loose => ({
  order: i % 2 === 0 ? 'BCCB' : 'CBBC',
  baselineMs: [2_630 + wave(i, 90), 2_610 + wave(i + 1, 90)],
  candidateMs: [43.8 + wave(i, 4), 44.6 + wave(i + 2, 4)],
  effect: Math.log(44.2 / 2_620) + wave(i, 0.05),
});
const task = (): Loose =>
  callsComparison({
    id: 'sharding_partitioning/monthly-partitions',
    bench: 'dropOldestMonth',
    description: 'Remove the oldest month of transactions',
    baseline: 'one table, DELETE',
    variant: 'monthly partitions, DROP',
    ratio: 0.0168,
    half: 0.4,
    baselineNs: 1,
    verdict: 'better',
    sessions: 3,
    more: {
      metric: 'ms',
      unit: 'ms',
      tier: 'ABBA',
      cpus: { layout: 'split', client: '0', server: '1' },
      statements: {
        baseline: "DELETE FROM transactions WHERE created_at < '2025-02-01'",
        candidate: 'DROP TABLE transactions_2025_01',
      },
      evidence: { shape: 'task', looks: [3, 5, 8], repeats: [0, 1, 2].map(repeat), secondary: [] },
    },
  });

/** The rest of the verdicts, on other stores. */
function others(): Loose[] {
  const redis = { store: 'redis', baseline: 'one command a round trip', id: 'cache_ttl/pipelining' };
  return [
    callsComparison({
      ...redis,
      bench: 'readSessions',
      description: '50 sessions by key',
      variant: 'auto-pipelining',
      ratio: 1.21,
      baselineNs: 1_480_000,
      verdict: 'better',
      more: { metric: 'perSecond', unit: '/s', better: 'higher' },
    }),
    callsComparison({
      ...redis,
      bench: 'readOne',
      description: 'One session by key',
      variant: 'auto-pipelining',
      ratio: 1.004,
      baselineNs: 31_000,
      verdict: 'same',
      half: 0.012,
      more: { role: 'price' },
    }),
    callsComparison({
      id: 'query_optimization/work-mem',
      bench: 'sortLogs',
      description: 'Sort all logs of a month',
      baseline: '4 MB',
      variant: '64 MB',
      ratio: 0.985,
      half: 0.09,
      baselineNs: 41_200_000,
      verdict: 'inconclusive',
      sessions: 24,
      calls: 480,
      more: { reason: 'noise: the interval allows better and worse', sessionsNeeded: 67 },
    }),
    callsComparison({
      id: 'query_optimization/keyset',
      bench: 'deepPage',
      description: 'Page 5 000 of the log',
      baseline: 'OFFSET',
      variant: 'key',
      ratio: 0.00143,
      baselineNs: 127_000_000,
      verdict: 'better',
      half: 0.05,
      more: {
        statements: {
          baseline: 'SELECT * FROM logs ORDER BY id OFFSET $1 LIMIT 20',
          candidate: 'SELECT * FROM logs WHERE id > $1 ORDER BY id LIMIT 20',
        },
      },
    }),
    callsComparison({
      id: 'query_optimization/no-distinct',
      bench: 'reach',
      description: 'People within three hops',
      baseline: 'recursive CTE',
      variant: 'join chain',
      ratio: 0.4,
      baselineNs: 9_000_000,
      verdict: 'invalid',
      more: {
        effect: null,
        sessions: 0,
        reason: 'answers differ in 3 of 100 questions',
        answers: { calls: 100, baseline: 'aaaa', candidate: 'bbbb', equal: false, leaves: null },
      },
    }),
  ];
}

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
        root: node('Insert on transactions', { actualRows: null, ownMs: null, pages: null, loops: null }),
      },
    ],
    notes: ['The value 1 000 000 of rows is left out at scale 0.1.'],
  });
}

function optimizations(): Loose[] {
  const named = (baseline: string, candidate: string, change: readonly string[] = []) => ({
    baseline,
    variants: [variant(baseline), variant(candidate, change)],
  });
  const root = node('Sort', { detail: 'Sort Key: message' });
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
        source: 'private tree',
        reason: 'no server was named and PATH has none',
        endpoint: '127.0.0.1:41873',
        settings: { shared_buffers: '2GB', jit: 'off', autovacuum: 'off' },
      },
      {
        name: 'redis',
        version: '7.0.15',
        source: 'PATH',
        reason: 'found in PATH',
        endpoint: '127.0.0.1:40117',
        settings: { save: '' },
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
  const comparisons = [...sweep(), ...prices(), task(), ...others()];
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
    comparisons,
    ...change,
  });
}
