/** Whom a change made wait while it was made: "writers of transactions wait up to 1.55 s". Pure. */
import type { LaneRecord } from '../experiment/record.ts';
import { milliseconds, plural } from './format.ts';

type Lock = NonNullable<LaneRecord['locks']>[number];
const WHO = { everybody: 'all who use', writers: 'writers of' } as const;
const NAMED = 2;

/** Nothing where nobody waited, or the store cannot tell. Locks of one statement are held together, so the table that waits longest counts. */
export function waitsText({ locks = [] }: Pick<LaneRecord, 'locks'>): string {
  const kinds = (['everybody', 'writers'] as const).map(
    (stops) => [stops, locks.filter((lock) => lock.stops === stops)] as const,
  );
  return kinds
    .filter(([, mine]) => mine.length > 0)
    .map(([stops, mine]) => `${WHO[stops]} ${tablesText(mine)} wait up to ${milliseconds(Math.max(...sums(mine).values()))}`)
    .join(', ');
}

/** How long each table was locked by all statements together. */
function sums(locks: readonly Lock[]): Map<string, number> {
  const each = new Map<string, number>();
  for (const { on, ms } of locks) each.set(on, (each.get(on) ?? 0) + ms);
  return each;
}

function tablesText(locks: readonly Lock[]): string {
  const tables = [...sums(locks).keys()];
  return tables.length > NAMED ? plural(tables.length, 'table') : tables.join(' and ');
}
