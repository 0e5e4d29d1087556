/** Warms both variants side by side until neither changes any more, and says how each came there. */
import { isSteady, type Settling, STEADY_WINDOW, settlingOf } from '../stats/steady.ts';
import { type Call, type Clock, runSlice, type Slice } from './slice.ts';
import { medianNs } from './summary.ts';

export interface WarmRequest {
  /** Measured time that each variant gets at the least. */
  readonly leastMs: number;
  /** Of the clock, for both together; whatever is steady by then. */
  readonly mostMs: number;
  /** About how long a slice of either variant lasts. */
  readonly sliceMs: number;
}

export interface WarmReport {
  readonly baseline: Settling | 'no-steady-state';
  readonly candidate: Settling | 'no-steady-state';
  /** Their ratio has settled: what moves both alike, such as another program at work, does not move a comparison of pairs. */
  readonly together: boolean;
  /** Of either variant. */
  readonly slices: number;
  readonly ms: number;
}

export interface WarmOptions {
  readonly baseline: Call;
  readonly candidate: Call;
  readonly clients: number;
  readonly ask: (ordinal: number) => unknown;
  readonly firstOrdinal: number;
  readonly coin: () => boolean;
  readonly clock: Clock;
  readonly onPair: (baseline: Slice, candidate: Slice) => void;
}

const NS_PER_MS = 1e6;
/** PostgreSQL settles on a plan for a prepared statement after five executions. */
const LEAST_CALLS = 6;
const MOST_CALLS = 5_000;

interface Levels {
  readonly baseline: number[];
  readonly candidate: number[];
}

/** Resolves with the report and the ordinal after the last one asked. Both variants are asked the same, so that writes stay equal. */
export async function warmUntilSteady(
  options: WarmOptions,
  request: WarmRequest,
): Promise<{ readonly report: WarmReport; readonly nextOrdinal: number }> {
  const { clients, clock } = options;
  const startNs = clock.nowNs();
  const levels: Levels = { baseline: [], candidate: [] };
  const elapsedMs = () => (clock.nowNs() - startNs) / NS_PER_MS;
  let ordinal = options.firstOrdinal;
  let calls = clients;
  let asked = 0;
  let warmedMs = 0;
  for (let slices = 1; ; slices += 1) {
    const { baseline, candidate } = await pairOfSlices(options, ordinal, calls);
    options.onPair(baseline, candidate);
    ordinal += calls;
    asked += calls / clients;
    warmedMs += Math.min(baseline.wallNs, candidate.wallNs) / NS_PER_MS;
    note(levels, baseline, candidate);
    const over = elapsedMs() >= request.mostMs && asked >= LEAST_CALLS;
    const checked = slices % STEADY_WINDOW === 0 && warmedMs >= request.leastMs && isSettled(levels);
    if (over || checked) return { report: reportOf(levels, slices, elapsedMs()), nextOrdinal: ordinal };
    calls = nextCalls(calls, Math.max(baseline.wallNs, candidate.wallNs), request.sliceMs * NS_PER_MS, clients);
  }
}

async function pairOfSlices({ baseline, candidate, clients, ask, coin, clock }: WarmOptions, first: number, calls: number) {
  const questions = Array.from({ length: calls }, (_, i) => ask(first + i));
  const baselineFirst = coin();
  const one = await runSlice(baselineFirst ? baseline : candidate, questions, clients, clock);
  const two = await runSlice(baselineFirst ? candidate : baseline, questions, clients, clock);
  return baselineFirst ? { baseline: one, candidate: two } : { baseline: two, candidate: one };
}

/** A pair in which one variant answered nothing says nothing of a level. */
function note(levels: Levels, baseline: Slice, candidate: Slice): void {
  const [base, cand] = [Math.log(medianNs(baseline)), Math.log(medianNs(candidate))];
  if (!Number.isFinite(base) || !Number.isFinite(cand)) return;
  levels.baseline.push(base);
  levels.candidate.push(cand);
}

/** Grows or shrinks a slice towards its length, at most fourfold at once, in whole rounds of all clients. */
function nextCalls(calls: number, wallNs: number, sliceNs: number, clients: number): number {
  const wished = (calls * sliceNs) / Math.max(1, wallNs);
  const rounds = Math.round(Math.min(4 * calls, MOST_CALLS, wished) / clients);
  return clients * Math.max(1, rounds);
}

const ratios = ({ baseline, candidate }: Levels): readonly number[] =>
  candidate.map((level, i) => level - (baseline[i] ?? Number.NaN));

const isSettled = (levels: Levels): boolean =>
  (isSteady(levels.baseline) && isSteady(levels.candidate)) || isSteady(ratios(levels));

function reportOf(levels: Levels, slices: number, ms: number): WarmReport {
  const how = (series: readonly number[]) => (isSteady(series) ? settlingOf(series) : 'no-steady-state');
  return { baseline: how(levels.baseline), candidate: how(levels.candidate), together: isSteady(ratios(levels)), slices, ms };
}
