/** Whether two copies hold the same rows, all of them: a fixed question meets a few, and one that differs anywhere makes every answer doubtful. */
import type { LaneHandle } from '../stores/store.ts';
import type { CheckedAnswers } from './answers.ts';
import type { Comparison } from './record.ts';

type Contents = NonNullable<Comparison['answers']['contents']>;

/** By table: digests of both lanes. None where the store cannot tell, or where both variants share one lane. */
export async function contentsOf(
  base: LaneHandle,
  cand: LaneHandle,
  digests: (lane: LaneHandle) => Promise<Readonly<Record<string, string>> | null>,
): Promise<Contents> {
  if (base === cand) return [];
  const [one, other] = [await digests(base), await digests(cand)];
  if (one === null || other === null) return [];
  return Object.entries(one).flatMap(([table, baseline]) => {
    const candidate = other[table];
    return candidate === undefined ? [] : [{ table, baseline, candidate, equal: baseline === candidate }];
  });
}

/** Answers that were equal are doubtful where the copies are not. */
export function checkedContents(checked: CheckedAnswers, contents: Contents): CheckedAnswers {
  const differ = contents.filter(({ equal }) => !equal).map(({ table }) => table);
  const wrong = differ.length === 0 ? null : `the two copies do not hold the same rows of ${differ.join(', ')}`;
  const { answers } = checked;
  return { answers: { ...answers, equal: answers.equal && wrong === null, contents }, wrong: checked.wrong ?? wrong };
}
