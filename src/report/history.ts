/** What stays of each judged run: a line a comparison, by machine; and what a series of them shows. Pure. */
import { z } from 'zod';
import type { RunRecord } from '../experiment/record.ts';
import { type ChangePoint, changePoints } from '../stats/change-points.ts';
import { type AcceptedShift, acceptedFor } from './accepted.ts';
import { isSmoke, timesOf } from './view.ts';

export const historyLine = z.object({
  run: z.string(),
  startedAt: z.string(),
  commit: z.string().nullable(),
  profile: z.string(),
  scale: z.number(),
  key: z.string(),
  verdict: z.string(),
  timesBetter: z.number(),
  low: z.number(),
  high: z.number(),
});
export type HistoryLine = z.infer<typeof historyLine>;

/** None of a smoke run, which judges nothing, and none of a run that did not end. */
export function linesOfRun(record: RunRecord): readonly HistoryLine[] {
  const { id: run, startedAt, commit, profile, scale, status } = record.run;
  if (isSmoke(record) || status !== 'complete') return [];
  return record.comparisons.flatMap((comparison) => {
    const times = timesOf(comparison);
    if (times === null) return [];
    const { key, verdict } = comparison;
    const { estimate: timesBetter, low, high } = times;
    return [{ run, startedAt, commit, profile, scale, key, verdict, timesBetter, low, high }];
  });
}

/** One comparison over its runs of one profile and scale, the earliest first. */
export interface Series {
  readonly key: string;
  readonly profile: string;
  readonly scale: number;
  readonly lines: readonly HistoryLine[];
  /** Shifts of the logarithm of times better. */
  readonly shifts: readonly ChangePoint[];
  /** The shift with which the series began anew; null where it is still the first one. */
  readonly accepted: AcceptedShift | null;
}

/** Runs of before a shift that was accepted are no part of a series any more. */
export function seriesOf(all: readonly HistoryLine[], accepted: readonly AcceptedShift[] = []): readonly Series[] {
  const lines = all.filter(({ key, startedAt }) => startedAt >= (acceptedFor(key, accepted)?.from ?? ''));
  const groups = new Map<string, HistoryLine[]>();
  for (const line of lines) {
    const name = JSON.stringify([line.key, line.profile, line.scale]);
    groups.set(name, [...(groups.get(name) ?? []).filter(({ run }) => run !== line.run), line]);
  }
  return [...groups.values()].flatMap((group) => {
    const own = [...group].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
    const [first] = own;
    if (first === undefined) return [];
    const { key, profile, scale } = first;
    const shifts = changePoints(own.map(({ timesBetter }) => Math.log(timesBetter)));
    return [{ key, profile, scale, lines: own, shifts, accepted: acceptedFor(key, accepted) ?? null }];
  });
}

const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
/** On a logarithmic scale from the least to the greatest; a flat line where all are equal. */
export function sparkline(values: readonly number[]): string {
  const logs = values.map(Math.log);
  const [low, high] = [Math.min(...logs), Math.max(...logs)];
  const level = (log: number) =>
    high === low ? 3 : Math.min(BARS.length - 1, Math.floor(((log - low) / (high - low)) * BARS.length));
  return logs.map((log) => BARS[level(log)] ?? '').join('');
}
