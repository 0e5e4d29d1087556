/** Comparisons as the engine would record them for session effects that a test names: smaller than the sample record, and true to the looks. */
import type { Claim, Comparison, OptimizationRecord } from '../experiment/record.ts';
import { look, type Rule } from '../stats/look.ts';

export const RULE: Rule = {
  looks: [6, 8, 12],
  alpha: 0.01,
  equivalenceAlpha: 0.05,
  margin: 0.02,
  equivalence: 0.05,
  better: 'lower',
};

const session = (effect: number) => ({
  ...{ effect, discarded: null, blocks: [effect], orders: 'B', measuredMs: 1 },
  metrics: { p50: effect, p90: 2 * effect },
});
const arm = {
  calls: 1,
  errors: 0,
  errorSample: null,
  meanNs: 1,
  p50Ns: 1,
  p90Ns: 1,
  p99Ns: 1,
  p999Ns: 1,
  maxNs: 1,
  perSecond: 1,
};
const side = { ...arm, histogram: '' };

/** Of logarithms of candidate ÷ baseline, one a session. */
export function comparisonOf(effects: readonly number[], more: Partial<Comparison> = {}): Comparison {
  const { better = 'lower' } = more;
  const { verdict, sessionsNeeded, ratio, low, high } = look(effects, { ...RULE, better });
  const effect = { ratio, low, high, confidence: 0.99 };
  return {
    ...{ key: `${more.variant} ${more.bench} ${more.at?.value}`, id: 'a/b', store: 's', bench: 'read', description: 'd' },
    ...{ role: 'gain', baseline: 'base', variant: 'one', at: null, metric: 'p50', unit: 'ns', better, tier: 'two copies' },
    ...{ verdict: verdict ?? 'inconclusive', reason: verdict === null ? 'noise' : null, effect, sessionsNeeded },
    ...{ sessions: effects.length, margin: RULE.margin, equivalence: RULE.equivalence, seconds: 1 },
    cpus: { layout: 'none', client: null, server: null },
    statements: { baseline: null, candidate: null },
    answers: { calls: 1, baseline: 'a', candidate: 'a', equal: true, leaves: null },
    evidence: {
      ...{ shape: 'calls', sessions: effects.map(session), looks: [...RULE.looks], opsPerSlice: 20, clients: 1 },
      ...{ baseline: side, candidate: side },
      secondary: [{ metric: 'p90', unit: 'ns', better: 'lower', effect, sessions: effects.length }],
    },
    ...more,
  };
}

/** An optimisation with a baseline and the candidates `one` and `two`. */
export function optimizationWith(claims: Claim[], more: Partial<OptimizationRecord> = {}): OptimizationRecord {
  const variants = ['base', 'one', 'two'].map((name) => ({ name, change: [], undo: [] }));
  const words = { id: 'a/b', store: 's', question: '?', adopt: '', avoid: '', baseline: 'base' };
  return { ...words, variants, lanes: [], readings: [], plans: [], notes: [], claims, ...more };
}

/** Six effects (logarithms of candidate ÷ baseline) with this mean and a standard error of exactly 0.01. */
export const around = (mean: number) => [-1, 1, -1, 1, -1, 1].map((sign) => mean + sign * 0.01 * Math.sqrt(5));
