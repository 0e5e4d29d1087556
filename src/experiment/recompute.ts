/** Recomputes every verdict of a record from the evidence beside it, and tells what does not agree. Pure: it trusts no stored result. */
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { interval, type Rule } from '../stats/look.ts';
import { underControls } from './controls.ts';
import { overallLevel } from './health.ts';
import type { Comparison, RunRecord } from './record.ts';
import type { CallsEvidence, Effect, SessionEvidence, TaskEvidence } from './record-evidence.ts';
import { countedEffects, digestOfEvidence, effectOfBlocks, effectOfTimes, replayLooks } from './replay.ts';
import { tempered } from './temper.ts';

type Figure = string | number | boolean | null;
export interface Difference {
  readonly key: string;
  /** Such as `verdict`, `effect.low`, `sessions[3].effect`. */
  readonly figure: string;
  readonly stored: Figure;
  readonly recomputed: Figure;
}
export interface Recomputation {
  readonly comparisons: number;
  /** Comparisons whose looks gave a verdict that was taken back for a reason which lies outside their sessions. */
  readonly withheld: readonly Pick<Comparison, 'key' | 'reason'>[];
  readonly differences: readonly Difference[];
}

/** Of the constants in the record: those on which a verdict depends. */
const judging = z.object({
  alpha: z.number(),
  equivalenceAlpha: z.number(),
  mostDiscarded: z.number(),
  mostErrors: z.number(),
  /** Absent in records of an engine that took no verdict back. */
  mostDrift: z.number().optional(),
  profile: z.object({ judges: z.boolean() }),
});
type Judging = z.infer<typeof judging>;
type Controls = RunRecord['controls'];

/** What has a verdict of its own: an open load is shown and not judged. */
type Judged = Omit<Comparison, 'evidence'> & { readonly evidence: CallsEvidence | TaskEvidence };
const isJudged = (comparison: Comparison): comparison is Comparison & Judged => comparison.evidence.shape !== 'open';

export function recompute({
  constants,
  comparisons: all,
  controls,
}: Pick<RunRecord, 'constants' | 'comparisons' | 'controls'>): Recomputation {
  const parsed = judging.safeParse(constants);
  if (!parsed.success)
    throw new UserError(
      `The record's constants do not say by which rule it judged: ${z.prettifyError(parsed.error)}`,
      'It was written by another version; that version recomputes it.',
    );
  const comparisons = all.filter(isJudged);
  const known = controls.map(({ comparison }) => comparison).filter(isJudged);
  const differencesOf = (each: readonly Judged[], under: Controls): readonly Difference[] =>
    each.flatMap((comparison) =>
      figuresOf(comparison, parsed.data, under)
        .filter(({ stored, recomputed }) => !agree(stored, recomputed))
        .map((found) => ({ key: comparison.key, ...found })),
    );
  return {
    comparisons: comparisons.length + known.length,
    withheld: comparisons.filter(isWithheld).map(({ key, reason }) => ({ key, reason })),
    differences: [...differencesOf(known, []), ...differencesOf(comparisons, controls)],
  };
}

/** The machine, the warm-up and the controls are judged where they are measured: the record says that they spoke against a verdict. */
const WITHHELD = /^(noise|drift|env|no-steady-state|null-control|insensitive|copy-bias): /;
const isWithheld = ({ verdict, reason, effect }: Judged): boolean =>
  verdict === 'inconclusive' && effect !== null && WITHHELD.test(reason ?? '');

type Pair = Omit<Difference, 'key'>;
const pair = (figure: string, stored: Figure, recomputed: Figure): Pair => ({ figure, stored, recomputed });

/** Far below every digit that is shown, and above what another processor's rounding may change. */
const TOLERANCE = 1e-9;
function agree(stored: Figure, recomputed: Figure): boolean {
  if (typeof stored !== 'number' || typeof recomputed !== 'number') return stored === recomputed;
  return Math.abs(stored - recomputed) <= TOLERANCE * Math.max(1, Math.abs(stored), Math.abs(recomputed));
}

/** Every stored figure beside what its evidence gives. */
function figuresOf(comparison: Judged, constants: Judging, controls: Controls): readonly Pair[] {
  const evidence = withOwnEffects(comparison.evidence);
  const outcome = takenBack({ ...comparison, evidence }, outcomeOf({ ...comparison, evidence }, constants), {
    constants,
    controls,
  });
  return [
    ...evidenceFigures(comparison, evidence),
    ...(evidence.shape === 'calls' ? secondaryFigures(evidence, constants) : []),
    ...answerFigures(comparison),
    pair('sessions', comparison.sessions, outcome.sessions),
    pair('verdict', comparison.verdict, outcome.verdict),
    // The words of an invalid comparison quote answers and errors, which stand nowhere else: there must be some.
    outcome.verdict === 'invalid'
      ? pair('has a reason', comparison.reason !== null, true)
      : pair('reason', comparison.reason, outcome.reason),
    ...effectFigures('effect', comparison.effect, outcome.effect),
    pair('sessionsNeeded', comparison.sessionsNeeded, outcome.sessionsNeeded),
  ];
}

