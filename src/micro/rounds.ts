/**
 * Samples in-process work with tinybench, round by round. It runs tasks one after another, so every round is a Bench of its own in an
 * order drawn anew; it sorts samples, so drift shows between rounds; it drops a task whose call throws, so errors are caught and counted.
 */
import { Bench } from 'tinybench';
import type { Clock } from '../clock.ts';
import { draw, streamOf } from '../random.ts';
import type { MicroBench, OpenMicroBench } from './micro-bench.ts';

export type Opened = Pick<MicroBench, 'name' | 'unit' | 'per'> & OpenMicroBench;

export interface RoundsOptions {
  readonly rounds: number;
  /** How long each is sampled in a round. */
  readonly roundMs: number;
  /** Of the orders. */
  readonly seed: number;
  readonly clock: Pick<Clock, 'nowNs'>;
  readonly signal: AbortSignal;
}

/** One bench in one round. */
interface Round {
  /** Nanoseconds a unit of each call that was answered, sorted. */
  readonly samplesNs: Float64Array;
  readonly errors: number;
}
export interface Sampled extends Pick<MicroBench, 'name' | 'unit' | 'per'> {
  readonly rounds: readonly Round[];
  readonly errorSample: string | null;
}

const LEAST_SAMPLES = 5;
/** What a failed call costs of its round, so that one which always fails ends it all the same. */
const FAILURE_SHARE = 0.01;
const NS_PER_MS = 1e6;

/** One round more than was asked for: the first one warms, and is not kept. */
export async function sampleRounds(benches: readonly Opened[], options: RoundsOptions): Promise<readonly Sampled[]> {
  const kept = new Map(benches.map(({ name }) => [name, [] as Round[]]));
  const samples = new Map<string, string>();
  for (let round = 0; round <= options.rounds; round += 1) {
    const watched = orderOf(benches, options.seed, round).map((bench) => watch(bench, options.roundMs));
    await runBench(watched, options);
    for (const { bench, seen } of watched) {
      if (round > 0) kept.get(bench.name)?.push(roundOf(bench, seen));
      if (seen.errorSample !== null) samples.set(bench.name, seen.errorSample);
    }
  }
  return benches.map(({ name, unit, per }) => ({
    ...{ name, unit, per },
    rounds: kept.get(name) ?? [],
    errorSample: samples.get(name) ?? null,
  }));
}

/** The benches in an order that this round and the seed draw. */
export function orderOf<T>(list: readonly T[], seed: number, round: number): readonly T[] {
  const d = draw(seed, streamOf('micro/rounds'), round);
  return list
    .map((each) => ({ each, key: d.word() }))
    .sort((a, b) => a.key - b.key)
    .map(({ each }) => each);
}

interface Seen {
  errors: number;
  errorSample: string | null;
  /** Milliseconds a call, sorted; those of failed calls are zeros at the beginning. */
  samples: readonly number[];
  /** What the last call gave: kept, so that no compiler finds the work to be for nothing. */
  last: unknown;
}
interface Watched {
  readonly bench: Opened;
  readonly seen: Seen;
  readonly call: () => unknown;
}

function watch(bench: Opened, roundMs: number): Watched {
  const seen: Seen = { errors: 0, errorSample: null, samples: [], last: null };
  const failed = (error: unknown) => {
    seen.errors += 1;
    seen.errorSample ??= error instanceof Error ? error.message : String(error);
    return { overriddenDuration: 0, overriddenIterationCost: roundMs * FAILURE_SHARE };
  };
  const now = () => {
    try {
      seen.last = bench.call();
    } catch (error) {
      return failed(error);
    }
    return undefined;
  };
  const later = async () => {
    try {
      seen.last = await bench.call();
    } catch (error) {
      return failed(error);
    }
    return undefined;
  };
  return { bench, seen, call: bench.awaited ? later : now };
}

async function runBench(watched: readonly Watched[], { roundMs, clock, signal }: RoundsOptions): Promise<void> {
  const bench = new Bench({
    ...{ time: roundMs, iterations: LEAST_SAMPLES, warmup: false, retainSamples: true, throws: true },
    timestampProvider: {
      name: 'clock',
      fn: () => clock.nowNs(),
      toMs: (ns) => Number(ns) / NS_PER_MS,
      fromMs: (ms) => ms * NS_PER_MS,
    },
  });
  for (const { bench: of, call } of watched) bench.add(of.name, call, { async: of.awaited ?? false });
  // One after another as `bench.run()` does, and no listener of every task on a signal that outlives them.
  for (const task of bench.tasks) {
    signal.throwIfAborted();
    await task.run();
  }
  for (const { bench: of, seen } of watched) {
    const result = bench.getTask(of.name)?.result;
    if (result !== undefined && 'latency' in result) seen.samples = result.latency.samples ?? [];
  }
}

const roundOf = ({ per }: Opened, { samples, errors }: Seen): Round => ({
  samplesNs: Float64Array.from(samples.slice(errors), (ms) => (ms * NS_PER_MS) / per),
  errors,
});
