import { expect, test } from 'vitest';
import type { Comparison } from '../experiment/record.ts';
import { callsComparison } from '../testing/sample-comparisons.ts';
import { openComparison, openEvidence } from '../testing/sample-open.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { detailLines } from './detail-lines.ts';
import { resultLine } from './summary.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const only = (comparison: object): Comparison => {
  const [found] = sampleRecord({ comparisons: [comparison] }).comparisons;
  if (found === undefined) throw new Error('the sample record holds no comparison');
  return found;
};
const lines = (comparison: object): string[] => detailLines(only(comparison)).map(spaced);
const closed = { id: 'a/b', bench: 'c', description: 'D', baseline: 'none', variant: 'index', ratio: 0.5, baselineNs: 1e6 };

test('both variants of a closed load: n, then every percentile, and how many calls the next one needs', () => {
  expect(lines(callsComparison({ ...closed, verdict: 'better', calls: 2_000 }))).toEqual([
    '    none   n 200  p50 1.00 ms  p90 – n too small (need 100)',
    '    index  n 2 000  p50 500 µs  p90 620 µs  p99 – n too small (need 1 000)',
  ]);
});

test('an open load: response and service with intervals, then what was late or lost', () => {
  expect(lines(openComparison(openEvidence({ responseNs: 4e6, lost: { timedOut: 3 } })))).toEqual([
    '    no TTL            response  n 2 000  p50 22.0 ms [21.2, 22.8]  p90 36.4 ms [35.9, 36.9]  p99 39.6 ms [39.5, 39.8]  p99.9 – n too small (need 10 000)',
    '                      service   n 1 997  p50 11.0 ms [10.6, 11.4]  p90 18.2 ms [18.0, 18.4]  p99 19.8 ms [19.7, 19.9]  p99.9 – n too small (need 10 000)',
    '                      lag p99 79.2 µs [78.8, 79.6], 0 failed, 3 timed out, 0 dropped; 1 997 of 2 000 answered rightly',
    '    TTL on every key  response  n 2 000  p50 2.20 ms [2.12, 2.28]  p90 3.64 ms [3.59, 3.69]  p99 3.96 ms [3.95, 3.98]  p99.9 – n too small (need 10 000)',
    '                      service   n 2 000  p50 1.10 ms [1.06, 1.14]  p90 1.82 ms [1.80, 1.84]  p99 1.98 ms [1.97, 1.99]  p99.9 – n too small (need 10 000)',
    '                      lag p99 79.2 µs [78.8, 79.6], 0 failed, 0 timed out, 0 dropped; 2 000 of 2 000 answered rightly',
  ]);
});

test('the result of an open load is its p99 of response, and that it is not judged', () => {
  expect(spaced(resultLine(only(openComparison())))).toBe(
    '◇ cache_ttl/pipelining  TTL on every key  response p99  3.96 ms -> 3.96 ms  –  inconclusive (open load: shown, not judged)',
  );
});

test('nothing below a result whose times are not to be believed, nor below a task', () => {
  expect(lines(openComparison(openEvidence(), { verdict: 'invalid', reason: 'generator: late' }))).toEqual([]);
  expect(lines(callsComparison({ ...closed, verdict: 'inconclusive', more: { reason: 'smoke' } }))).toEqual([]);
  const task = sampleRecord().comparisons.find(({ evidence }) => evidence.shape === 'task');
  expect(task && detailLines(task)).toEqual([]);
});
