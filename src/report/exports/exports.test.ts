// Every format is read back by somebody else's parser, or by its own rules where npm has none.
import { parse } from 'csv-parse/sync';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { judgeClaims } from '../../experiment/claims.ts';
import { type RunRecord, runRecord } from '../../experiment/record.ts';
import { callsComparison, FOREIGN_KEY } from '../../testing/sample-comparisons.ts';
import { sampleRecord } from '../../testing/sample-record.ts';
import { bmf } from './bencher.ts';
import { csv } from './csv.ts';
import { biggerIsBetter, smallerIsBetter } from './github-benchmark.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { openMetrics } from './open-metrics.ts';
import { exportRows } from './rows.ts';
import { lines, summary } from './summary.ts';

const record = sampleRecord();
const smoke: RunRecord = { ...record, run: { ...record.run, profile: 'smoke' } };
const HOSTILE = 'a"b, </testcase>\n=1+1 & \u0000 | `x` ```';
const hostile = sampleRecord({
  comparisons: [
    callsComparison({
      ...{ ...FOREIGN_KEY, description: 'D', variant: HOSTILE, ratio: 0.5, baselineNs: 1e6, verdict: 'invalid' },
      more: { reason: HOSTILE },
    }),
  ],
});
const known = exportRows(record).filter(({ timesBetter }) => timesBetter !== null);

