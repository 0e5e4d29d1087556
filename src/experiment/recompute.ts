/** Recomputes every verdict of a record from the evidence beside it, and tells what does not agree. Pure: it trusts no stored result. */
import { z } from 'zod';
import { UserError } from '../errors.ts';
import { interval } from '../stats/look.ts';
import { judged, underControls } from './controls.ts';
import { isJudged, isWithheld, type Judged, type Judging, judging, outcomeBefore } from './recompute-outcome.ts';
import type { Comparison, RunRecord } from './record.ts';
import type { CallsEvidence, Effect, HalfEvidence, SessionEvidence } from './record-evidence.ts';
import { digestOfEvidence, effectOfBlocks, effectOfTimes } from './replay.ts';
import { drillOutcome } from './survey.ts';

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

type Controls = RunRecord['controls'];

export function recompute({
  constants,
  comparisons: all,
  controls,
  confirmations = [],
}: Pick<RunRecord, 'constants' | 'comparisons' | 'controls' | 'confirmations'>): Recomputation {
  const parsed = judging.safeParse(constants);
  if (!parsed.success)
    throw new UserError(
      `The record's constants do not say by which rule it judged: ${z.prettifyError(parsed.error)}`,
      'It was written by another version; that version recomputes it.',
    );
  const second = confirmations.flatMap(({ comparison }) => (comparison === null ? [] : [comparison]));
  const comparisons = [...all, ...second].filter(isJudged);
  const known = controls.map(({ comparison }) => comparison).filter(isJudged);
  const differing = (key: string, pairs: readonly Pair[]): readonly Difference[] =>
    pairs.filter(({ stored, recomputed }) => !agree(stored, recomputed)).map((found) => ({ key, ...found }));
  const differencesOf = (each: readonly Judged[], under: Under): readonly Difference[] =>
    each.flatMap((comparison) => differing(comparison.key, figuresOf(comparison, parsed.data, under)));
  const again = controls.map((control) => judgedAgain(control, parsed.data));
  return {
    comparisons: comparisons.length + known.length,
    withheld: comparisons.filter(isWithheld).map(({ key, reason }) => ({ key, reason })),
    differences: [
      ...differencesOf(known, { controls: [], isControl: true }),
      ...controls.flatMap((control, i) =>
        differing(control.comparison.key, [pair('control', control.state, again[i]?.state ?? null)]),
      ),
      ...differencesOf(comparisons, { controls: again, isControl: false }),
      ...[...all, ...second].flatMap((each) => differing(each.key, drillFigures(each, parsed.data))),
    ],
  };
}

interface Under {
  readonly controls: Controls;
  readonly isControl: boolean;
}

/** The control's state as its own comparison, computed anew, gives it. */
function judgedAgain(control: Controls[number], constants: Judging): Controls[number] {
  const { comparison, store, kind } = control;
  if (!isJudged(comparison)) return control;
  const outcome = outcomeBefore({ ...comparison, evidence: withOwnEffects(comparison.evidence) }, constants, true);
  const reason = outcome.verdict === 'invalid' ? comparison.reason : outcome.reason;
  return judged(store, kind, { ...comparison, ...outcome, reason });
}

type Pair = Omit<Difference, 'key'>;
const pair = (figure: string, stored: Figure, recomputed: Figure): Pair => ({ figure, stored, recomputed });

/** Far below every digit that is shown, and above what another processor's rounding may change. */
const TOLERANCE = 1e-9;
function agree(stored: Figure, recomputed: Figure): boolean {
  if (typeof stored !== 'number' || typeof recomputed !== 'number') return stored === recomputed;
  return Math.abs(stored - recomputed) <= TOLERANCE * Math.max(1, Math.abs(stored), Math.abs(recomputed));
}

/** Every stored figure beside what its evidence gives. */
function figuresOf(comparison: Judged, constants: Judging, { controls, isControl }: Under): readonly Pair[] {
  const evidence = withOwnEffects(comparison.evidence);
  const before = outcomeBefore({ ...comparison, evidence }, constants, isControl);
  // An engine that took no verdict back asked no controls either.
  const outcome = constants.mostDrift === undefined ? before : underControls({ ...comparison, ...before }, controls);
  return [
    ...evidenceFigures(comparison, evidence),
    ...(evidence.shape === 'calls' ? secondaryFigures(evidence, constants) : []),
    ...answerFigures(comparison),
    pair('sessions', comparison.sessions, outcome.sessions),
    pair('verdict', comparison.verdict, outcome.verdict),
    // The words of an invalid comparison quote answers and errors, which stand nowhere else: there must be some. Those of crossed lanes are known.
    outcome.verdict === 'invalid' && outcome.reason === null
      ? pair('has a reason', comparison.reason !== null, true)
      : pair('reason', comparison.reason, outcome.reason),
    ...effectFigures('effect', comparison.effect, outcome.effect),
    pair('sessionsNeeded', comparison.sessionsNeeded, outcome.sessionsNeeded),
  ];
}

/** A drill has no verdict, but one that was counted wrongly is told from its own surveys. Older records have none. */
function drillFigures({ evidence, evidenceDigest, verdict, reason }: Comparison, constants: Judging): readonly Pair[] {
  if (evidence.shape !== 'drill') return [];
  const outcome = drillOutcome(evidence.repeats, constants.profile.judges);
  const digest = evidenceDigest === undefined ? [] : [pair('evidenceDigest', evidenceDigest, digestOfEvidence(evidence))];
  const counted = evidence.repeats.flatMap(({ surveys, ...repeat }, i) =>
    surveys?.[0] === undefined
      ? []
      : (['lost', 'duplicated'] as const).map((name) =>
          pair(`repeats[${i}].${name}`, repeat[name] ?? null, surveys[0]?.[name] ?? null),
        ),
  );
  return [...digest, ...counted, pair('verdict', verdict, outcome.verdict), pair('reason', reason, outcome.reason)];
}

/** The same evidence with the effects that its blocks and times give. */
function withOwnEffects(evidence: Judged['evidence']): Judged['evidence'] {
  if (evidence.shape === 'task')
    return { ...evidence, repeats: evidence.repeats.map((repeat) => ({ ...repeat, effect: effectOfTimes(repeat) })) };
  const effectOf = (session: SessionEvidence) => (session.discarded === null ? effectOfBlocks(session) : null);
  const own = (half: HalfEvidence): HalfEvidence => ({
    ...half,
    sessions: half.sessions.map((session) => ({ ...session, effect: effectOf(session) })),
  });
  return { ...evidence, ...own(evidence), ...(evidence.exchanged && { exchanged: own(evidence.exchanged) }) };
}

function evidenceFigures({ evidence, evidenceDigest, metric }: Judged, own: Judged['evidence']): readonly Pair[] {
  const parts = (of: Judged['evidence']) =>
    of.shape === 'task' ? of.repeats : [...of.sessions, ...(of.exchanged?.sessions ?? [])];
  const effects = parts(own).map(({ effect }, i) => [`${own.shape === 'task' ? 'repeats' : 'sessions'}[${i}]`, effect] as const);
  const figures = effects.map(([name, effect], i) => pair(`${name}.effect`, parts(evidence)[i]?.effect ?? null, effect));
  const digest = evidenceDigest === undefined ? [] : [pair('evidenceDigest', evidenceDigest, digestOfEvidence(evidence))];
  if (evidence.shape === 'task') return [...digest, ...figures];
  const named = [...evidence.sessions, ...(evidence.exchanged?.sessions ?? [])].flatMap(({ discarded, metrics }, i) =>
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
