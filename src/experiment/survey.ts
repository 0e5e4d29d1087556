/** Which writes are found after a drill, against those that were asked for and those that were acknowledged. Pure; every figure is a count of writes. */
import { createHash } from 'node:crypto';
import type { DrillReport } from '../load/drill.ts';
import type { DrillRepeat } from './drill-record.ts';

export type Survey = NonNullable<DrillRepeat['surveys']>[number];

/** What was read: the ordinal of each write that is there, as often as it is there, in any order. */
export function surveyOf(read: readonly number[], { acknowledged, asked }: Pick<DrillReport, 'acknowledged' | 'asked'>): Survey {
  const found = new Set<number>();
  const twice = new Set<number>();
  for (const ordinal of read) (found.has(ordinal) ? twice : found).add(ordinal);
  const wasAsked = (ordinal: number) => asked.some(({ from, count }) => ordinal >= from && ordinal < from + count);
  return {
    found: read.length,
    lost: acknowledged.filter((ordinal) => !found.has(ordinal)).length,
    duplicated: twice.size,
    strange: [...found].filter((ordinal) => !wasAsked(ordinal)).length,
    digest: createHash('sha256')
      .update([...read].sort((one, other) => one - other).join())
      .digest('hex'),
  };
}

/** Why what was counted is not to be believed; null where it is, and where nothing was counted. */
export function miscountOf({ surveys }: Pick<DrillRepeat, 'surveys'>): string | null {
  const [first, second] = surveys ?? [];
  if (first === undefined) return null;
  if (second === undefined) return 'recount: what survived could be read once, and not a second time';
  if (first.digest !== second.digest)
    return `recount: two readings of what survived differ: ${textOf(first)}, then ${textOf(second)}`;
  if (first.strange > 0) return `recount: of ${first.found} writes that were found, ${first.strange} were made by nobody`;
  return null;
}

const textOf = ({ found, lost, duplicated }: Survey): string => `${found} found, ${lost} lost and ${duplicated} duplicated`;

/** The first repeat that is not to be believed makes the whole drill invalid. */
export function drillOutcome(
  repeats: readonly DrillRepeat[],
  judges: boolean,
): { readonly verdict: 'inconclusive' | 'invalid'; readonly reason: string } {
  const [miscount] = repeats.flatMap((repeat) => miscountOf(repeat) ?? []);
  if (miscount !== undefined) return { verdict: 'invalid', reason: miscount };
  return { verdict: 'inconclusive', reason: judges ? 'drill: shown, and judged by its claims' : 'smoke' };
}
