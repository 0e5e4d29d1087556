/** A session's blocks: one slice of either variant in random order, the same questions for both, until enough time is measured. */
import { type Call, type Clock, runSlice, type Slice } from './slice.ts';

export interface BlockOptions {
  readonly opsPerSlice: number;
  readonly clients: number;
  /** Measured time to reach, blocks to reach, and measured time never to pass (then at least one block stands). */
  readonly sessionNs: number;
  readonly leastBlocks: number;
  readonly mostNs: number;
  readonly firstOrdinal: number;
  readonly ask: (ordinal: number) => unknown;
  /** True: the baseline goes first. */
  readonly coin: () => boolean;
  readonly clock: Clock;
}

export interface Block {
  readonly baselineFirst: boolean;
  readonly baseline: Slice;
  readonly candidate: Slice;
}

/** Runs blocks; the ordinal after the last one is `firstOrdinal + blocks · opsPerSlice · clients`. */
export async function runBlocks(baseline: Call, candidate: Call, options: BlockOptions): Promise<readonly Block[]> {
  const { clients, clock, coin, ask } = options;
  const calls = options.opsPerSlice * clients;
  const blocks: Block[] = [];
  let measuredNs = 0;
  while (
    blocks.length === 0 ||
    (measuredNs < options.mostNs && (measuredNs < options.sessionNs || blocks.length < options.leastBlocks))
  ) {
    const first = options.firstOrdinal + blocks.length * calls;
    const questions = Array.from({ length: calls }, (_, i) => ask(first + i));
    const baselineFirst = coin();
    const one = await runSlice(baselineFirst ? baseline : candidate, questions, clients, clock);
    const two = await runSlice(baselineFirst ? candidate : baseline, questions, clients, clock);
    blocks.push(
      baselineFirst ? { baselineFirst, baseline: one, candidate: two } : { baselineFirst, baseline: two, candidate: one },
    );
    measuredNs += one.wallNs + two.wallNs;
  }
  return blocks;
}

/** How many calls a slice may hold so that a pair of slices stays within the limit: `ops` as wished, never fewer than `least`. */
export function fitOps(ops: number, pairNs: number, limitNs: number, least: number): number {
  if (pairNs <= limitNs) return ops;
  return Math.max(least, Math.floor((ops * limitNs) / pairNs));
}
