/**
 * A copy of data has a bias of its own that no number of sessions shows: it is the same in each. Where a small effect would be called, the
 * copies are made anew in exchanged places and measured again; what is the copies' own then changes its sign. Pure.
 */
import { look, type Rule } from '../stats/look.ts';
import { CONSTANTS } from './constants.ts';
import type { Tier } from './rule.ts';
import type { Outcome } from './temper.ts';

/** Whether a verdict rests on less than a copy's bias may be. */
export function needsExchange({ verdict, effect }: Outcome, tier: Tier, below: number = CONSTANTS.exchangeBelow): boolean {
  if (tier === 'one lane' || tier === 'ABBA' || effect === null) return false;
  return (verdict === 'better' || verdict === 'worse') && Math.abs(Math.log(effect.ratio)) < Math.log1p(below);
}

const withheld = (outcome: Outcome, reason: string): Outcome => ({
  ...outcome,
  verdict: 'inconclusive',
  reason: `copy-bias: ${reason}`,
});

/** Where there was no time for the second half. */
export const unexchanged = (first: Outcome): Outcome =>
  withheld(first, 'so small an effect can be that of the copies themselves, and there was no time to exchange them');

const shown = ({ effect }: Outcome): string =>
  effect === null ? 'without an interval' : `${effect.ratio.toFixed(3)} [${effect.low.toFixed(3)}, ${effect.high.toFixed(3)}]`;

/** What both halves say together; their effects are logarithms, one a session. The verdict stands when either half and both together give it. */
export function agreed(
  first: Outcome,
  second: Outcome,
  { effects, rule }: { readonly effects: readonly number[]; readonly rule: Rule },
): Outcome {
  const sessions = effects.length;
  if (second.verdict === 'invalid') return { ...second, sessions: first.sessions };
  if (sessions < 2) return { ...unexchanged(first), sessions };
  const { verdict, ratio, low, high } = look(effects, rule);
  const both: Outcome = { ...first, effect: { ratio, low, high, confidence: 1 - rule.alpha }, sessions };
  if (second.verdict !== first.verdict)
    return withheld(both, `it was ${shown(first)}, and ${shown(second)} with the copies exchanged`);
  return verdict === first.verdict ? both : withheld(both, 'both halves together do not lie beyond the margin');
}
