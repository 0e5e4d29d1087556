/** Comparisons that were planned and not run: each with its name, or with those together that one reason left out, which a short night has dozens of. */
import type { NotRun } from '../experiment/run-facts.ts';
import { elapsed, plural } from './format.ts';

const WHY_NOT = {
  plan: 'left out to keep within the time',
  time: 'not run, because the time ran out',
  bail: 'not run, because the run was to end at the first failure',
} as const;

/** What one reason left out, in a sentence, and the optimisations that it concerns. */
export interface LeftOutGroup {
  readonly says: string;
  readonly ids: readonly string[];
}

/** In the order in which each reason came first. */
export function leftOutGroups(notRun: readonly NotRun[]): readonly LeftOutGroup[] {
  return grouped(notRun, ({ why }) => why).map((group) => {
    const ids = [...new Set(group.map(({ id }) => id))];
    const [only] = leftOutLines(group);
    const all = `${plural(group.length, 'comparison')} of ${plural(ids.length, 'optimisation')}: ${reasonOf(group)}`;
    return { ids, says: ids.length === 1 && only !== undefined ? only : all };
  });
}

/** A line an optimisation and reason, with the comparisons it lacks. */
export function leftOutLines(notRun: readonly NotRun[]): readonly string[] {
  return grouped(notRun, ({ id, why }) => `${id} ${why}`).map((group) => {
    const id = group[0]?.id ?? '';
    return `${id}: ${reasonOf(group)}: ${group.map(({ key }) => key.slice(id.length + 1)).join(', ')}`;
  });
}

function reasonOf(group: readonly NotRun[]): string {
  const seconds = group.reduce((sum, each) => sum + each.seconds, 0);
  return `${WHY_NOT[group[0]?.why ?? 'plan']} (about ${elapsed(Math.ceil(seconds) * 1_000)})`;
}

function grouped(notRun: readonly NotRun[], by: (each: NotRun) => string): readonly (readonly NotRun[])[] {
  const groups = new Map<string, NotRun[]>();
  for (const each of notRun) groups.set(by(each), [...(groups.get(by(each)) ?? []), each]);
  return [...groups.values()];
}
