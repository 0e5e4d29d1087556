import { expect, test } from 'vitest';
import { callsComparison } from '../testing/sample-comparisons.ts';
import type { StoreScope } from './circumstance.ts';
import { guarded, judged, rejudge, underControls } from './controls.ts';
import { type Comparison, type ControlRecord, comparisonSchema } from './record.ts';

const measured = (ratio: number, half: number, more: Record<string, unknown> = {}): Comparison =>
  comparisonSchema.parse(
    callsComparison({
      ...{ id: 'control/postgres', bench: 'read', description: 'd', variant: 'its twin', baseline: 'known', verdict: 'same' },
      ...{ ratio, half, baselineNs: 50_000, more },
    }),
  );
const scores = (baseline: number, candidate: number) => ({
  answers: {
    ...{ calls: 50, baseline: 'a', candidate: 'b', equal: true, leaves: null },
    scores: [{ name: 'rows', unit: 'rows', better: 'higher', atLeast: null, baseline, candidate }],
  },
});
const nullControl = (ratio: number, half: number): ControlRecord => judged('postgres', 'null', measured(ratio, half));
const positive = (ratio: number, half: number): ControlRecord =>
  judged('postgres', 'positive', measured(ratio, half, scores(40_000, 42_600)));
const verdict = (what: Comparison['verdict'], ratio: number, half = 0.01): Comparison => ({
  ...measured(ratio, half),
  verdict: what,
});

test('two equal copies pass unless their whole interval lies beyond the margin', () => {
  expect(nullControl(1.01, 0.008).state).toBe('passed');
  expect(nullControl(1.04, 0.01).state).toBe('failed');
  expect(nullControl(0.96, 0.01).state).toBe('failed');
});

test('planted work passes when it was found, and fails when the interval reaches into the margin', () => {
  expect(positive(1.06, 0.01).state).toBe('passed');
  expect(positive(1.02, 0.01).state).toBe('failed');
});

test('equal marks on both sides say that there is one lane, whatever the times are', () => {
  expect(judged('postgres', 'positive', measured(1.06, 0.01, scores(40_000, 40_000))).state).toBe('one lane');
});

test('a smoke run judges no control', () => {
  const smoke = { verdict: 'inconclusive', reason: 'smoke', effect: null };
  expect(judged('postgres', 'null', measured(1, 0.01, smoke)).state).toBe('not judged');
});

test('where controls pass, a verdict stands', () => {
  const controls = [nullControl(1.001, 0.005), positive(1.06, 0.01)];
  for (const what of ['better', 'worse', 'same'] as const) {
    const comparison = verdict(what, 0.8);
    expect(underControls(comparison, controls)).toBe(comparison);
  }
});

test('a failed null control withholds both directions, except beyond its own interval', () => {
  const controls = [nullControl(1.04, 0.01)];
  expect(underControls(verdict('better', 0.97), controls)).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^null-control/),
  });
  expect(underControls(verdict('worse', 1.045), controls).verdict).toBe('inconclusive');
  expect(underControls(verdict('better', 0.8), controls).verdict).toBe('better');
  expect(underControls(verdict('same', 1), controls).verdict).toBe('same');
});

test('a failed positive control withholds "same" alone', () => {
  const controls = [positive(1.01, 0.02)];
  expect(underControls(verdict('same', 1), controls)).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^insensitive/),
  });
  expect(underControls(verdict('better', 0.8), controls).verdict).toBe('better');
});

test('one lane makes every verdict invalid, and controls of another store none', () => {
  const controls = [judged('postgres', 'positive', measured(1, 0.01, scores(1, 1)))];
  expect(underControls(verdict('better', 0.5), controls)).toMatchObject({
    verdict: 'invalid',
    reason: expect.stringMatching(/^wiring/),
  });
  expect(underControls({ ...verdict('better', 0.5), store: 'redis' }, controls).verdict).toBe('better');
});

test('what stood before a run was taken up stands under its new controls too, in that store alone', () => {
  const comparisons = [verdict('same', 1), { ...verdict('same', 1), store: 'redis' }];
  const again = { key: 'k', runSeed: 1, comparison: verdict('same', 1), failure: null };
  const record = { comparisons, confirmations: [again], controls: [positive(1.06, 0.01), positive(1.01, 0.02)] };
  rejudge(record, 'postgres');
  expect(record.comparisons.map((each) => each.verdict)).toEqual(['inconclusive', 'same']);
  expect(record.confirmations).toMatchObject([{ comparison: { verdict: 'inconclusive' } }]);
});

test('where planted work waits, it is measured before the first “same” is said, which stands or falls by it', async () => {
  const controls = [nullControl(1.001, 0.005)];
  const scope = { context: { file: { record: { controls } } } } as unknown as StoreScope;
  let planted = 0;
  const plantAt = (ratio: number) => async (): Promise<void> => {
    planted += 1;
    controls.push(positive(ratio, 0.01));
  };
  expect((await guarded(scope, verdict('better', 0.5), plantAt(1.06))).verdict).toBe('better');
  expect(planted).toBe(0);
  expect(await guarded(scope, verdict('same', 1), plantAt(1.02))).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^insensitive/),
  });
  expect((await guarded(scope, verdict('same', 1), plantAt(1.06))).verdict).toBe('inconclusive');
  expect(planted).toBe(1);
});
