/**
 * The loop of an open load: calls are sent when they are due, whatever became of the ones before. A slow answer delays nobody, so the
 * queue that real users would meet is met here. It owns no numbers: each outcome is handed on.
 */
import type { Clock } from './slice.ts';

/** How the loop waits. */
export interface Timers {
  /** In the next turn of the event loop, after what has arrived meanwhile was handled. It is called so often that it gives nothing back. */
  soon(run: () => void): void;
  /** Gives back what takes the wait away. */
  later(ms: number, run: () => void): () => void;
}

/** Times are nanoseconds; `n` counts arrivals from 0. Each arrival is either dropped, or sent and then one of the other three. */
export interface Outcomes {
  /** More calls than allowed were under way. */
  dropped(n: number): void;
  /** `lagNs`: so much later than intended, which is this process's own fault. */
  sent(n: number, lagNs: number): void;
  answered(n: number, answer: unknown, took: { readonly responseNs: number; readonly serviceNs: number }): void;
  failed(n: number, error: unknown): void;
  timedOut(n: number): void;
}

export interface OpenLoopOptions {
  /** When each arrival is due, after the start, ascending. */
  readonly due: Float64Array;
  readonly call: (n: number) => Promise<unknown>;
  /** From its sending on; an answer that comes later is nobody's. */
  readonly timeoutNs: number;
  readonly mostInFlight: number;
  readonly outcomes: Outcomes;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly signal: AbortSignal;
}

export interface OpenLoopEnd {
  /** Until the last call was over. */
  readonly elapsedNs: number;
  /** When the last arrival was sent or dropped: later than due, if the loop could not keep the rate. */
  readonly lastHandledNs: number;
}

/** Above this gap a timer is exact enough, if it is set to wake early; below it only turning in place is. */
const TIMER_GAP_NS = 2.5e6;
const WAKE_EARLY_NS = 1.5e6;

interface Flight {
  next: number;
  /** No call before this one is under way. */
  oldest: number;
  inFlight: number;
  lastHandledNs: number;
  readonly underWay: Uint8Array;
  readonly sentNs: Float64Array;
  /** Called when a call is over. */
  onOver: () => void;
}

/** Resolves when the last arrival was handled and no call is under way any more; rejects when the signal aborts. */
export function openLoop(options: OpenLoopOptions): Promise<OpenLoopEnd> {
  const { due, clock, timers, signal } = options;
  const startNs = clock.nowNs();
  const elapsed = () => clock.nowNs() - startNs;
  const flight: Flight = {
    ...{ next: 0, oldest: 0, inFlight: 0, lastHandledNs: 0, onOver: () => undefined },
    underWay: new Uint8Array(due.length),
    sentNs: new Float64Array(due.length),
  };
  return new Promise((resolve, reject) => {
    let cancel = (): void => undefined;
    let over = false;
    const stop = (): void => {
      over = true;
      cancel();
      signal.removeEventListener('abort', abort);
      flight.onOver = () => undefined;
    };
    const abort = (): void => {
      stop();
      flight.underWay.fill(0);
      reject(signal.reason);
    };
    const endIfDone = (): boolean => {
      if (flight.next < due.length || flight.inFlight > 0) return false;
      stop();
      resolve({ elapsedNs: elapsed(), lastHandledNs: flight.lastHandledNs });
      return true;
    };
    // One reading of the clock, and nothing that would have to be collected: most turns find nothing to do.
    const turn = (): void => {
      if (over) return;
      const nowNs = elapsed();
      expire(flight, options, nowNs);
      fireDue(flight, options, nowNs, elapsed);
      if (over || endIfDone()) return;
      const wakeNs = nextWakeNs(flight, options);
      const gapNs = wakeNs - nowNs > TIMER_GAP_NS ? wakeNs - elapsed() : 0;
      if (gapNs > TIMER_GAP_NS) cancel = timers.later((gapNs - WAKE_EARLY_NS) / 1e6, turn);
      else timers.soon(turn);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    flight.onOver = () => void endIfDone();
    turn();
  });
}

/** Everything that is due now and no more, so that answers are read between two turns even when the loop is behind. */
function fireDue(flight: Flight, options: OpenLoopOptions, nowNs: number, elapsed: () => number): void {
  const { due, outcomes, mostInFlight, signal } = options;
  for (; !signal.aborted && (due[flight.next] ?? Number.POSITIVE_INFINITY) <= nowNs; flight.next += 1) {
    const n = flight.next;
    const sentNs = elapsed();
    flight.lastHandledNs = sentNs;
    if (flight.inFlight >= mostInFlight) {
      outcomes.dropped(n);
      continue;
    }
    flight.sentNs[n] = sentNs;
    flight.underWay[n] = 1;
    flight.inFlight += 1;
    outcomes.sent(n, sentNs - (due[n] ?? 0));
    void follow(n, flight, options, elapsed);
  }
}

/** One call until it is over. Nobody awaits it. */
async function follow(n: number, flight: Flight, { due, call, outcomes }: OpenLoopOptions, elapsed: () => number): Promise<void> {
  let answer: unknown;
  let failure: { readonly error: unknown } | null = null;
  try {
    answer = await call(n);
  } catch (error) {
    failure = { error };
  }
  const endNs = elapsed();
  if (!land(n, flight)) return;
  if (failure === null)
    outcomes.answered(n, answer, { responseNs: endNs - (due[n] ?? 0), serviceNs: endNs - (flight.sentNs[n] ?? 0) });
  else outcomes.failed(n, failure.error);
  flight.onOver();
}

/** False for a call that is over already, because it has timed out or the loop has ended. */
function land(n: number, flight: Flight): boolean {
  if (flight.underWay[n] !== 1) return false;
  flight.underWay[n] = 0;
  flight.inFlight -= 1;
  return true;
}

/** Calls time out in the order in which they were sent. */
function expire(flight: Flight, { timeoutNs, outcomes }: OpenLoopOptions, nowNs: number): void {
  for (; flight.oldest < flight.next; flight.oldest += 1) {
    const n = flight.oldest;
    if (flight.underWay[n] !== 1) continue;
    if ((flight.sentNs[n] ?? 0) + timeoutNs > nowNs) return;
    land(n, flight);
    outcomes.timedOut(n);
  }
}

/** The next arrival, or the oldest call's deadline. */
function nextWakeNs(flight: Flight, { due, timeoutNs }: OpenLoopOptions): number {
  const deadline = flight.oldest < flight.next ? (flight.sentNs[flight.oldest] ?? 0) + timeoutNs : Number.POSITIVE_INFINITY;
  return Math.min(due[flight.next] ?? Number.POSITIVE_INFINITY, deadline);
}

export const systemTimers: Timers = {
  soon: (run) => void setImmediate(run),
  later(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};
