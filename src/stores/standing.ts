/** What was found on a server, told in words. Pure. */
import type { Standing } from './store.ts';

const MOST_LINES = 8;

/** `12 tables`, `1 key`. */
export const amount = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

/** The first lines, and how many there are beside them. */
export function standing(marked: boolean, lines: readonly string[]): Standing {
  const found =
    lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), `and ${lines.length - MOST_LINES + 1} more`];
  if (marked) return { state: 'ours', found };
  return { state: found.length === 0 ? 'empty' : 'foreign', found };
}
