/** One drill seen by the load: an open load, an event in its middle that somebody else brings about, and what became of each call. */
import { messageOf } from '../errors.ts';
import { draw, streamOf } from '../random.ts';
import { poissonArrivals } from './arrivals.ts';
import { type ErrorClass, errorClasses } from './error-classes.ts';
import type { OpenSide } from './measurer.ts';
import { openLoop, systemTimers, type Timers } from './open-loop.ts';
import { type Clock, runSlice } from './slice.ts';
import { type Timeline, timelineOf } from './timeline.ts';

/** Plain data: it travels to the load generator. */
export interface DrillRequest {
  readonly perSecond: number;
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly stepMs: number;
  readonly timeoutMs: number;
  readonly mostInFlight: number;
  readonly clients: number;
  /** Of this drill among those of its comparison: other arrivals, other questions. */
  readonly ordinal: number;
}
export interface DrillReport extends Timeline {
  readonly counts: {
    readonly due: number;
    readonly answered: number;
    readonly failed: number;
    readonly timedOut: number;
    readonly dropped: number;
  };
  readonly errorClasses: ErrorClass[];
  /** Ordinals of the calls that were answered: each is a write that was acknowledged, where calls write. */
  readonly acknowledged: readonly number[];
  /** The ordinals of all calls, those of the warm-up first: `count` of them, beginning with `from`. */
  readonly asked: readonly { readonly from: number; readonly count: number }[];
}

export interface DrillOptions {
  readonly side: OpenSide;
  readonly ask: (ordinal: number) => unknown;
  readonly runSeed: number;
  readonly clock: Clock;
  readonly timers?: Timers;
  /** Called once, when the event is due; nobody waits for it. */
  readonly onEvent: () => void;
}

const WARM_CALLS = 6;
const WARM_ORDINAL = 1_000_000;
const TIMED_ORDINAL = 20_000_000;
/** More than any drill asks. */
const ORDINALS = 1_000_000;
/** Beyond what a drill may take by its own rules. */
const GRACE_MS = 60_000;

export async function drill(options: DrillOptions, request: DrillRequest): Promise<DrillReport> {
  const { side, ask, clock, timers = systemTimers } = options;
  const { clients, beforeMs, afterMs, timeoutMs, ordinal } = request;
  const draws = draw(options.runSeed, streamOf('drill'), ordinal);
  const durationNs = (beforeMs + afterMs) * 1e6;
  const due = poissonArrivals({ perSecond: request.perSecond, durationNs, uniform: () => draws.next() });
  const first = TIMED_ORDINAL + ordinal * ORDINALS;
  const questions = Array.from(due, (_, n) => ask(first + n));
  const warmFirst = WARM_ORDINAL + ordinal * ORDINALS;
  const warm = Array.from({ length: WARM_CALLS * clients }, (_, i) => ask(warmFirst + i));
  await runSlice(side.call, warm, clients, clock);
  const tally = tallyOf(due);
  const eventNs = beforeMs * 1e6;
  let told = false;
  const { elapsedNs } = await openLoop({
    ...{ due, clock, timers, timeoutNs: timeoutMs * 1e6, mostInFlight: request.mostInFlight, outcomes: tally.outcomes },
    call: (n) => {
      if (!told && (due[n] ?? 0) >= eventNs) {
        told = true;
        options.onEvent();
      }
      return side.call(questions[n]);
    },
    signal: AbortSignal.timeout(beforeMs + afterMs + timeoutMs + GRACE_MS),
  });
  const timeline = timelineOf(
    { dueNs: due, answeredNs: tally.answeredNs },
    { eventNs, endNs: Math.max(durationNs, elapsedNs), stepNs: request.stepMs * 1e6 },
  );
  const acknowledged = [...tally.answeredNs].flatMap((ns, n) => (Number.isNaN(ns) ? [] : [first + n]));
  const asked = [
    { from: warmFirst, count: warm.length },
    { from: first, count: due.length },
  ];
  return { ...timeline, counts: tally.counts(), errorClasses: tally.classes(), acknowledged, asked };
}

function tallyOf(due: Float64Array) {
  const answeredNs = new Float64Array(due.length).fill(Number.NaN);
  const classes = errorClasses();
  const counts = { due: due.length, answered: 0, failed: 0, timedOut: 0, dropped: 0 };
  return {
    answeredNs,
    outcomes: {
      dropped() {
        counts.dropped += 1;
      },
      sent: () => undefined,
      answered(n: number, _answer: unknown, { responseNs }: { readonly responseNs: number }) {
        counts.answered += 1;
        answeredNs[n] = (due[n] ?? 0) + responseNs;
      },
      failed(_n: number, error: unknown) {
        counts.failed += 1;
        classes.add(messageOf(error));
      },
      timedOut() {
        counts.timedOut += 1;
      },
    },
    counts: () => ({ ...counts }),
    classes: () => classes.list(),
  };
}
