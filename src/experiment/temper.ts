/** What takes a verdict back although its interval would allow it: drift, no steady state, a machine in other hands. Pure. */
import type { WarmReport } from '../load/warm.ts';
import { spearmanDrift } from '../stats/rank.ts';
import { CONSTANTS } from './constants.ts';
import type { Level } from './health.ts';
import type { Verdict } from './record.ts';
import type { Effect } from './record-evidence.ts';

/** A comparison as far as it is judged. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly reason: string | null;
  readonly effect: Effect | null;
  readonly sessions: number;
  readonly sessionsNeeded: number | null;
}

export interface Conditions {
  readonly metric: 'p50' | 'mean' | 'perSecond' | 'ms';
  /** Logarithms of candidate ÷ baseline, one a session, in order. */
  readonly effects: readonly number[];
  /** Null where nothing was warmed. */
  readonly warm: WarmReport | null;
  /** Null where the system does not tell. */
  readonly level: Level | null;
  /** What the harness takes of either side's call, and what a call takes; null where it was not measured. */
  readonly harness: { readonly baselineNs: number; readonly candidateNs: number; readonly callNs: number } | null;
}

/** Of the constants: a record is judged by its own. */
export interface Limits {
  readonly mostDrift: number;
  readonly leastDriftSessions: number;
  readonly unsteadyMargin: number;
  readonly sameUnder: 'amber' | 'red';
  readonly harness: { readonly mostShift: number };
}

/** The outcome, or `inconclusive` with the first reason that forbids its verdict. What is invalid or inconclusive stays as it is. */
export function tempered(outcome: Outcome, conditions: Conditions, limits: Limits = CONSTANTS): Outcome {
  if (outcome.verdict === 'invalid' || outcome.verdict === 'inconclusive') return outcome;
  const reason = reasonAgainst(outcome, conditions, limits);
  return reason === null ? outcome : withheld(outcome, reason);
}

/** The same figures without a verdict. */
const withheld = (outcome: Outcome, reason: string): Outcome => ({ ...outcome, verdict: 'inconclusive', reason });

/** Others had the processors for so long that calls waited for them. */
export const CROWDED = 'noise: other programs used a third of the processors or more';

function reasonAgainst({ verdict, effect }: Outcome, conditions: Conditions, limits: Limits): string | null {
  const { metric, effects, warm, level, harness } = conditions;
  if (level === 'red' && (metric === 'mean' || metric === 'perSecond'))
    return `${CROWDED}, and then only a median can be trusted`;
  if (level === 'red' && verdict === 'same' && limits.sameUnder !== 'red')
    return `${CROWDED}, and a difference may be hidden by waiting for them, which both sides did`;
  const shift = harness === null ? 0 : Math.abs(harness.candidateNs - harness.baselineNs) / harness.callNs;
  if (shift > limits.harness.mostShift)
    return `harness: it takes ${(100 * shift).toFixed(1)} % of a call more on one side than on the other, around calls that do nothing`;
  const drift = spearmanDrift(effects);
  if (effects.length >= limits.leastDriftSessions && Math.abs(drift) > limits.mostDrift)
    return `drift: the effect went ${drift > 0 ? 'up' : 'down'} from session to session (rank correlation ${drift.toFixed(2)})`;
  if (!isSettled(warm) && !isBeyond(effect, limits.unsteadyMargin))
    return `no-steady-state: after ${Math.round((warm?.ms ?? 0) / 1e3)} s of warming the level still moved, and the effect is not beyond 25 %`;
  return null;
}

/** From the figures of both variants; the quicker one feels the harness most. */
export function harnessOf(
  overhead: { readonly baselineNs: number; readonly candidateNs: number } | undefined,
  calls: readonly { readonly p50Ns: number | null }[],
): Conditions['harness'] {
  const callNs = Math.min(...calls.map(({ p50Ns }) => p50Ns ?? Number.POSITIVE_INFINITY));
  return overhead === undefined || !Number.isFinite(callNs) ? null : { ...overhead, callNs };
}

const isSettled = (warm: WarmReport | null): boolean =>
  warm === null || warm.together || (warm.baseline !== 'no-steady-state' && warm.candidate !== 'no-steady-state');

/** The whole interval lies at least this share from 1. */
function isBeyond(effect: Effect | null, margin: number): boolean {
  return effect !== null && (effect.low > 1 + margin || effect.high < 1 / (1 + margin));
}
