import { expect, test } from 'vitest';
import type { Comparison } from '../experiment/record.ts';
import { callsComparison, FOREIGN_KEY } from '../testing/sample-comparisons.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { recommend } from './recommend.ts';

type Verdict = Comparison['verdict'];
const spec = { ...FOREIGN_KEY, description: 'D', variant: 'account_id', baselineNs: 1e6 };
/** The sample's first optimisation with one gain and one price of one candidate. */
function advised(gain: Verdict, price: Verdict, gainRatio = 0.5) {
  const comparisons = [
    callsComparison({ ...spec, bench: 'reads', ratio: gainRatio, verdict: gain }),
    callsComparison({ ...spec, bench: 'writes', ratio: 1.2, verdict: price, more: { role: 'price' } }),
  ];
  return recommend(sampleRecord({ comparisons })).filter(({ candidate }) => candidate === 'account_id');
}

test.each([
  ['better', 'same', 'adopt', 'better at reads, and worse at nothing that was measured'],
  ['better', 'worse', 'adopt-if', 'better at reads, worse at writes'],
  ['better', 'inconclusive', 'adopt-if', 'better at reads, not known of writes'],
  ['same', 'same', 'reject', 'nothing is better: reads same'],
  ['worse', 'same', 'reject', 'nothing is better: reads worse'],
  ['inconclusive', 'same', 'inconclusive', 'reads is undecided: '],
  ['invalid', 'same', 'inconclusive', 'reads is invalid: '],
  ['better', 'invalid', 'inconclusive', 'writes is invalid: '],
] as const)('a gain that is %s at a price that is %s: %s', (gain, price, verdict, why) => {
  const [advice] = advised(gain, price);
  expect(advice?.verdict).toBe(verdict);
  expect(advice?.why).toContain(why);
});

test('the benefit stands with its interval, beside what to type, what takes it back and what it costs', () => {
  const [advice] = advised('better', 'worse');
  expect(advice?.benefit).toMatchObject({ metric: 'reads.p50', timesBetter: 2, confidence: 0.99, sessions: 6 });
  expect(advice?.benefit?.interval[0]).toBeCloseTo(1.941, 3);
  expect(advice?.action.length).toBeGreaterThan(0);
  expect(advice?.price.join('; ')).toMatch(/D 20\s% slower \[.*\s%, .*\s%\], n\s6; index bytes/);
});

test('what gives up something that no price shows is adopted only by who accepts it', () => {
  const sample = sampleRecord();
  const risky = (gain: Verdict) => {
    const comparisons = [
      callsComparison({ ...spec, bench: 'reads', ratio: 0.5, verdict: gain }),
      callsComparison({ ...spec, bench: 'writes', ratio: 1, verdict: 'same', more: { role: 'price' } }),
    ];
    const variants = [{ name: 'account_id', change: [], undo: [], risk: 'rows are lost' }];
    const optimizations = sample.optimizations.slice(0, 1).map((each) => ({ ...each, variants }));
    return recommend(sampleRecord({ comparisons, optimizations }))[0];
  };
  expect(risky('better')).toMatchObject({
    ...{ verdict: 'adopt-if', risk: 'rows are lost' },
    why: 'better at reads, and worse at nothing that was measured, if you accept that rows are lost',
  });
  expect(risky('same')).toMatchObject({ verdict: 'reject', why: 'nothing is better: reads same' });
});

test('a smoke run recommends nothing, and a candidate without a gain has no advice', () => {
  const sample = sampleRecord();
  expect(recommend({ ...sample, run: { ...sample.run, profile: 'smoke' } })).toEqual([]);
  expect(recommend({ ...sample, comparisons: [] })).toEqual([]);
});
