import { expect, test } from 'vitest';
import { callsComparison, FOREIGN_KEY } from '../testing/sample-comparisons.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { judged } from './controls.ts';
import { gateOf } from './gate.ts';
import { mergeShards, unlikeShards } from './merge.ts';
import { type Comparison, comparisonSchema, type RunRecord } from './record.ts';

const MERGING = { id: 'm', command: 'merge', differing: [], digestOf: () => 'd' };
const measured = (key: string, more: Partial<Comparison> = {}): Comparison => ({
  ...comparisonSchema.parse(
    callsComparison({
      ...FOREIGN_KEY,
      bench: 'b',
      description: '',
      variant: 'v',
      ratio: 0.4,
      baselineNs: 1e6,
      verdict: 'better',
    }),
  ),
  ...{ key, ...more },
});
/** One of three shards of a run of six comparisons, with two of them. */
function shard(index: number, more: Partial<RunRecord> = {}, run: Partial<RunRecord['run']> = {}): RunRecord {
  const empty = { optimizations: [], controls: [], skipped: [], failed: [], notRun: [], confirmations: [] };
  const sample = sampleRecord(empty);
  return {
    ...sample,
    comparisons: [measured(`${index} a`), measured(`${index} b`)],
    ...more,
    run: {
      ...sample.run,
      ...{ id: `r${index}`, profile: 'quick', planned: 2, shard: { index, of: 3, comparisons: 6 } },
      ...run,
    },
  };
}
const gate = (record: RunRecord) => gateOf(record, { reference: null, quarantine: [], today: '2026-11-29' });

test('shards of one run are alike, and make a whole that the gate passes', () => {
  const all = [shard(3), shard(1), shard(2)];
  expect(unlikeShards(all)).toEqual({ grave: [], machines: [] });
  const record = mergeShards(all, MERGING);
  expect(record.comparisons.map(({ key }) => key)).toEqual(['1 a', '1 b', '2 a', '2 b', '3 a', '3 b']);
  expect(record.run).toMatchObject({
    planned: 6,
    status: 'complete',
    merged: { of: 3, shards: [1, 2, 3], runs: ['r1', 'r2', 'r3'] },
  });
  expect(record.run.shard).toBeUndefined();
  expect(gate(record).code).toBe(0);
});

test('a shard that is not there leaves its comparisons missing, by name', () => {
  const { code, reasons } = gate(mergeShards([shard(1), shard(3)], MERGING));
  expect(code).toBe(7);
  expect(reasons.map(({ says }) => says)).toEqual([
    '2 of 6 planned comparisons are not there (the run is complete)',
    'shard 2 of 3 is not there',
  ]);
});

test('what a shard left out beforehand was never planned', () => {
  const short = shard(
    2,
    { comparisons: [measured('2 a')], notRun: [{ key: '2 b', id: 'x', why: 'plan', seconds: 1 }] },
    { planned: 1 },
  );
  const record = mergeShards([shard(1), short, shard(3)], MERGING);
  expect(record.run.planned).toBe(5);
  expect(gate(record)).toMatchObject({ code: 0, warnings: [expect.stringContaining('left out to keep within the time')] });
});

test.each([
  ['commit', shard(2, {}, { commit: 'other' })],
  ['run seed', shard(2, {}, { runSeed: 1 })],
  ['data seed', shard(2, {}, { dataSeed: 1 })],
  ['profile', shard(2, {}, { profile: 'full' })],
  ['catalogue', shard(2, {}, { catalogue: 'other' })],
  ['shards', shard(2, {}, { shard: { index: 2, of: 4, comparisons: 6 } })],
  ['shard 1 stands twice', shard(1, {}, { id: 'again' })],
  ['again is no shard', { ...shard(2), run: sampleRecord({ run: { ...sampleRecord().run, id: 'again' } }).run }],
])('unlike: %s', (says, other) => {
  expect(unlikeShards([shard(1), other]).grave.join('\n')).toContain(says);
});

test('machines of another kind are told apart from what is graver', () => {
  const { environment } = sampleRecord();
  const other = shard(2, { environment: { ...environment, cpu: 'another' } });
  expect(unlikeShards([shard(1), other])).toEqual({ grave: [], machines: ['processor: Intel Xeon in r1, and another in r2'] });
  const record = mergeShards([shard(1), other, shard(3)], { ...MERGING, differing: ['processor'] });
  expect(gate(record).warnings).toContain('shards of unlike machines: processor');
});

test('a control that failed in one shard speaks against its store in all of them', () => {
  const same = (index: number) => shard(index, { comparisons: [measured(`${index} a`, { verdict: 'same' })] });
  const blind = judged(
    'postgres',
    'positive',
    measured('control', { effect: { ratio: 1, low: 0.99, high: 1.01, confidence: 0.99 } }),
  );
  const record = mergeShards([same(1), { ...same(2), controls: [blind] }], MERGING);
  expect(record.comparisons.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'inconclusive']);
});
