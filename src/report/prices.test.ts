import { expect, test } from 'vitest';
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { callsComparison, FOREIGN_KEY } from '../testing/sample-comparisons.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { whatToRun } from './advice.ts';
import { diffLines } from './change-diff.ts';
import { priceClause, pricesOf } from './prices.ts';
import { bestGains, freeGains, riskyGains } from './ranking.ts';
import { titleOf } from './view.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const price = (ratio: number, verdict: Comparison['verdict'], more: object = {}): string => {
  const spec = { ...FOREIGN_KEY, description: 'Insert 100 rows', variant: 'account_id', ratio, baselineNs: 1e6, verdict };
  const [comparison] = sampleRecord({
    comparisons: [callsComparison({ ...spec, more: { role: 'price', ...more } })],
  }).comparisons;
  return comparison === undefined ? '' : spaced(priceClause(comparison));
};
const gainAt = (record: RunRecord, variant: string, value: number): Comparison | undefined =>
  record.comparisons.find((c) => c.role === 'gain' && c.variant === variant && c.at?.value === value);

test.each([
  [1.16, 'worse', {}, 'insert 100 rows 16 % slower [13 %, 20 %], n 6'],
  [0.8, 'better', {}, 'insert 100 rows 20 % faster [18 %, 22 %], n 6'],
  [3.2, 'worse', {}, 'insert 100 rows 3.20× slower [3.11×, 3.30×], n 6'],
  [1.001, 'same', {}, 'insert 100 rows the same'],
  [1.1, 'inconclusive', {}, 'insert 100 rows undecided'],
  [1.1, 'invalid', {}, 'insert 100 rows: answers differ'],
  [0.84, 'worse', { metric: 'perSecond', better: 'higher' }, 'insert 100 rows 16 % less a second [13 %, 18 %], n 6'],
  [1.23, 'worse', { metric: 'walBytes', unit: 'bytes' }, 'insert 100 rows, WAL bytes +23 % [+19 %, +27 %], n 6'],
] as const)('a price of %d that is %s %j reads: %s', (ratio, verdict, more, text) => {
  expect(price(ratio, verdict, more)).toBe(text);
});
test('prices are those of the same candidate at the same value, else those at the highest, and say so', () => {
  const record = sampleRecord();
  const clauses = (value: number) => {
    const gain = gainAt(record, 'account_id', value);
    return gain === undefined ? [] : pricesOf(record, gain).map((each) => spaced(each.clause));
  };
  expect(clauses(100_000)).toHaveLength(3);
  expect(clauses(1_000)).toEqual(clauses(100_000).map((clause) => `${clause} (at rows 100 000)`));
});
test('a price that was left to longer runs is named, and its gain stands after those whose price is whole', () => {
  const sample = sampleRecord();
  const [best] = bestGains(sample);
  if (best === undefined) throw new Error('the sample has no gain');
  const optimizations = sample.optimizations.map((each) =>
    each.id === best.id ? { ...each, later: ['Insert 100 rows'] } : each,
  );
  const left = sampleRecord({ optimizations });
  expect(pricesOf(left, best).map(({ clause }) => clause)).toContain('insert 100 rows: left to longer runs');
  expect(bestGains(left).at(-1)?.id).toBe(best.id);
});
test('what the answers are worse by is the first of the prices, and pulls the gain down; better answers cost nothing', () => {
  const scored = (candidate: number): RunRecord => {
    const sample = sampleRecord();
    const [best] = bestGains(sample);
    const scores = [{ name: 'recall', unit: 'ratio', better: 'higher' as const, atLeast: 0.3, baseline: 0.9, candidate }];
    const comparisons = sample.comparisons.map((each) =>
      each.key === best?.key ? { ...each, answers: { ...each.answers, calls: 100, scores } } : each,
    );
    return { ...sample, comparisons };
  };
  const [gain] = bestGains(scored(0.9));
  if (gain === undefined) throw new Error('the sample has no gain');
  const prices = (candidate: number) => {
    const record = scored(candidate);
    const priced = record.comparisons.filter(({ key }) => key === gain.key);
    return priced.flatMap((each) => pricesOf(record, each)).filter(({ kind }) => kind === 'answers');
  };
  expect(prices(0.45).map((each) => ({ ...each, clause: spaced(each.clause) }))).toEqual([
    { clause: 'recall 0.900 → 0.450, over 100 questions', doublings: 1, kind: 'answers' },
  ]);
  expect(prices(0)).toMatchObject([{ doublings: Number.POSITIVE_INFINITY }]);
  expect([prices(0.9), prices(0.95)]).toEqual([[], []]);
  expect(bestGains(scored(0.9))[0]?.key).toBe(gain.key);
  expect(bestGains(scored(0)).at(-1)?.key).toBe(gain.key);
});
test('a lane shared with the baseline has no price of building', () => {
  const record = sampleRecord();
  const [first] = record.optimizations;
  const lanes = [{ ...first?.lanes[1], variants: ['no index', 'account_id'] }];
  const shared = sampleRecord({ optimizations: [{ ...first, lanes }] });
  const gain = gainAt(shared, 'account_id', 100_000);
  expect(gain === undefined ? [] : pricesOf(shared, gain).map((each) => each.kind)).toEqual(['time', 'space']);
});
test('what building made others wait for stands with it', () => {
  const record = sampleRecord();
  const [first] = record.optimizations;
  const locks = [{ on: 'transactions', mode: 'ShareLock', stops: 'writers' as const, ms: 600 }];
  const lanes = first?.lanes.map((lane) => ({ ...lane, applyMs: 700, locks }));
  const locking = sampleRecord({ optimizations: [{ ...first, lanes }] });
  const gain = gainAt(locking, 'account_id', 100_000);
  const built = gain === undefined ? [] : pricesOf(locking, gain).filter(({ kind }) => kind === 'once');
  expect(built.map(({ clause }) => spaced(clause))).toEqual(['build 700 ms, once (writers of transactions wait up to 600 ms)']);
});
test('the best gains are ranked by what is sure, each optimisation once, and only proven ones', () => {
  const best = bestGains(sampleRecord());
  expect(best.map((gain) => gain.id)).toEqual([
    'query_optimization/keyset',
    'sharding_partitioning/monthly-partitions',
    'indexing/foreign-key',
    'cache_ttl/pipelining',
  ]);
});
test('what gives up something that is no figure is not among the first, but apart from them with each of its candidates', () => {
  const risky = sampleRecord();
  const optimizations = risky.optimizations.map((each) => ({
    ...each,
    variants: each.variants.map((one) =>
      each.id === 'indexing/foreign-key' && one.name !== 'no index' ? { ...one, risk: 'rows are lost' } : one,
    ),
  }));
  const record = { ...risky, optimizations };
  expect(freeGains(record).map(({ id }) => id)).toEqual(
    bestGains(risky)
      .map(({ id }) => id)
      .filter((id) => id !== 'indexing/foreign-key'),
  );
  expect(
    riskyGains(record)
      .map(({ variant }) => variant)
      .sort(),
  ).toEqual(['account_id', 'account_id, created_at']);
  expect(bestGains(record)).toEqual(bestGains(risky));
});
test('a candidate whose price was not timed is not advised where that of another was', () => {
  const unpriced = (variant: string) =>
    sampleRecord().comparisons.filter((c) => c.id !== 'indexing/foreign-key' || c.role === 'gain' || c.variant !== variant);
  const advised = (variant: string) =>
    bestGains(sampleRecord({ comparisons: unpriced(variant) })).find((gain) => gain.id === 'indexing/foreign-key')?.variant;
  expect(advised('account_id')).toBe('account_id, created_at');
  expect(advised('account_id, created_at')).toBe('account_id');
});
test('what is to be run leaves out what the baseline has too', () => {
  const [first] = sampleRecord().optimizations;
  const shared = 'VACUUM ANALYZE transactions';
  const variants = first?.variants.map((variant) => ({ ...variant, change: [...variant.change, shared] }));
  const record = sampleRecord({ optimizations: [{ ...first, variants }] });
  const gain = gainAt(record, 'account_id', 100_000);
  expect(gain === undefined ? [] : whatToRun(record, gain)).toEqual(['CREATE INDEX by_account ON transactions (account_id)']);
});
test('a diff keeps common lines and puts what goes before what comes', () => {
  expect(diffLines(['a', 'b', 'c'], ['a', 'x', 'c', 'd']).map(({ sign, text }) => sign + text)).toEqual([
    ' a',
    '−b',
    '+x',
    ' c',
    '+d',
  ]);
});
test('a candidate that is called like its optimisation is named once', () => {
  expect(titleOf({ id: 'indexing/covering', variant: 'covering' })).toBe('Covering');
  expect(titleOf({ id: 'cache_ttl/ttl-on-keys', variant: 'every key' })).toBe('TTL on keys: every key');
});
test('a reading that no server could tell is a dash, and neither free nor dear', () => {
  const whole = sampleRecord();
  const [first] = whole.optimizations;
  const readings = first?.readings.map((reading) => ({
    ...reading,
    values: reading.values.map((each) => ({ ...each, value: null })),
  }));
  const record = sampleRecord({ optimizations: [{ ...first, readings }] });
  const gain = gainAt(record, 'account_id', 100_000);
  const space = gain === undefined ? [] : pricesOf(record, gain).filter(({ kind }) => kind === 'space');
  expect(space).toEqual([{ clause: 'index bytes –', doublings: null, kind: 'space' }]);
});
