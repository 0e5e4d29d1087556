/** What a run could not settle, and what it would take: sessions, time, and the command that gives them. Pure. */
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { CROWDED } from '../experiment/temper.ts';
import { elapsed, NOT_MEASURED, plural } from './format.ts';
import { atText, metricName, unitOf } from './view.ts';

export interface Unsettled {
  readonly comparison: Comparison;
  /** Seconds it would take in all, at the pace and the noise of this run; null where that is not known. */
  readonly seconds: number | null;
}

/** Undecided comparisons of a run that judges; an open load is not judged at all. */
export function unsettledOf({ comparisons }: Pick<RunRecord, 'comparisons'>): readonly Unsettled[] {
  return comparisons
    .filter(
      ({ verdict, reason, evidence }) =>
        verdict === 'inconclusive' && reason !== 'smoke' && evidence.shape !== 'open' && evidence.shape !== 'drill',
    )
    .map((comparison) => ({ comparison, seconds: secondsOf(comparison) }));
}

function secondsOf({ sessions, sessionsNeeded, seconds }: Comparison): number | null {
  return sessionsNeeded === null || sessions === 0 ? null : (seconds / sessions) * sessionsNeeded;
}

/** The reason's first word is its kind; the rest tells what was seen. */
const kindOf = (reason: string | null): string => /^[\w -]+/.exec(reason ?? '')?.[0].trim() ?? 'undecided';

/** Where no number of sessions would. */
const elseDecidedBy = (reason: string | null): string =>
  reason?.startsWith(CROWDED)
    ? 'a machine that others leave alone would decide it'
    : `what would decide it is not known (${NOT_MEASURED})`;

/** `◇ indexing/covering  covering  p50: noise; about 30 sessions, 40 s, would decide it at this noise`. */
export function unsettledLine({ comparison, seconds }: Unsettled): string {
  const { id, variant, at, metric, bench, role, reason, sessionsNeeded } = comparison;
  const what = [id, role === 'price' ? `${variant} (price: ${bench})` : variant, atText(at), metricName(metric)];
  const needed =
    sessionsNeeded === null
      ? elseDecidedBy(reason)
      : `about ${plural(sessionsNeeded, unitOf(comparison))}${seconds === null ? '' : `, ${elapsed(seconds * 1_000)},`} would decide it at this noise${isWorthIt({ comparison, seconds }) ? '' : ', which no run is worth'}`;
  return `◇ ${what.filter((part) => part !== '').join('  ')}: ${kindOf(reason)}; ${needed}`;
}

/** What would take longer than this is so close that no run is worth it. */
const MOST_SECONDS = 3_600;
const isWorthIt = ({ seconds }: Unsettled): boolean => seconds === null || seconds <= MOST_SECONDS;

/** The command that measures what is unsettled again, in longer sessions and with the time for it; null where nothing is left that a run would settle. */
export function settlingCommand({ run }: Pick<RunRecord, 'run'>, unsettled: readonly Unsettled[]): string | null {
  const open = unsettled.filter(isWorthIt);
  if (open.length === 0) return null;
  const ids = [...new Set(open.map(({ comparison }) => comparison.id))];
  const known = open.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  // Servers and data have to be there first, and an estimate is one.
  const minutes = Math.max(2, Math.ceil((2 * known + 60) / 60));
  const only = ids.map((id) => `--only '${id}'`).join(' ');
  return `npm run bench -- ${only} --profile full --scale ${run.scale} --seed ${run.dataSeed} --timeout ${minutes}m`;
}
