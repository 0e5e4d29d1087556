import { expect, test } from 'vitest';
import { callsComparison, FOREIGN_KEY } from '../testing/sample-comparisons.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { type GateOptions, gateOf } from './gate.ts';
import type { RunRecord } from './record.ts';

const ID = FOREIGN_KEY.id;
const NONE: GateOptions = { reference: null, quarantine: [], today: '2026-11-25' };
const gain = (ratio: number, verdict: 'better' | 'inconclusive' | 'invalid' = 'better', bench = 'latestOfAccount') =>
  callsComparison({ ...FOREIGN_KEY, bench, description: 'D', variant: 'account_id', ratio, baselineNs: 1e6, verdict });
/** One optimisation that claims to be twice as good, as it came out. */
function ran(comparisons: readonly object[], again: object | null = null, planned = comparisons.length): RunRecord {
  const sample = sampleRecord({ comparisons: [...comparisons] });
  const [optimization] = sample.optimizations;
  if (optimization === undefined) throw new Error('the sample is empty');
  const claims = [{ candidate: 'account_id', metric: 'latestOfAccount.p50', timesBetter: { atLeast: 2 } }];
  const [second] = again === null ? [] : sampleRecord({ comparisons: [again] }).comparisons;
  const key = sample.comparisons[0]?.key ?? '';
  return {
    ...sample,
    run: { ...sample.run, profile: 'quick', planned },
    optimizations: [{ ...optimization, claims, plans: [], readings: [] }],
    controls: [],
    failed: [],
    skipped: [],
    confirmations: second === undefined ? [] : [{ key, runSeed: 2, comparison: second, failure: null }],
  };
}
const state = (record: RunRecord, options: Partial<GateOptions> = {}) => {
  const gate = gateOf(record, { ...NONE, ...options });
  return [gate.state, gate.code];
};

test('a claim that holds passes', () => expect(state(ran([gain(0.4)]))).toEqual(['passed', 0]));

test('a claim is broken when a second measurement says so too, and not before', () => {
  expect(state(ran([gain(0.9)]))).toEqual(['passed', 0]);
  expect(gateOf(ran([gain(0.9)]), NONE).warnings).toEqual([expect.stringMatching(/^broken, and not measured a second time: /)]);
  expect(state(ran([gain(0.9)], gain(0.9)))).toEqual(['broken', 10]);
  expect(state(ran([gain(0.9)], gain(0.4)))).toEqual(['passed', 0]);
});

test('quarantine shelters until its day, and is told on every day', () => {
  const broken = ran([gain(0.9)], gain(0.9));
  const until = (day: string) => ({ quarantine: [{ id: ID, until: day, reason: 'a new disk' }] });
  expect(state(broken, until('2026-11-25'))).toEqual(['passed', 0]);
  expect(state(broken, until('2026-11-24'))).toEqual(['broken', 10]);
  expect(gateOf(broken, { ...NONE, ...until('2026-11-25') }).warnings).toContain(
    `in quarantine until 2026-11-25: ${ID} (a new disk)`,
  );
});

test('wrong answers and failures are graver than a broken claim', () => {
  const both = ran([gain(0.9), gain(1, 'invalid', 'other')], gain(0.9));
  expect(state(both)).toEqual(['wrong', 4]);
  const failed = [{ id: ID, error: 'the server died', log: [], repeat: '' }];
  expect(state({ ...ran([gain(0.4)]), failed })).toEqual(['wrong', 4]);
});

test('what was expected and is not there, by the plan or by a reference', () => {
  expect(state(ran([gain(0.4)], null, 2))).toEqual(['missing', 7]);
  const reference = ran([gain(0.4), gain(0.4, 'better', 'other')]);
  expect(state(ran([gain(0.4)]), { reference })).toEqual(['missing', 7]);
  expect(state(reference, { reference: ran([gain(0.4)]) })).toEqual(['passed', 0]);
});

test('a reference of another kind is refused with what differs', () => {
  const here = ran([gain(0.4)]);
  const reference = { ...here, run: { ...here.run, profile: 'full', id: 'before' } };
  expect(gateOf(here, { ...NONE, reference })).toMatchObject({
    ...{ code: 6, reasons: [{ finding: 'unlike', says: 'profile: quick, and full in before' }] },
  });
});

test('nothing to judge is not green', () => expect(state(ran([]))).toEqual(['empty', 8]));

test('noise is no verdict: a failed control, or most comparisons undecided; it hides no broken claim', () => {
  const undecided = [gain(0.4), gain(1, 'inconclusive', 'a'), gain(1, 'inconclusive', 'b')];
  expect(state(ran(undecided))).toEqual(['noise', 5]);
  expect(state(ran([gain(0.9), ...undecided.slice(1)], gain(0.9)))).toEqual(['broken', 10]);
  const [comparison] = ran([gain(0.4)]).comparisons;
  if (comparison === undefined) throw new Error('nothing was made');
  const controls = [{ store: 'redis', kind: 'null' as const, state: 'failed' as const, says: 'told apart', comparison }];
  expect(state({ ...ran([gain(0.4)]), controls })).toEqual(['noise', 5]);
});

test('what there was no time for is told and not missing; more of it than was decided is no verdict', () => {
  const late = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ key: `late ${i}`, id: ID, why: 'time' as const, seconds: 9 }));
  const one = { ...ran([gain(0.4)], null, 2), notRun: late(1) };
  expect(gateOf(one, NONE)).toMatchObject({ code: 0, warnings: [expect.stringContaining('not run, because the time ran out')] });
  expect(state({ ...ran([gain(0.4)], null, 3), notRun: late(2) })).toEqual(['noise', 5]);
});

test('a smoke run passes by its answers alone, and says so', () => {
  const record = ran([gain(0.9)], gain(0.9));
  const smoke = { ...record, run: { ...record.run, profile: 'smoke' } };
  expect(gateOf(smoke, NONE)).toMatchObject({ code: 0, warnings: [expect.stringContaining('judges no speed')] });
});
