/** What the harness itself takes of a call: the same blocks and slices around a call that does nothing, for both sides in turns. */
import { median } from '../stats/hodges-lehmann.ts';
import { runBlocks } from './blocks.ts';
import type { Call, Clock } from './slice.ts';
import { medianNs } from './summary.ts';

export interface Overhead {
  /** Nanoseconds a call, medians over blocks. */
  readonly baselineNs: number;
  readonly candidateNs: number;
}

/** The first half warms the code. */
const BLOCKS = 200;
const OPS = 20;

export async function overheadOf(options: {
  readonly clients: number;
  readonly coin: () => boolean;
  readonly clock: Clock;
}): Promise<Overhead> {
  const nothing: Call = async () => null;
  const alsoNothing: Call = async () => null;
  const extent = { sessionNs: 0, leastBlocks: BLOCKS, mostNs: Number.POSITIVE_INFINITY, firstOrdinal: 0 };
  const blocks = await runBlocks(nothing, alsoNothing, { ...options, ...extent, opsPerSlice: OPS, ask: () => null });
  const counted = blocks.slice(BLOCKS / 2);
  return {
    baselineNs: median(counted.map(({ baseline }) => medianNs(baseline))),
    candidateNs: median(counted.map(({ candidate }) => medianNs(candidate))),
  };
}
