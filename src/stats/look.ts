/** The sequential decision: after k sessions, is the interval beyond the margin, inside the equivalence band, or neither yet? */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** `margin` and `equivalence` are shares: 0.02 is ±2 %. `better` says which direction of candidate ÷ baseline is good. */
export interface Rule {
  readonly looks: readonly number[];
  readonly alpha: number;
  readonly equivalenceAlpha: number;
  readonly margin: number;
  readonly equivalence: number;
  readonly better: 'lower' | 'higher';
}

export interface Look {
  /** Candidate ÷ baseline with its interval at 1 − alpha, adjusted for the number of looks. */
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: 'better' | 'worse' | 'same' | null;
  /** About how many sessions would decide at this spread; null where k is too small to tell. */
  readonly sessionsNeeded: number | null;
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** Sample standard deviation (n − 1). */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1));
}

/**
 * Student's t over session effects (natural logarithms of candidate ÷ baseline), two-sided, alpha split evenly over the planned looks
 * (Bonferroni), so that looking several times does not raise the rate of false alarms. Needs at least two sessions.
 */
export function look(effects: readonly number[], rule: Rule): Look {
  const k = effects.length;
  const centre = mean(effects);
  const error = standardDeviation(effects) / Math.sqrt(k);
  const t = tQuantile(1 - rule.alpha / (2 * rule.looks.length), k - 1);
  const half = t * error;
  const equivalenceHalf = tQuantile(1 - rule.equivalenceAlpha / (2 * rule.looks.length), k - 1) * error;
  return {
    ratio: Math.exp(centre),
    low: Math.exp(centre - half),
    high: Math.exp(centre + half),
    verdict: verdictOf(centre, half, equivalenceHalf, rule),
    sessionsNeeded: sessionsNeeded(centre, t * error * Math.sqrt(k), rule),
  };
}

function verdictOf(centre: number, half: number, equivalenceHalf: number, rule: Rule): Look['verdict'] {
  const beyond = Math.log1p(rule.margin);
  if (centre - half > beyond) return rule.better === 'lower' ? 'worse' : 'better';
  if (centre + half < -beyond) return rule.better === 'lower' ? 'better' : 'worse';
  const band = Math.log1p(rule.equivalence);
  return centre + equivalenceHalf < band && centre - equivalenceHalf > -band ? 'same' : null;
}

/** From (t·sd ÷ distance)²: the distance to the margin when the estimate lies beyond it, else the width of the equivalence band. */
function sessionsNeeded(centre: number, tTimesSd: number, rule: Rule): number | null {
  const past = Math.abs(centre) - Math.log1p(rule.margin);
  const needed = Math.ceil((tTimesSd / (past > 0 ? past : Math.log1p(rule.equivalence))) ** 2);
  return Number.isFinite(needed) ? Math.max(needed, rule.looks[0] ?? 2) : null;
}

/** An interval for display beside the verdict: same t, no adjustment for looks. Null below two values. */
export function interval(effects: readonly number[], alpha: number): { ratio: number; low: number; high: number } | null {
  if (effects.length < 2) return null;
  const centre = mean(effects);
  const half = (tQuantile(1 - alpha / 2, effects.length - 1) * standardDeviation(effects)) / Math.sqrt(effects.length);
  return { ratio: Math.exp(centre), low: Math.exp(centre - half), high: Math.exp(centre + half) };
}
