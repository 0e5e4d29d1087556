/** One variant's calls by themselves for a few seconds, where its rival cannot stand beside it: what a call took, and what was answered. */
import { createHash } from 'node:crypto';
import { median } from '../stats/hodges-lehmann.ts';
import type { OpenSide } from './measurer.ts';
import { type Clock, runSlice } from './slice.ts';

export interface BurstRequest {
  readonly metric: 'p50' | 'mean';
  readonly ms: number;
  readonly warmMs: number;
  readonly opsPerSlice: number;
  /** Fixed questions whose answers are digested first. */
  readonly digestCalls: number;
  /** Of this burst among those of its comparison: both variants are asked the same, and no question twice. */
  readonly ordinal: number;
}
export interface BurstReport {
  /** Milliseconds a call: the median, or the mean. */
  readonly ms: number;
  readonly calls: number;
  readonly answer: string;
}

export interface BurstOptions {
  readonly side: OpenSide;
  readonly clients: number;
  readonly askFixed: (ordinal: number) => unknown;
  readonly ask: (ordinal: number) => unknown;
  readonly clock: Clock;
}

const WARM_CALLS = 6;
const WARM_ORDINAL = 1_000_000;
const TIMED_ORDINAL = 10_000_000;
/** More than any burst asks. */
const ORDINALS = 10_000_000;

/** A call that fails ends it: what is left would be the time of something else. */
export async function burst(options: BurstOptions, request: BurstRequest): Promise<BurstReport> {
  const { side, askFixed } = options;
  const hash = createHash('sha256');
  for (let ordinal = 0; ordinal < request.digestCalls; ordinal += 1)
    hash.update(side.canonical(await side.call(askFixed(ordinal))));
  const first = request.ordinal * ORDINALS;
  await callsFor(options, { ...request, ms: request.warmMs, first: WARM_ORDINAL + first });
  const latencies = await callsFor(options, { ...request, first: TIMED_ORDINAL + first });
  const sum = latencies.reduce((total, ns) => total + ns, 0);
  const ns = request.metric === 'p50' ? median(latencies) : sum / latencies.length;
  return { ms: ns / 1e6, calls: latencies.length, answer: hash.digest('hex') };
}

async function callsFor(
  { side, clients, ask, clock }: BurstOptions,
  { ms, opsPerSlice, first }: { readonly ms: number; readonly opsPerSlice: number; readonly first: number },
): Promise<readonly number[]> {
  const latencies: number[] = [];
  const size = opsPerSlice * clients;
  const endNs = clock.nowNs() + ms * 1e6;
  let ordinal = first;
  while (clock.nowNs() < endNs || latencies.length < WARM_CALLS) {
    const questions = Array.from({ length: size }, (_, i) => ask(ordinal + i));
    ordinal += size;
    const { latencyNs, errorSample } = await runSlice(side.call, questions, clients, clock);
    if (errorSample !== null) throw new Error(`a call failed: ${errorSample}`);
    latencies.push(...latencyNs);
  }
  return latencies;
}
