/** What a plan's parts take at the least: estimates, from the profile and the sizes of tables. Pure. */
import type { AnyBench, AnyOptimization, AnyReading, Counts, TableName } from '../define.ts';
import { CONSTANTS, type Profile, warmFor } from './constants.ts';
import type { PlannedComparison } from './plan.ts';

export const ROWS_PER_SECOND = 150_000;
const LANE_SECONDS = 0.4;

const first = (looks: readonly number[]) => looks[0] ?? 1;
const callsSeconds = (store: string, profile: Profile, isWarm: boolean) =>
  (first(profile.looks) * (profile.sessionMs + (profile.judges ? 2 * CONSTANTS.rewarmMs : 0) + 80)) / 1e3 +
  (2.5 * (warmFor(store, profile, isWarm)?.leastMs ?? 0)) / 1e3 +
  0.4;
/** Two comparisons of calls and the lanes for them; one where planted work waits until it is needed. */
export const controlSeconds = (store: string, profile: Profile): number =>
  callsSeconds(store, profile, false) +
  (profile.plantedWork === 'for same' ? 0 : callsSeconds(store, profile, true)) +
  2 * LANE_SECONDS;
const taskSeconds = (optimization: AnyOptimization, counts: Counts, profile: Profile) => {
  // Those that warm, and the super-blocks of the first look.
  const runs = profile.judges ? 2 + 4 * first(CONSTANTS.taskLooks) : 2;
  return runs * (LANE_SECONDS + rowsOf(counts, optimization.copies) / ROWS_PER_SECOND);
};

/** Each window on fresh connections, which are warmed and may wait for the last answers. */
const openSeconds = (store: string, { openWindows, openWindowMs, ...profile }: Profile) =>
  openWindows * (openWindowMs / 1e3 + 0.4) + (2.5 * (warmFor(store, profile)?.leastMs ?? 0)) / 1e3 + 0.4;
/** A repeat of each variant after the other, each on a lane made for it. */
const drillSeconds = (optimization: AnyOptimization, counts: Counts, { judges, drillRepeats }: Profile) => {
  const shapes = Object.values<AnyBench | AnyReading>({ ...optimization.gain, ...optimization.price }).flatMap((each) =>
    !('of' in each) && each.shape?.kind === 'drill' ? [each.shape] : [],
  );
  const longest = Math.max(0, ...shapes.map(({ beforeS, afterS }) => beforeS + afterS));
  return 2 * drillRepeats * (laneSecondsAt(optimization, counts) + (judges ? longest : 2));
};
const coarseSeconds = (optimization: AnyOptimization, counts: Counts, profile: Profile) =>
  taskSeconds(optimization, counts, profile) + (profile.judges ? (4 * first(CONSTANTS.taskLooks) * CONSTANTS.burstMs) / 1e3 : 0);
export const secondsOf: Readonly<
  Record<PlannedComparison['shape'] | 'coarse', (o: AnyOptimization, counts: Counts, profile: Profile) => number>
> = {
  coarse: coarseSeconds,
  calls: ({ store }, _, profile) => callsSeconds(store, profile, true),
  task: taskSeconds,
  drill: drillSeconds,
  open: ({ store }, _, profile) => openSeconds(store, profile),
};

/** To make one lane. */
export const laneSecondsAt = ({ copies }: AnyOptimization, counts: Counts): number =>
  rowsOf(counts, copies) / ROWS_PER_SECOND + LANE_SECONDS;
export const rowsOf = (counts: Counts, tables: readonly TableName[]) => tables.reduce((sum, table) => sum + counts[table], 0);
