import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { resultLine, summaryLines } from './summary.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const lineOf = (id: string, at: number | null, variant: string): string => {
  const found = sampleRecord().comparisons.find((c) => c.id === id && c.variant === variant && (c.at?.value ?? null) === at);
  return found === undefined ? '' : spaced(resultLine(found));
};

test('a result is one line in the words and digits of the report', () => {
  expect(lineOf('indexing/foreign-key', 100_000, 'account_id, created_at')).toBe(
    '✔ indexing/foreign-key  account_id, created_at  rows 100 000  p50  8.52 ms -> 0.0745 ms  114× [112, 117] in 6 sessions  better',
  );
});
test('an invalid result shows no speed, an undecided one its reason', () => {
  expect(lineOf('query_optimization/no-distinct', null, 'join chain')).toBe(
    '✖ query_optimization/no-distinct  join chain  p50  –  invalid (answers differ in 3 of 100 questions)',
  );
  expect(lineOf('query_optimization/work-mem', null, '64 MB')).toMatch(
    /^◇ .* 1\.02× \[0\.93, 1\.11\] in \d+ sessions {2}inconclusive \(noise/,
  );
});
test('the summary counts, names three best gains with their price, then what was not run', () => {
  const lines = summaryLines(sampleRecord()).map(spaced);
  expect(lines.slice(0, 4)).toEqual([
    'gains: 7 better, 1 worse, 1 same, 1 inconclusive, 1 invalid',
    'prices: 2 worse, 1 same',
    'do these first:',
    '  1. query_optimization/keyset: key  700× [670, 740]  price: no price was measured',
  ]);
  expect(lines.slice(6, 8)).toEqual(['claims: 4 held, 2 broken', expect.stringMatching(/^✔ held .* at least 10× better/)]);
  expect(lines.at(-1)).toBe("  repeat: npm run bench -- --only 'high_availability/replica-reads' --seed 42 --run-seed 7");
});
test('what gives up something that is no figure stands apart from what to do first, with its sentence', () => {
  const sample = sampleRecord();
  const optimizations = sample.optimizations.map((each) => ({
    ...each,
    variants: each.variants.map((one) => (one.name === 'key' ? { ...one, risk: 'pages are skipped' } : one)),
  }));
  const lines = summaryLines({ ...sample, optimizations }).map(spaced);
  const [first, accepted] = [lines.indexOf('do these first:'), lines.indexOf('faster, if you accept what it gives up:')];
  expect(lines.slice(first, accepted).join()).not.toContain('query_optimization/keyset');
  expect(lines.slice(accepted + 1, accepted + 3)).toEqual([
    '  – query_optimization/keyset: key  700× [670, 740]  price: no price was measured',
    '    if you accept that pages are skipped',
  ]);
});
test('what one reason skipped is one line, and below it a line a folder', () => {
  const skipped = ['indexing/brin', 'indexing/partial', 'orm/read-by-id'].map((id) => ({
    ...{ id, reason: 'the quick profile has minutes', remedy: `npm run bench -- --only '${id}'` },
  }));
  const lines = summaryLines(sampleRecord({ skipped, failed: [] })).map(spaced);
  expect(lines.slice(-3)).toEqual([
    '– skipped 3: the quick profile has minutes; npm run bench -- --only ID',
    '    indexing: brin, partial',
    '    orm: read-by-id',
  ]);
});
test('unpinned comparisons are counted, with what that means', () => {
  const { comparisons } = sampleRecord();
  const [first, ...rest] = comparisons;
  const unpinned = first === undefined ? [] : [{ ...first, cpus: { layout: 'none' as const, client: null, server: null } }];
  expect(summaryLines(sampleRecord({ comparisons: [...unpinned, ...rest] })).map(spaced)).toContain(
    'unpinned: 1 comparison, whose margins are three times as wide',
  );
  expect(summaryLines(sampleRecord()).join('\n')).not.toContain('unpinned');
});
test('a smoke run and an interrupted one say what they are', () => {
  const { run } = sampleRecord();
  expect(summaryLines(sampleRecord({ run: { ...run, profile: 'smoke' } })).map(spaced)[0]).toBe(
    'smoke: 14 comparisons answered, 1 with wrong answers; no speed was judged',
  );
  expect(summaryLines(sampleRecord({ run: { ...run, profile: 'smoke' } })).join()).not.toContain('claims');
  expect(summaryLines(sampleRecord({ run: { ...run, status: 'interrupted' } }))[0]).toBe(
    'run interrupted: 14 of 16 planned comparisons are finished',
  );
});
