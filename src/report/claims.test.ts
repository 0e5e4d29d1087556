import { expect, test } from 'vitest';
import { type JudgedClaim, judgeClaims } from '../experiment/claims.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { claimLine, claimTally, claimText, foundText } from './claims.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const claims = judgeClaims(sampleRecord());
const at = (index: number): JudgedClaim => claims[index] ?? expect.unreachable();

test('a claim in words', () => {
  expect(claimText({ metric: 'latestOfAccount.p50', timesBetter: { atLeast: 10 } })).toBe(
    'latest of account, p50: at least 10× better',
  );
  expect(claimText({ metric: 'a.ms', timesWorse: { atLeast: 1.1, atMost: 1.5 } })).toBe(
    'a, duration: at least 1.1× and at most 1.5× worse',
  );
  expect(claimText({ metric: 'indexBytes', same: true })).toBe('index bytes: the same');
  expect(claimText({ plan: 'Index Scan' })).toBe('the plan says “Index Scan”');
});

test('a line a claim: its state, whose it is, what was promised, what was found', () => {
  expect(claims.map((claim) => spaced(claimLine(claim)))).toEqual([
    '✔ held      indexing/foreign-key  account_id, created_at, rows 100 000  latest of account, p50: at least 10× better  (114× [112, 117] better)',
    '✔ held      indexing/foreign-key  account_id, rows 1 000  latest of account, p50: the same  (0.971× [0.963, 0.979] better)',
    '✖ broken    indexing/foreign-key  account_id, rows 10 000  latest of account, p50: at least 4× better  (3.23× [3.10, 3.36] better; p < 0.001 with all claims in view)',
    '✔ held      indexing/foreign-key  account_id, created_at, rows 100 000  the plan says “Index Scan”  (it does)',
    '✖ broken    indexing/foreign-key  account_id, rows 100 000  index bytes: at most 1.5× worse  (1.57× worse, counted)',
    '✔ held      indexing/foreign-key  account_id, rows 100 000  record transactions, p90: at most 2× worse  (1.13× [1.07, 1.20] worse)',
  ]);
  expect(claimTally(claims)).toBe('4 held, 2 broken');
});

test('what is broken by its own interval alone says that it may be chance', () => {
  expect(spaced(foundText({ ...at(2), adjustedP: 0.083, alarm: false }))).toMatch(
    /; p 0\.08 with all claims in view, so it may be chance$/,
  );
  expect(spaced(foundText({ ...at(2), adjustedP: null, alarm: false }))).toMatch(/; not a figure that decides$/);
});

test('what is unproven says why, and what was counted against nothing claims no ratio', () => {
  expect(foundText({ ...at(0), state: 'unproven', why: 'not measured in this run', found: null })).toBe(
    'not measured in this run',
  );
  const endless = { estimate: Infinity, low: Infinity, high: Infinity };
  expect(foundText({ ...at(4), found: endless })).toBe('from nothing, counted');
});
