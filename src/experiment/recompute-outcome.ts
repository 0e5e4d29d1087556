/** A comparison's verdict anew, from its evidence and the constants of its own record. Pure. */
import { z } from 'zod';
import type { Rule } from '../stats/look.ts';
import { CONSTANTS } from './constants.ts';
import { agreed, needsExchange, unexchanged } from './exchange.ts';
import { healthsOf, overallLevel } from './health.ts';
import type { Comparison } from './record.ts';
import type { CallsEvidence, TaskEvidence } from './record-evidence.ts';
import { countedEffects, replayLooks } from './replay.ts';
import { NOT_OF_TASKS } from './task.ts';
import { type Conditions, harnessOf, type Outcome, tempered } from './temper.ts';

/** Of the constants in the record: those on which a verdict depends. */
export const judging = z.object({
  alpha: z.number(),
  equivalenceAlpha: z.number(),
  mostDiscarded: z.number(),
  mostErrors: z.number(),
  /** Absent in records of an engine that took no verdict back. */
  mostDrift: z.number().optional(),
  leastDriftSessions: z.number().optional(),
  unsteadyMargin: z.number().optional(),
  /** Absent in records of an engine that told variants the same on any machine. */
  sameUnder: z.enum(['amber', 'red']).optional(),
  harness: z.object({ mostShift: z.number() }).optional(),
  foreign: z.object({ amber: z.number(), red: z.number() }).optional(),
  /** Absent in records of an engine that exchanged no copies. */
  exchangeBelow: z.number().optional(),
  profile: z.object({ judges: z.boolean() }),
});
export type Judging = z.infer<typeof judging>;

/** What has a verdict of its own: an open load is shown and not judged. */
export type Judged = Omit<Comparison, 'evidence'> & { readonly evidence: CallsEvidence | TaskEvidence };
export const isJudged = (comparison: Comparison): comparison is Comparison & Judged =>
  comparison.evidence.shape !== 'open' && comparison.evidence.shape !== 'drill';

/** The machine, the warm-up and the controls are judged where they are measured: the record says that they spoke against a verdict. */
const WITHHELD = /^(noise|drift|env|no-steady-state|null-control|insensitive|copy-bias): /;
export const isWithheld = ({ verdict, reason, effect }: Judged): boolean =>
  verdict === 'inconclusive' && effect !== null && WITHHELD.test(reason ?? '');

/** The verdict anew. Wrong answers, errors and discarded sessions come before any speed, as they do when measuring. */
function outcomeOf(comparison: Judged, constants: Judging): Outcome {
  const { evidence } = comparison;
  const effects = countedEffects(evidence);
  const none = { effect: null, sessions: effects.length, sessionsNeeded: null };
  if (isInvalid(comparison, constants)) return { verdict: 'invalid', reason: null, ...none };
  if (!constants.profile.judges) return { verdict: 'inconclusive', reason: 'smoke', ...none };
  const { look, seen } = replayLooks(effects, ruleOf(comparison, constants));
  if (look === null)
    return { verdict: 'inconclusive', reason: evidence.shape === 'task' ? 'too few repeats' : 'too few sessions', ...none };
  const { verdict, sessionsNeeded, ratio, low, high } = look;
  const effect = { ratio, low, high, confidence: 1 - constants.alpha };
  if (verdict !== null) return { verdict, reason: null, effect, sessions: seen, sessionsNeeded: null };
  // Time that was spent stands nowhere: a schedule that did not end was cut by it.
  const reason = effects.length >= (evidence.looks.at(-1) ?? 0) ? 'noise' : 'budget';
  return { verdict: 'inconclusive', reason, effect, sessions: effects.length, sessionsNeeded };
}

