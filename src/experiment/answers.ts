/** Whether two variants answered so that their speeds may be compared: equally, or where answers differ by design, no score below its floor. Pure. */
import type { AnyBench } from '../define.ts';
import type { DigestReport } from '../load/digest.ts';
import type { Comparison } from './record.ts';

export interface CheckedAnswers {
  readonly answers: Comparison['answers'];
  /** Why no speed may be believed; null when it may. */
  readonly wrong: string | null;
}

export function checkAnswers({ same, scores = {} }: Pick<AnyBench, 'same' | 'scores'>, digests: DigestReport): CheckedAnswers {
  const { calls, baseline, candidate, equal, difference, failure = null } = digests;
  const shared = { calls, baseline, candidate, leaves: null };
  if (failure !== null) return { answers: { ...shared, equal: false }, wrong: `answers cannot be compared: ${failure}` };
  if (same !== 'scored') {
    const wrong = equal ? null : `answers differ: ${difference ?? 'the digests are not equal'}`;
    return { answers: { ...shared, equal }, wrong };
  }
  const scored = Object.entries(scores).map(([name, { unit, better, atLeast = null }]) => {
    const found = digests.scores[name];
    if (found === undefined) throw new Error(`the load generator gave no score "${name}"`);
    return { name, unit, better, atLeast, ...found };
  });
  const wrong = lowOf(scored);
  return { answers: { ...shared, equal: wrong === null, scores: scored }, wrong };
}

/** The first score that lies below its floor, in words. A mean that is no number is below every floor. */
function lowOf(scored: NonNullable<Comparison['answers']['scores']>): string | null {
  for (const score of scored)
    for (const side of ['baseline', 'candidate'] as const)
      if (score.atLeast !== null && !(score[side] >= score.atLeast))
        return `${score.name} of the ${side} is ${score[side].toFixed(3)}, below ${score.atLeast}`;
  return null;
}
