/** Known faults that the self-test plants into one side's calls. A slow-down is a share of each call's own time, so that the truth stays exact while the machine drifts. */
import { draw, streamOf } from '../random.ts';
import type { Call, Clock, Slice } from './slice.ts';

export interface Plant {
  /** So much of its own time is added to each call: 0.05 makes it 5 % slower. */
  readonly share?: number;
  /**
   * The measured times are multiplied by this, where a size is too large to be spent: after some milliseconds of turning in place the next
   * call itself is slower (a Redis read takes twice as long after six), and what is planted would not be what is true.
   */
  readonly times?: number;
  /** Added for every minute since the first call. */
  readonly sharePerMinute?: number;
  /** Every second call on average, drawn anew each time, takes so much more of its own time: two modes. */
  readonly secondMode?: number;
  /** So many of the calls fail. */
  readonly fails?: number;
  /** At this call, counted from one, the whole process does nothing else for so long. */
  readonly blocksAt?: { readonly call: number; readonly ms: number };
  /** At this call the server is told, over another connection, to do something that stops it; a statement of its store. */
  readonly stopsAt?: { readonly call: number; readonly statement: unknown };
}

export interface PlantOptions {
  readonly seed: number;
  /** Tells one side's draws from the other's. */
  readonly side: string;
  readonly clock: Clock;
  /** What a call takes beside what is stretched here: it is stretched along, or a hundredfold would come out as less. */
  readonly outsideNs: number;
  /** Runs a statement over another connection; nobody waits for it. */
  readonly beside?: (statement: unknown) => void;
}

const NS_PER_MINUTE = 6e10;

/** What plants the faults into a call; connections come and go, and its count of calls goes on. */
export function planting(plant: Plant, { clock, seed, side, outsideNs, beside }: PlantOptions): (call: Call) => Call {
  const stream = streamOf(`plant ${side}`);
  let firstNs: number | null = null;
  let calls = 0;
  return (call) => async (question) => {
    const startNs = clock.nowNs();
    firstNs ??= startNs;
    calls += 1;
    const luck = draw(seed, stream, calls);
    if (calls === plant.blocksAt?.call) spin(clock, clock.nowNs() + plant.blocksAt.ms * 1e6);
    if (calls === plant.stopsAt?.call) beside?.(plant.stopsAt.statement);
    if (luck.next() < (plant.fails ?? 0)) throw new Error('a failure that was planted');
    const answer = await call(question);
    const drift = (plant.sharePerMinute ?? 0) * ((startNs - firstNs) / NS_PER_MINUTE);
    const mode = plant.secondMode !== undefined && luck.next() < 0.5 ? plant.secondMode : 0;
    const share = (plant.share ?? 0) + drift + mode;
    const nowNs = clock.nowNs();
    if (share > 0) spin(clock, nowNs + share * (nowNs - startNs + outsideNs));
    return answer;
  };
}

/** What was measured, as if it had taken so many times as long. */
export const stretched = (slice: Slice, times = 1): Slice =>
  times === 1 ? slice : { ...slice, latencyNs: slice.latencyNs.map((ns) => ns * times), wallNs: slice.wallNs * times };

/** While more than this is left, the clock is looked at seldom: each look leaves garbage, and collecting it would empty the processor's caches. */
const COARSE_NS = 20_000;
const STEPS = 2_000;

/** Turns in place: a timer is far too coarse. */
function spin(clock: Clock, untilNs: number): void {
  while (clock.nowNs() < untilNs - COARSE_NS) turn(STEPS);
  while (clock.nowNs() < untilNs);
}

let turned = 0;
function turn(steps: number): void {
  for (let step = 0; step < steps; step += 1) turned = (turned + step) | 0;
}

const NOTHING = Promise.resolve(null);
const ROUNDS = 2_000;

/** What a measured call takes when there is nothing to do: nanoseconds, the median of many. It runs once, before anything is timed. */
export async function outsideOf(clock: Clock): Promise<number> {
  const inner: number[] = [];
  const call: Call = async () => {
    const startNs = clock.nowNs();
    await NOTHING;
    inner.push(clock.nowNs() - startNs);
    return null;
  };
  const around: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const startNs = clock.nowNs();
    await call(null);
    around.push(clock.nowNs() - startNs - (inner.at(-1) ?? 0));
  }
  return around.sort((a, b) => a - b)[ROUNDS / 2] ?? 0;
}