/** The same evidence with the effects that its blocks and times give. */
function withOwnEffects(evidence: Judged['evidence']): Judged['evidence'] {
  if (evidence.shape === 'task')
    return { ...evidence, repeats: evidence.repeats.map((repeat) => ({ ...repeat, effect: effectOfTimes(repeat) })) };
  const effectOf = (session: SessionEvidence) => (session.discarded === null ? effectOfBlocks(session) : null);
  return { ...evidence, sessions: evidence.sessions.map((session) => ({ ...session, effect: effectOf(session) })) };
}

function evidenceFigures({ evidence, evidenceDigest, metric }: Judged, own: Judged['evidence']): readonly Pair[] {
  const parts = (of: Judged['evidence']) => (of.shape === 'task' ? of.repeats : of.sessions);
  const effects = parts(own).map(({ effect }, i) => [`${own.shape === 'task' ? 'repeats' : 'sessions'}[${i}]`, effect] as const);
  const figures = effects.map(([name, effect], i) => pair(`${name}.effect`, parts(evidence)[i]?.effect ?? null, effect));
  const digest = evidenceDigest === undefined ? [] : [pair('evidenceDigest', evidenceDigest, digestOfEvidence(evidence))];
  if (evidence.shape === 'task') return [...digest, ...figures];
  const named = evidence.sessions.flatMap(({ discarded, metrics }, i) =>
    discarded === null ? [pair(`sessions[${i}].metrics.${metric}`, metrics[metric] ?? null, effects[i]?.[1] ?? null)] : [],
  );
  return [...digest, ...figures, ...named];
}

function effectFigures(name: string, stored: Effect | null, recomputed: Effect | null): readonly Pair[] {
  if (stored === null || recomputed === null) return [pair(`has an ${name}`, stored !== null, recomputed !== null)];
  return (['ratio', 'low', 'high', 'confidence'] as const).map((end) => pair(`${name}.${end}`, stored[end], recomputed[end]));
}

/** The other figures of the same calls, from the sessions' own. A task's counters stand in the record by their effect alone. */
function secondaryFigures({ sessions, secondary }: CallsEvidence, { alpha }: Judging): readonly Pair[] {
  const counted = sessions.filter(({ discarded }) => discarded === null);
  return secondary.flatMap(({ metric, effect, sessions: stored }) => {
    const known = counted.flatMap(({ metrics }) => metrics[metric] ?? []);
    const bounds = known.length < counted.length ? null : interval(known, alpha);
    const recomputed = bounds && { ...bounds, confidence: 1 - alpha };
    return [
      pair(`secondary.${metric}.sessions`, stored, known.length),
      ...effectFigures(`secondary.${metric}`, effect, recomputed),
    ];
  });
}

/** Answers are equal when their digests are; answers that differ by design, when no score lies below its floor. */
function answerFigures({ answers, evidence }: Judged): readonly Pair[] {
  const same = answers.baseline === answers.candidate;
  // Of a task the last two digests stand here, and earlier ones may have differed.
  const equal = evidence.shape === 'task' ? answers.equal && same : same;
  const { leaves, scores } = answers;
  return [
    pair('answers.equal', answers.equal, scores === undefined ? equal : scores.every(holdsItsFloor)),
    ...(leaves === null ? [] : [pair('answers.leaves.equal', leaves.equal, leavesEqual(leaves, evidence.shape))]),
  ];
}
const holdsItsFloor = ({ atLeast, baseline, candidate }: NonNullable<Comparison['answers']['scores']>[number]): boolean =>
  atLeast === null || (baseline >= atLeast && candidate >= atLeast);
const leavesEqual = (leaves: NonNullable<Comparison['answers']['leaves']>, shape: 'calls' | 'task'): boolean =>
  leaves.baseline === leaves.candidate && (shape === 'calls' || leaves.equal);

type Outcome = Pick<Comparison, 'verdict' | 'reason' | 'effect' | 'sessions' | 'sessionsNeeded'>;

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

/** What the machine, the warm-up and the store's controls leave of a verdict: as they stand in the record, or, of an older one, by name. */
function takenBack(
  comparison: Judged,
  judged: Outcome,
  { constants, controls }: { readonly constants: Judging; readonly controls: Controls },
): Outcome {
  if (constants.mostDrift === undefined) return isWithheld(comparison) ? withheld(judged, comparison.reason) : judged;
  const { evidence, metric } = comparison;
  const tempering = evidence.shape === 'calls' ? temperedBy(judged, evidence, metric) : judged;
  return underControls({ ...comparison, ...tempering }, controls);
}

function temperedBy(judged: Outcome, { sessions, warm = null }: CallsEvidence, metric: string): Outcome {
  const counted = sessions.flatMap(({ effect }) => (effect === null ? [] : [effect]));
  const level = overallLevel(sessions.map(({ health = null }) => health));
  return tempered(judged, {
    metric: metric === 'mean' || metric === 'perSecond' ? metric : 'p50',
    effects: counted,
    warm,
    level,
  });
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