/** What drift, warm-up and the machine leave of a half's verdict; of an older record, what it says itself. */
function half(comparison: Judged, constants: Judging): Outcome {
  const judged = outcomeOf(comparison, constants);
  const { evidence, metric } = comparison;
  if (constants.mostDrift === undefined) return judged;
  const { foreign, ...limits } = withoutGaps(constants);
  if (evidence.shape === 'task') {
    const level = overallLevel(healthsOf(evidence.repeats), foreign);
    return tempered(judged, { metric: 'ms', level, ...NOT_OF_TASKS }, limits);
  }
  const conditions: Conditions = {
    metric: metric === 'mean' || metric === 'perSecond' ? metric : 'p50',
    effects: countedEffects(evidence),
    warm: evidence.warm ?? null,
    level: overallLevel(healthsOf(evidence.sessions), foreign),
    harness: harnessOf(evidence.overhead, [evidence.baseline, evidence.candidate]),
  };
  return tempered(judged, conditions, limits);
}

const withoutGaps = (constants: Judging) => ({
  mostDrift: constants.mostDrift ?? CONSTANTS.mostDrift,
  leastDriftSessions: constants.leastDriftSessions ?? CONSTANTS.leastDriftSessions,
  unsteadyMargin: constants.unsteadyMargin ?? CONSTANTS.unsteadyMargin,
  sameUnder: constants.sameUnder ?? 'red',
  foreign: constants.foreign ?? CONSTANTS.foreign,
  harness: constants.harness ?? CONSTANTS.harness,
});

/** The verdict before the store's controls are asked. Controls keep their copies where they are. */
export function outcomeBefore(comparison: Judged, constants: Judging, isControl: boolean): Outcome {
  if (constants.mostDrift === undefined) {
    const judged = outcomeOf(comparison, constants);
    return isWithheld(comparison) ? withheld(judged, comparison.reason) : judged;
  }
  const first = half(comparison, constants);
  const { evidence, tier } = comparison;
  const { exchangeBelow } = constants;
  if (isControl || exchangeBelow === undefined || evidence.shape === 'task') return first;
  if (!needsExchange(first, tier, exchangeBelow)) return first;
  const { exchanged } = evidence;
  if (exchanged === undefined) return unexchanged(first);
  const second = half({ ...comparison, evidence: exchanged }, constants);
  const effects = [...countedEffects(evidence), ...countedEffects(exchanged)];
  return agreed(first, second, { effects, rule: ruleOf(comparison, constants) });
}

/** Only what the looks decided can be taken back. */
const withheld = (outcome: Outcome, reason: string | null): Outcome =>
  outcome.verdict === 'inconclusive' || outcome.verdict === 'invalid' ? outcome : { ...outcome, verdict: 'inconclusive', reason };

const ruleOf = ({ evidence: { looks }, margin, equivalence, better }: Judged, { alpha, equivalenceAlpha }: Judging): Rule => ({
  looks,
  alpha,
  equivalenceAlpha,
  margin,
  equivalence,
  better,
});

function isInvalid(comparison: Judged, constants: Judging): boolean {
  const { answers, evidence } = comparison;
  if (!answers.equal || answers.leaves?.equal === false) return true;
  if (evidence.shape === 'task') return false;
  const tooManyErrors = ({ calls, errors }: { calls: number; errors: number }) =>
    errors > constants.mostErrors * (calls + errors);
  return (
    tooManyErrors(evidence.baseline) ||
    tooManyErrors(evidence.candidate) ||
    tooManyDiscarded(evidence, constants) ||
    endedWrong(comparison, evidence)
  );
}

function tooManyDiscarded({ sessions, looks }: CallsEvidence, { mostDiscarded }: Judging): boolean {
  const discarded = sessions.filter((session) => session.discarded !== null).length;
  return discarded > Math.max(1, mostDiscarded * Math.max(sessions.length, looks[0] ?? 1));
}

/** A timed call whose answer had another shape ends a comparison. Older records say so by the reason alone. */
function endedWrong({ reason }: Judged, { sessions }: CallsEvidence): boolean {
  const last = sessions.at(-1);
  return last !== undefined && last.discarded !== null && (last.wrong ?? last.discarded === reason);
}
