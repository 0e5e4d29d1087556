/** The comparisons of the sample record, and the builder with which a test makes one of its own. */
import type { Comparison } from '../experiment/record.ts';

export type Loose = Record<string, unknown>;

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

export const LATEST = 'SELECT * FROM transactions WHERE account_id = $1 ORDER BY created_at DESC LIMIT 20';

export const FOREIGN_KEY = {
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

/** Every verdict; a sweep of two candidates with its price, a task, and two stores. */
export const sampleComparisons = (): Loose[] => [...sweep(), ...prices(), task(), ...others()];
