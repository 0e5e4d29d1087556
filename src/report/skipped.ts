/** What was skipped, with those together that were skipped for one reason: a profile of minutes leaves out dozens. */
import type { RunRecord } from '../experiment/record.ts';
import { plural } from './format.ts';

type Skipped = RunRecord['skipped'][number];

/** `ids` has one entry at the least. Where it has several, the remedy says ID in place of each one's own. */
export interface SkippedGroup {
  readonly ids: readonly string[];
  readonly reason: string;
  readonly remedy: string;
}

/** `indexing/brin`, or how many they are. */
export const nameOfGroup = (ids: readonly string[]): string =>
  ids.length === 1 ? ids.join() : plural(ids.length, 'optimisation');

/** In the order in which each reason came first. */
export function skippedGroups(skipped: readonly Skipped[]): readonly SkippedGroup[] {
  const groups = new Map<string, Skipped[]>();
  for (const each of skipped) {
    const name = `${each.reason}\n${ofAny(each)}`;
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [{ ids: group.map(({ id }) => id), reason: first.reason, remedy: group.length === 1 ? first.remedy : ofAny(first) }];
  });
}

const ofAny = ({ id, remedy }: Skipped): string => remedy.replaceAll(`'${id}'`, 'ID');

/** `backup_restore: dump-beside-load, redis-save`, a line a folder. */
export function idsByFolder(ids: readonly string[]): readonly string[] {
  const folders = new Map<string, string[]>();
  for (const id of ids) {
    const at = id.indexOf('/');
    const folder = id.slice(0, Math.max(at, 0));
    folders.set(folder, [...(folders.get(folder) ?? []), id.slice(at + 1)]);
  }
  return [...folders].map(([folder, names]) => `${folder}: ${names.join(', ')}`);
}
