import { expect, test } from 'vitest';
import { type DrillEvidence, drillEvidence } from '../experiment/drill-record.ts';
import { callsComparison } from '../testing/sample-comparisons.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { drillLine, drillPart } from './drill-part.ts';

const repeat = (variant: 'baseline' | 'candidate', more: object) => ({
  ...{
    variant,
    outageMs: 300,
    quietMs: 10,
    maxMs: 50,
    errorClasses: [],
    eventMs: 1,
    eventError: null,
    acknowledged: 100,
    lost: 0,
  },
  counts: { due: 120, answered: 100, failed: 12, timedOut: 5, dropped: 3 },
  steps: [{ atMs: 0, due: 10, answered: 10, p50Ns: 1e6, maxNs: 2e6 }],
  ...more,
});
const evidence: DrillEvidence = drillEvidence.parse({
  ...{ shape: 'drill', event: 'broker-1 is killed', perSecond: 100, clients: 16, beforeMs: 1_000, afterMs: 2_000, stepMs: 100 },
  repeats: [
    repeat('baseline', {}),
    repeat('candidate', { lost: 1, duplicated: 2 }),
    repeat('candidate', { lost: 3, duplicated: 7, unread: 'nobody answered' }),
  ],
});
const shown = callsComparison({
  id: 'a/b',
  bench: 'c',
  description: 'D',
  baseline: 'one',
  variant: 'two',
  verdict: 'inconclusive',
  ratio: 1,
  baselineNs: 1,
});
const [comparison] = sampleRecord({
  comparisons: [{ ...shown, reason: 'drill: shown', evidence }],
}).comparisons;
const plain = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');

test('in the terminal: what was lost and what was there more than once; where that was not counted, a dash', () => {
  expect(plain(drillLine(evidence, 'candidate'))).toContain('lost 2 [1, 3]  duplicated 4.50 [2, 7]  n 2');
  expect(plain(drillLine(evidence, 'baseline'))).toContain('duplicated –');
});

test('in the report: the same in a table, and why something could not be read', () => {
  const page = comparison === undefined ? '' : drillPart('x', comparison, evidence).markup;
  expect(plain(page)).toMatch(/writes that were found more than once<\/th><td>–[^<]*<\/td><td>4\.50 \[2, 7\]/);
  expect(page).toContain('what survived could not be read: nobody answered');
});
