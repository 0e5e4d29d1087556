/** The course of a run: what is still to be measured, what there is no time for any more, and whether it ends here. */
import type { RunContext } from './context.ts';
import { comparisonsOf, type IsOpen, leftOutOf, restSeconds } from './fit.ts';
import type { PlannedComparison } from './plan.ts';
import type { RunRecord } from './record.ts';
import type { NotRun } from './run-facts.ts';

type Course = Pick<RunContext, 'plan' | 'file' | 'emit' | 'wallSeconds' | 'elapsedSeconds' | 'stopsAt' | 'stood'>;

/** Neither measured, also in an earlier part of the run, nor left out. */
export function openIn({ comparisons, notRun }: Pick<RunRecord, 'comparisons' | 'notRun'>): IsOpen {
  const settled = new Set([...comparisons, ...notRun].map(({ key }) => key));
  return ({ key }) => !settled.has(key);
}

/** Failed and invalid: what ends a run that is to end at the first of them. */
export const troublesIn = ({ comparisons, failed }: Pick<RunRecord, 'comparisons' | 'failed'>): number =>
  failed.length + comparisons.filter(({ verdict }) => verdict === 'invalid').length;

export const isStopped = ({ file, stopsAt }: Pick<Course, 'file' | 'stopsAt'>): boolean => troublesIn(file.record) >= stopsAt;

/** Notes and tells them, an optimisation at a time. */
export function leaveOut(
  { file, emit }: Pick<Course, 'file' | 'emit'>,
  comparisons: readonly PlannedComparison[],
  why: NotRun['why'],
): void {
  for (const id of new Set(comparisons.map((comparison) => comparison.id))) {
    const own = comparisons.filter((comparison) => comparison.id === id);
    const told = own.map(({ key, seconds }) => ({ key, id, why, seconds }));
    file.record.notRun.push(...told);
    emit({ kind: 'left out', comparisons: told });
  }
}

/** Things take longer than planned, but a part that began slowly says little of the rest. */
const MOST_PACE = 3;

/** How much longer than planned the finished part took, without the time that comparisons took beyond their least. */
function paceOf({ plan, file, elapsedSeconds }: Course, measuredHere: ReadonlySet<string>): number {
  const finished = restSeconds(plan, ({ key }) => measuredHere.has(key));
  if (finished === 0) return 1;
  const least = new Map(plan.optimizations.flatMap(comparisonsOf).map(({ key, seconds }) => [key, seconds]));
  const beyond = file.record.comparisons
    .filter(({ key }) => measuredHere.has(key))
    .reduce((sum, { key, seconds }) => sum + Math.max(0, seconds - (least.get(key) ?? seconds)), 0);
  return Math.min(MOST_PACE, Math.max(1, (elapsedSeconds() - beyond) / finished));
}

/** Leaves out whatever no longer fits into the wall time, the least important first. */
export function keepToTime(context: Course): void {
  const { plan, file, wallSeconds, elapsedSeconds, stood } = context;
  if (wallSeconds === Number.POSITIVE_INFINITY) return;
  const here = file.record.comparisons.filter(({ key }) => !stood.has(key));
  const out = leftOutOf(plan, {
    budgetSeconds: wallSeconds - elapsedSeconds(),
    ...{ isWall: true, isOpen: openIn(file.record), begun: new Set(here.map(({ store }) => store)) },
    pace: paceOf(context, new Set(here.map(({ key }) => key))),
  });
  leaveOut(context, [...out], 'time');
}