test('names are unique in a record', () => {
  const names = exportRows(record).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

describe('CSV', () => {
  const rowsOf = (of: RunRecord): Record<string, string>[] => parse(csv(of), { columns: true, record_delimiter: '\r\n' });
  test('has a row a comparison, with effect and interval', () => {
    const rows = rowsOf(record);
    expect(rows).toHaveLength(record.comparisons.length);
    const [first] = known;
    const row = rows[exportRows(record).findIndex(({ name }) => name === first?.name)];
    expect(Number(row?.['times_better'])).toBe(first?.timesBetter?.estimate);
    expect(Number(row?.['low'])).toBeLessThan(Number(row?.['high']));
    expect(row?.['verdict']).toBe(first?.comparison.verdict);
  });
  test('keeps hostile text in its cell, and out of a spreadsheet’s formulas', () => {
    const formula = sampleRecord({
      comparisons: [
        callsComparison({ ...FOREIGN_KEY, description: 'D', variant: '=1+1', ratio: 1, baselineNs: 1, verdict: 'same' }),
      ],
    });
    expect(rowsOf(hostile)[0]?.['candidate']).toBe(HOSTILE);
    expect(rowsOf(formula)[0]?.['candidate']).toBe("'=1+1");
  });
  test('of a smoke run has no speed', () =>
    expect(new Set(rowsOf(smoke).map((row) => row['times_better']))).toEqual(new Set([''])));
});

describe('JUnit', () => {
  const parsed = (of: RunRecord) => {
    const text = junit(of);
    expect(XMLValidator.validate(text)).toBe(true);
    const isArray = (name: string) => ['testsuite', 'testcase', 'property'].includes(name);
    return new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', isArray }).parse(text).testsuites;
  };
  test('has a case a comparison, and a failed case where answers are wrong', () => {
    const suites = parsed({ ...hostile, failed: [], skipped: [], optimizations: [] });
    expect(suites).toMatchObject({ tests: '1', failures: '1', skipped: '0' });
    const [suite] = suites.testsuite;
    expect(suite.testcase[0].failure.message).toContain('</testcase>');
    expect(suite.testcase[0].failure.message).not.toContain('\u0000');
  });
  test('tells what was skipped and what failed, each once', () => {
    const failed = [{ id: 'a/b', error: 'the server <died>', log: [], repeat: 'r' }];
    const skipped = [{ id: 'c/d', reason: 'no Kafka', remedy: 'install it' }];
    const suites = parsed({ ...record, failed, skipped });
    const cases = suites.testsuite.flatMap((suite: { testcase: object[] }) => suite.testcase);
    expect(Number(suites.tests)).toBe(cases.length);
    expect(cases).toContainEqual(expect.objectContaining({ name: 'a/b', failure: { message: 'the server <died>' } }));
    expect(cases).toContainEqual(expect.objectContaining({ name: 'c/d', skipped: { message: 'no Kafka; install it' } }));
  });
});

describe('Bencher', () => {
  const shape = z.record(
    z.string(),
    z.record(
      z.string(),
      z.strictObject({ value: z.number(), lower_value: z.number().optional(), upper_value: z.number().optional() }),
    ),
  );
  test('has measures with bounds around the value', () => {
    const metrics = shape.parse(JSON.parse(JSON.stringify(bmf(record))));
    expect(Object.keys(metrics).length).toBeGreaterThan(0);
    for (const measures of Object.values(metrics)) {
      const {
        value,
        lower_value = Number.NEGATIVE_INFINITY,
        upper_value = Number.POSITIVE_INFINITY,
      } = measures['times-better'] ?? { value: 0 };
      expect(lower_value).toBeLessThanOrEqual(value);
      expect(upper_value).toBeGreaterThanOrEqual(value);
    }
  });
  test('of a smoke run is empty', () => expect(bmf(smoke)).toEqual({}));
});

test('github-action-benchmark: ratios where bigger is better, times where smaller is', () => {
  const shape = z.array(
    z.strictObject({
      name: z.string(),
      unit: z.string(),
      value: z.number(),
      range: z.string().optional(),
      extra: z.string().optional(),
    }),
  );
  expect(shape.parse(biggerIsBetter(record))).toHaveLength(known.length);
  expect(shape.parse(smallerIsBetter(record)).every(({ unit }) => unit === 'ns' || unit === 'ms')).toBe(true);
  expect(biggerIsBetter(smoke)).toEqual([]);
});

test('OpenMetrics: families are whole, units end their names, labels are escaped, and it ends', () => {
  const lines = openMetrics(hostile).split('\n');
  expect(lines.slice(-2)).toEqual(['# EOF', '']);
  const sample = /^([a-z_]+)\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\} -?[\d.e+-]+$/;
  const names = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => sample.exec(line)?.[1]);
  expect(names).not.toContain(undefined);
  const units = [...openMetrics(record).matchAll(/^# UNIT (\S+) (\S+)$/gm)];
  expect(units.length).toBeGreaterThan(0);
  for (const [, name, unit] of units) expect(name?.endsWith(`_${unit}`)).toBe(true);
});

describe('Markdown', () => {
  test('begins with its mark, has every comparison, and keeps markup out of its cells', () => {
    const text = markdown(record);
    expect(text.startsWith('<!-- mhbench -->\n')).toBe(true);
    const table = text.slice(text.indexOf('<details>'));
    expect(table.match(/^\| (better|worse|same|inconclusive|invalid) /gm)).toHaveLength(record.comparisons.length);
    expect(markdown(hostile).match(/^```/gm)).toHaveLength(2);
    expect(markdown(hostile)).toContain('\\</testcase\\>');
  });
  test('stays below 60 KB, and says what it leaves out', () => {
    const [one] = record.comparisons;
    const many = { ...record, comparisons: Array.from({ length: 2_000 }, (_, i) => ({ ...one, key: `k${i}` })) } as RunRecord;
    expect(Buffer.byteLength(markdown(many))).toBeLessThan(60_000);
    expect(markdown(many)).toMatch(/… and \d+ more, in the report\./);
  });
});

describe('summary', () => {
  const small = runRecord.parse(JSON.parse(lines(summary(record))));
  test('is a record, much smaller, without a sample', () => {
    expect(lines(summary(record)).length).toBeLessThan(JSON.stringify(record).length);
    const calls = small.comparisons.flatMap(({ evidence }) => (evidence.shape === 'calls' ? [evidence] : []));
    expect(calls.length).toBeGreaterThan(0);
    for (const { baseline, candidate, sessions } of calls) {
      expect([baseline.histogram, candidate.histogram]).toEqual(['', '']);
      expect(sessions.every(({ blocks, orders }) => blocks.length === 0 && orders === '')).toBe(true);
    }
  });
  test('of servers that are alike but for their number and port it keeps the first', () => {
    const [server] = record.servers;
    if (server === undefined) throw new Error('the sample has no server');
    const named = (name: string, endpoint: string, more = {}) => ({ ...server, name, endpoint, ...more });
    const servers = [
      named('redis-1', '127.0.0.1:1'),
      named('redis-cluster-2.node-1', '127.0.0.1:2'),
      named('redis-cluster-3.node-2', '127.0.0.1:3'),
      named('redis-4', '127.0.0.1:4', { settings: { hz: '100' } }),
      named('redis-5', '127.0.0.1:5'),
    ];
    const kept = summary({ ...record, servers }).servers.map(({ name }) => name);
    expect(kept).toEqual(['redis-1', 'redis-cluster-2.node-1', 'redis-4']);
  });
  test('keeps what the machine was like beside a long task, without which a crowded one would be believed', () => {
    const health = { level: 'red' };
    const evidence = { shape: 'task', looks: [3], repeats: [{ order: 'BCCB', health }], secondary: [] };
    const task = { ...record.comparisons[0], evidence } as unknown as RunRecord['comparisons'][number];
    expect(summary({ ...record, comparisons: [task] }).comparisons[0]?.evidence).toEqual(evidence);
  });
  test('judges every claim as the whole record does', () => {
    expect(judgeClaims(record).length).toBeGreaterThan(0);
    expect(judgeClaims(small)).toEqual(judgeClaims(record));
  });
});
