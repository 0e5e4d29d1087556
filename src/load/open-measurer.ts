/** Pairs of windows under an open load: one of either variant, with the same arrivals and the same questions, one after the other. */
import { draw, streamOf } from '../random.ts';
import { poissonArrivals } from './arrivals.ts';
import { watchEventLoop } from './event-loop.ts';
import type { MeasurerOptions, OpenSide, OpenSideFor } from './measurer.ts';
import { openLoop, systemTimers, type Timers } from './open-loop.ts';
import { type OpenWindow, openWindow, UNANSWERED, type WindowReport } from './open-window.ts';
import { runSlice } from './slice.ts';

/** Plain data: it travels to the load generator. */
export interface OpenPairSpec {
  /** Counted from 0: no two pairs of a comparison have the same arrivals or questions. */
  readonly index: number;
  readonly baselineFirst: boolean;
  readonly perSecond: number;
  readonly windowMs: number;
  readonly timeoutMs: number;
  readonly mostInFlight: number;
  readonly runSeed: number;
}
export interface OpenPairReport {
  readonly baseline: WindowReport;
  readonly candidate: WindowReport;
}
export interface OpenMeasurer {
  openPair(spec: OpenPairSpec): Promise<OpenPairReport>;
}

export interface OpenMeasurerOptions extends Pick<MeasurerOptions, 'baseline' | 'candidate' | 'clients' | 'ask' | 'clock'> {
  readonly collect?: () => void;
  readonly timers?: Timers;
}

/** PostgreSQL settles on a plan for a prepared statement after five executions, on each connection. */
const WARM_CALLS = 6;
/** Away from the ordinals of closed loops: what is written must not collide. */
const WARM_ORDINAL = 14_000_000;
const PRE_ROLL_ORDINAL = 14_200_000;
/** More than any pre-roll asks. */
const PRE_ROLL_MOST = 20_000;
const TIMED_ORDINAL = 15_000_000;
const PRE_ROLL_NS = 2e8;
/** A call that has timed out may keep its connection for good; closing waits no longer for it. */
const CLOSE_MS = 10_000;
/** Beyond what a window may take by its own rules; when even this passes, something is broken. */
const GRACE_MS = 60_000;

export function openMeasurer(options: OpenMeasurerOptions): OpenMeasurer {
  let timedOrdinal = TIMED_ORDINAL;
  return {
    async openPair(spec) {
      const draws = draw(spec.runSeed, streamOf('arrivals'), spec.index);
      const { perSecond, windowMs } = spec;
      const due = poissonArrivals({ perSecond, durationNs: windowMs * 1e6, uniform: () => draws.next() });
      const firstOrdinal = timedOrdinal;
      timedOrdinal += due.length;
      const measure = (open: OpenSideFor) => measureSide(open, options, { spec, due, firstOrdinal });
      const first = await measure(spec.baselineFirst ? options.baseline : options.candidate);
      const second = await measure(spec.baselineFirst ? options.candidate : options.baseline);
      return spec.baselineFirst ? compared(first, second) : compared(second, first);
    },
  };
}

interface Part {
  readonly spec: OpenPairSpec;
  readonly due: Float64Array;
  readonly firstOrdinal: number;
}
interface Measured extends OpenWindow {
  readonly scored: boolean;
}

/** On fresh connections, each of them warmed; questions are drawn before the clock starts. */
async function measureSide(
  open: OpenSideFor,
  options: OpenMeasurerOptions,
  { spec, due, firstOrdinal }: Part,
): Promise<Measured> {
  const { clients, ask, clock, collect, timers = systemTimers } = options;
  const questions = Array.from(due, (_, n) => ask(firstOrdinal + n));
  const side = await open(clients);
  try {
    const warming = WARM_CALLS * clients;
    const warm = Array.from({ length: warming }, (_, i) => ask(WARM_ORDINAL + spec.index * warming + i));
    await runSlice(side.call, warm, clients, clock);
    await preRoll(side, options, spec);
    collect?.();
    const window = await openWindow({
      ...{ due, clock, timers, watch: watchEventLoop },
      call: (n) => side.call(questions[n]),
      timeoutNs: spec.timeoutMs * 1e6,
      mostInFlight: spec.mostInFlight,
      signal: AbortSignal.timeout(spec.windowMs + spec.timeoutMs + GRACE_MS),
    });
    return { ...window, scored: side.scores !== undefined };
  } finally {
    await closeInTime(side);
  }
}

/** A while of the same load that is not counted: otherwise the window's first calls would be sent late by code and connections that are cold. */
async function preRoll(
  side: OpenSide,
  { ask, clock, timers = systemTimers }: OpenMeasurerOptions,
  spec: OpenPairSpec,
): Promise<void> {
  const draws = draw(spec.runSeed, streamOf('pre-roll'), spec.index);
  const due = poissonArrivals({ perSecond: spec.perSecond, durationNs: PRE_ROLL_NS, uniform: () => draws.next() });
  const first = PRE_ROLL_ORDINAL + spec.index * PRE_ROLL_MOST;
  const questions = Array.from(due, (_, n) => ask(first + n));
  await openLoop({
    ...{ due, clock, timers, outcomes: NOBODY_COUNTS, mostInFlight: spec.mostInFlight, timeoutNs: spec.timeoutMs * 1e6 },
    call: (n) => side.call(questions[n]),
    signal: AbortSignal.timeout(spec.timeoutMs + GRACE_MS),
  });
}

const ignore = (): void => undefined;
const NOBODY_COUNTS = { dropped: ignore, sent: ignore, answered: ignore, failed: ignore, timedOut: ignore };

async function closeInTime(side: OpenSide): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, CLOSE_MS);
  });
  await Promise.race([side.close(), late]).finally(() => clearTimeout(timer));
}

/** Answers that both variants gave to the same question must have as many rows, unless they may differ by design. */
function compared(baseline: Measured, candidate: Measured): OpenPairReport {
  const differ = (shape: number, n: number) =>
    shape !== UNANSWERED && candidate.shapes[n] !== UNANSWERED && shape !== candidate.shapes[n];
  const wrong = baseline.scored ? 0 : baseline.shapes.filter(differ).length;
  const { report } = candidate;
  return { baseline: baseline.report, candidate: { ...report, counts: { ...report.counts, wrong } } };
}
