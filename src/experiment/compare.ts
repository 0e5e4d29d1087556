/** A comparison of calls on a warmed measurer: its sessions, its verdict with the reason, and the evidence that goes into the record. */
import type { FinishReport, Measurer } from '../load/measurer.ts';
import type { WarmReport } from '../load/warm.ts';
import { callsEvidenceOf, type GrowthUnits } from './calls-evidence.ts';
import { CONSTANTS } from './constants.ts';
import { overallLevel } from './health.ts';
import type { CallsEvidence } from './record-evidence.ts';
import { type Decided, effectsOf, type SessionsOptions, sessionsUntilDecided } from './sessions.ts';
import { harnessOf, type Outcome, tempered } from './temper.ts';

export interface CompareOptions extends SessionsOptions {
  readonly judges: boolean;
  /** Counters of the bench, with their units and directions. */
  readonly growth: GrowthUnits;
  readonly clients: number;
  /** How it was warmed; null where it was not. */
  readonly warm: WarmReport | null;
}

export interface CallsOutcome extends Outcome {
  readonly evidence: CallsEvidence;
  readonly leaves: FinishReport['leaves'];
}

/** Throws what the measurer throws; an answer that differs ends it as invalid. */
export async function compareCalls(measurer: Measurer, options: CompareOptions): Promise<CallsOutcome> {
  const decided = await sessionsUntilDecided(measurer, options);
  const finish = await measurer.finish();
  const conditions = {
    metric: options.metric,
    effects: effectsOf(decided.sessions, options.metric),
    warm: options.warm,
    level: overallLevel(decided.sessions.map(({ health }) => health)),
    harness: harnessOf(finish.overhead, [finish.baseline, finish.candidate]),
  };
  const outcome = tempered(settle(decided, finish, options), conditions);
  return { ...outcome, leaves: finish.leaves, evidence: callsEvidenceOf(decided.sessions, finish, options) };
}

const none = { effect: null, sessionsNeeded: null };

/** The verdict with its reason. Wrong answers and errors come before any speed. */
function settle(decided: Decided, finish: FinishReport, options: CompareOptions): Outcome {
  const sessions = effectsOf(decided.sessions, options.metric).length;
  const lastDiscarded = decided.sessions.findLast(({ discarded }) => discarded !== null)?.discarded;
  const invalid = (reason: string): Outcome => ({ verdict: 'invalid', reason, sessions, ...none });
  if (finish.leaves !== null && !finish.leaves.equal)
    return invalid(`the calls left different data behind: ${finish.leaves.difference}${errorsIn(finish)}`);
  if (decided.stopped === 'wrong') return invalid(lastDiscarded ?? 'answers differ');
  const broken = tooManyErrors(finish);
  if (broken !== null) return invalid(broken);
  if (decided.stopped === 'discarded') return invalid(`too many sessions discarded: ${lastDiscarded}`);
  if (!options.judges) return { verdict: 'inconclusive', reason: 'smoke', sessions, ...none };
  if (decided.look === null) return { verdict: 'inconclusive', reason: 'too few sessions', sessions, ...none };
  const { ratio, low, high, verdict, sessionsNeeded } = decided.look;
  const effect = { ratio, low, high, confidence: 1 - options.rule.alpha };
  if (verdict !== null) return { verdict, reason: null, effect, sessions, sessionsNeeded: null };
  return { verdict: 'inconclusive', reason: decided.stopped === 'budget' ? 'budget' : 'noise', effect, sessions, sessionsNeeded };
}

/** The first failed call of either side, which is the likely cause where data differ. */
function errorsIn(finish: FinishReport): string {
  const sample = finish.baseline.errorSample ?? finish.candidate.errorSample;
  return sample === null ? '' : `; a call failed: ${sample}`;
}

function tooManyErrors(finish: FinishReport): string | null {
  for (const side of ['baseline', 'candidate'] as const) {
    const { calls, errors, errorSample } = finish[side];
    if (errors > CONSTANTS.mostErrors * (calls + errors))
      return `${errors} of ${calls + errors} calls of the ${side} failed: ${errorSample}`;
  }
  return null;
}
