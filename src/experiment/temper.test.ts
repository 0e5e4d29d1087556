import { expect, test } from 'vitest';
import { CONSTANTS } from './constants.ts';
import { type Conditions, type Outcome, tempered } from './temper.ts';

const BETTER: Outcome = {
  verdict: 'better',
  reason: null,
  effect: { ratio: 0.9, low: 0.88, high: 0.92, confidence: 0.99 },
  sessions: 8,
  sessionsNeeded: null,
};
const CALM: Conditions = {
  metric: 'p50',
  effects: [-0.1, -0.11, -0.1, -0.09, -0.11, -0.1, -0.1, -0.11],
  warm: { baseline: 'flat', candidate: 'warmup', together: false, slices: 20, ms: 2_000 },
  level: 'green',
  harness: null,
};
const RESTLESS = { baseline: 'flat', candidate: 'no-steady-state', together: false, slices: 90, ms: 10_000 } as const;

test('under calm conditions a verdict stands', () => {
  expect(tempered(BETTER, CALM)).toBe(BETTER);
});

test('an effect that falls from session to session is drift, from eight sessions on', () => {
  const falling = [-0.05, -0.06, -0.07, -0.08, -0.09, -0.1, -0.11, -0.12];
  expect(tempered(BETTER, { ...CALM, effects: falling })).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^drift: the effect went down .*-1\.00/),
    effect: BETTER.effect,
  });
  expect(tempered(BETTER, { ...CALM, effects: falling.slice(0, 7) })).toBe(BETTER);
});

test('without a steady state only an effect wholly beyond 25 % stands', () => {
  expect(tempered(BETTER, { ...CALM, warm: RESTLESS })).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('no-steady-state: after 10 s'),
  });
  const large = { ...BETTER, effect: { ratio: 0.5, low: 0.45, high: 0.55, confidence: 0.99 } };
  expect(tempered(large, { ...CALM, warm: RESTLESS })).toBe(large);
  const reaching = { ...BETTER, effect: { ratio: 0.7, low: 0.6, high: 0.82, confidence: 0.99 } };
  expect(tempered(reaching, { ...CALM, warm: RESTLESS }).verdict).toBe('inconclusive');
});

test('two variants that move together are steady enough', () => {
  expect(tempered(BETTER, { ...CALM, warm: { ...RESTLESS, together: true } })).toBe(BETTER);
});

test('on a machine in other hands a median stands, and a mean or a rate does not', () => {
  expect(tempered(BETTER, { ...CALM, level: 'red' })).toBe(BETTER);
  for (const metric of ['mean', 'perSecond'] as const)
    expect(tempered(BETTER, { ...CALM, metric, level: 'red' })).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^noise: other programs/),
    });
  expect(tempered(BETTER, { ...CALM, metric: 'mean', level: 'amber' })).toBe(BETTER);
});

test('on such a machine a median that differs stands, and one that is the same does not: waiting for others is equal on both sides', () => {
  const same: Outcome = { ...BETTER, verdict: 'same', effect: { ratio: 1, low: 0.99, high: 1.01, confidence: 0.99 } };
  const limits = { ...CONSTANTS, sameUnder: 'red' } as const;
  expect(tempered(same, { ...CALM, level: 'red' })).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^noise: other programs .* may be hidden/),
  });
  expect(tempered({ ...BETTER, verdict: 'worse' }, { ...CALM, level: 'red' }).verdict).toBe('worse');
  expect(tempered(same, { ...CALM, level: 'amber' })).toBe(same);
  expect(tempered(same, { ...CALM, level: 'red' }, limits)).toBe(same);
});

test('what is invalid or inconclusive keeps its own reason', () => {
  const invalid: Outcome = { ...BETTER, verdict: 'invalid', reason: 'answers differ' };
  expect(tempered(invalid, { ...CALM, warm: RESTLESS })).toBe(invalid);
});

test('a harness that takes more of one side than of the other measures itself', () => {
  const of = (candidateNs: number) => tempered(BETTER, { ...CALM, harness: { baselineNs: 400, candidateNs, callNs: 20_000 } });
  expect(of(499)).toBe(BETTER);
  expect(of(501)).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^harness: it takes 0\.5 % of a call more/),
  });
});
