/** What the trials of a self-test came to, row by row. Pure. */

import type { TrustRecord } from '../experiment/trust-record.ts';
import { oneSided, type Sides } from '../stats/one-sided.ts';
import { upperBound } from '../stats/upper-bound.ts';
import type { Header, Tried } from './journal.ts';
import { type Depth, NOTHING, ROWS, type Row } from './rows.ts';

export interface RowSummary {
  readonly row: Row;
  readonly trials: number;
  readonly planned: number;
  readonly misses: number;
  readonly mostMisses: number;
  /** What was said, most often first: `worse 14, inconclusive 1`. */
  readonly said: string;
  /** The share of misses that the count cannot exclude at 95 %; null where nothing was tried, or where a share means nothing. */
  readonly bound: number | null;
  readonly state: 'held' | 'broken' | 'unfinished';
}

export function summaryOf(tried: readonly Tried[], depth: Depth, rows: readonly Row[] = ROWS): readonly RowSummary[] {
  return rows.map((row) => {
    const own = tried.filter((each) => each.row === row.key);
    const misses = own.filter(({ held }) => !held).length;
    const [planned, mostMisses] = [row.trials[depth], row.mostMisses[depth]];
    return {
      ...{ row, planned, misses, mostMisses, trials: own.length, said: wordsOf(own) },
      bound: row.bounds === null || own.length === 0 ? null : upperBound(misses, own.length),
      state: misses > mostMisses ? 'broken' : own.length < planned ? 'unfinished' : 'held',
    };
  });
}

function wordsOf(tried: readonly Tried[]): string {
  const counts = new Map<string, number>();
  for (const { verdict, state, openP99Ms, closedP99Ms } of tried) {
    const stalled =
      openP99Ms === undefined ? null : `p99 ${Math.round(openP99Ms)} ms, closed ${(closedP99Ms ?? 0).toFixed(1)} ms`;
    const word = stalled ?? state ?? verdict;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].sort(([, one], [, other]) => other - one).map(([word, count]) => `${word} ${count}`);
  return words.length === 0 ? '–' : words.join(', ');
}

/** The false-alarm rate as a record carries it; null where no equal variants were tried. */
export function trustOf({ header, tried }: { readonly header: Header; readonly tried: readonly Tried[] }): TrustRecord | null {
  const own = tried.filter(({ row }) => row === NOTHING);
  if (own.length === 0) return null;
  const falseAlarms = own.filter(({ held }) => !held).length;
  const { commit, machine, startedAt } = header;
  return { commit, machine, startedAt, trials: own.length, falseAlarms, excludedAbove: upperBound(falseAlarms, own.length) };
}

/**
 * On which side of 1 equal variants fell: mostly on one, and the harness itself is suspect. Only trials in one lane count: copies are made
 * anew every tenth trial, so a copy's own bias would count ten times as if it were ten throws of a coin.
 */
export const sidesOf = (tried: readonly Tried[]): Sides => {
  const logs = tried.flatMap(({ row, index, effect }) =>
    effect !== null && isThrow(row, index) ? [Math.log(effect.ratio)] : [],
  );
  return oneSided(logs);
};

function isThrow(key: string, index: number): boolean {
  const trial = key === NOTHING ? ROWS.find((row) => row.key === key)?.trial(index, 'long') : undefined;
  return trial?.kind === 'paired' && trial.lanes === 'one';
}
