import { describe, expect, test } from 'vitest';
import { look, type Rule } from '../stats/look.ts';
import { agreed, needsExchange, unexchanged } from './exchange.ts';
import type { Outcome } from './temper.ts';

const rule: Rule = {
  ...{ looks: [6, 8, 12, 16, 24], alpha: 0.01, equivalenceAlpha: 0.05, margin: 0.02, equivalence: 0.05, better: 'lower' },
};
/** Six sessions around a ratio, a tenth of a percent apart. */
const sessions = (ratio: number): readonly number[] => [-2, -1, 0, 0, 1, 2].map((step) => Math.log(ratio) + step / 1_000);

/** What the looks say of one pair of copies. */
function outcomeOf(effects: readonly number[]): Outcome {
  const { verdict, ratio, low, high, sessionsNeeded } = look(effects, rule);
  const effect = { ratio, low, high, confidence: 0.99 };
  return { verdict: verdict ?? 'inconclusive', reason: verdict === null ? 'noise' : null, effect, sessions: 6, sessionsNeeded };
}
const halves = (first: number, second: number): Outcome =>
  agreed(outcomeOf(sessions(first)), outcomeOf(sessions(second)), { effects: [...sessions(first), ...sessions(second)], rule });

describe('which verdicts are measured again with the copies exchanged', () => {
  test('small ones between copies', () => {
    expect(needsExchange(outcomeOf(sessions(1.04)), 'two copies')).toBe(true);
    expect(needsExchange(outcomeOf(sessions(0.96)), 'two servers')).toBe(true);
  });
  test('not large ones, nothing in one lane, nothing that is no verdict', () => {
    expect(needsExchange(outcomeOf(sessions(1.06)), 'two copies')).toBe(false);
    expect(needsExchange(outcomeOf(sessions(1.04)), 'one lane')).toBe(false);
    expect(needsExchange(outcomeOf(sessions(1.0)), 'two copies')).toBe(false);
    expect(needsExchange({ ...outcomeOf(sessions(1.04)), verdict: 'invalid', effect: null }, 'two copies')).toBe(false);
  });
});

describe('both halves together', () => {
  test('an effect that stays with the copies exchanged is called, by all its sessions', () => {
    const outcome = halves(1.04, 1.041);
    expect(outcome).toMatchObject({ verdict: 'worse', reason: null, sessions: 12 });
    expect(outcome.effect?.ratio).toBeCloseTo(1.0405, 4);
  });

  test('a bloated copy changes its sign with its place, and is never called', () => {
    const outcome = halves(1.04, 1 / 1.04);
    expect(outcome.verdict).toBe('inconclusive');
    expect(outcome.reason).toMatch(
      /^copy-bias: it was 1\.040 \[1\.036, 1\.044\], and 0\.962 \[0\.958, 0\.965\] with the copies exchanged$/,
    );
    expect(outcome.effect?.ratio).toBeCloseTo(1, 6);
  });

  test('a bias that only hides in the second half is not called either', () => {
    expect(halves(1.035, 1.005)).toMatchObject({ verdict: 'inconclusive', sessions: 12 });
  });

  test('halves that agree and lie too far apart for both together are not called', () => {
    const outcome = halves(1.03, 1.2);
    expect(outcome).toMatchObject({
      verdict: 'inconclusive',
      reason: 'copy-bias: both halves together do not lie beyond the margin',
    });
  });

  test('wrong answers in the second half are wrong answers', () => {
    const second: Outcome = { verdict: 'invalid', reason: 'answers differ', effect: null, sessions: 0, sessionsNeeded: null };
    expect(agreed(outcomeOf(sessions(1.04)), second, { effects: sessions(1.04), rule })).toEqual({ ...second, sessions: 6 });
  });

  test('without time for a second half nothing is called', () => {
    expect(unexchanged(outcomeOf(sessions(1.04)))).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^copy-bias: /),
    });
  });
});
