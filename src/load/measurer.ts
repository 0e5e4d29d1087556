/** Measures one comparison: answers first, then sessions. It is given two sides and a clock; processes and drivers are the caller's. */
import { createHash } from 'node:crypto';
import { type Block, type BlockOptions, fitOps, runBlocks } from './blocks.ts';
import { type DigestReport, digestPair, shorten } from './digest.ts';
import { type Overhead, overheadOf } from './overhead.ts';
import { stretched } from './plant.ts';
import { type ArmFigures, type Recorder, recorder } from './recorder.ts';
import type { Call, Clock, Slice } from './slice.ts';
import { type SessionSummary, summarise } from './summary.ts';
import type { Vitals } from './vitals.ts';
import { type WarmReport, type WarmRequest, warmUntilSteady } from './warm.ts';

/** A variant with fresh connections. */
export interface OpenSide {
  readonly call: Call;
  /** The part of an answer that must be equal between variants, as text. */
  canonical(answer: unknown): string;
  /** How good an answer is, by the score's name, where answers may differ by design. */
  readonly scores?: Readonly<Record<string, (answer: unknown, question: unknown) => Promise<number>>>;
  /** Where the engine itself is tried: what is measured counts so many times. */
  readonly times?: number;
  /** Server counters by name, read between slices. */
  readonly counters: Readonly<Record<string, () => Promise<number>>>;
  /** What the calls left behind, as text; null when nothing is to be compared. */
  leaves(): Promise<string | null>;
  close(): Promise<void>;
}
export type OpenSideFor = (clients: number) => Promise<OpenSide>;

export interface MeasurerOptions {
  readonly baseline: OpenSideFor;
  readonly candidate: OpenSideFor;
  readonly clients: number;
  /** A question of the digest pass (data seed) and of timed calls (run seed). */
  readonly askFixed: (ordinal: number) => unknown;
  readonly ask: (ordinal: number) => unknown;
  readonly coin: () => boolean;
  readonly clock: Clock;
  readonly limits: Limits;
  /** Collects garbage between sessions, where the process was started so that it can. */
  readonly collect?: () => void;
  /** Begins to watch this process; the function it returns ends that. */
  readonly watch?: () => () => Vitals;
}
export interface Limits {
  readonly opsPerSlice: number;
  readonly leastOpsPerSlice: number;
  readonly slicePairMs: number;
  readonly leastBlocks: number;
  readonly mostSessionMs: number;
  readonly rewarmMs: number;
}

export interface SessionReport extends SessionSummary {
  readonly discarded: string | null;
  readonly wrong: boolean;
  readonly growth: Readonly<Record<string, number | null>>;
  readonly vitals?: Vitals;
}
export interface FinishReport {
  readonly opsPerSlice: number;
  /** What the harness takes of each side's calls; none where nothing is judged. */
  readonly overhead?: Overhead;
  readonly baseline: ArmFigures;
  readonly candidate: ArmFigures;
  /** Digests of what was left behind; where they differ, `difference` holds both as they were found, shortened. */
  readonly leaves: {
    readonly baseline: string;
    readonly candidate: string;
    readonly equal: boolean;
    readonly difference: string | null;
  } | null;
}
export interface Measurer {
  digest(calls: number): Promise<DigestReport>;
  /** Until both variants are steady. */
  warm(request: WarmRequest): Promise<WarmReport>;
  session(ms: number): Promise<SessionReport>;
  finish(): Promise<FinishReport>;
}

const NS_PER_MS = 1e6;
/** PostgreSQL settles on a plan for a prepared statement after five executions. */
const WARM_CALLS = 6;
const WARM_ORDINAL = 1_000_000;
const TIMED_ORDINAL = 10_000_000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

interface Pair {
  readonly baseline: OpenSide;
  readonly candidate: OpenSide;
}

/** Opens both sides in a drawn order, runs the work, closes both whatever happens. */
async function withPair<T>(options: MeasurerOptions, work: (pair: Pair) => Promise<T>): Promise<T> {
  const baselineFirst = options.coin();
  const first = await (baselineFirst ? options.baseline : options.candidate)(options.clients);
  try {
    const second = await (baselineFirst ? options.candidate : options.baseline)(options.clients);
    try {
      return await work(baselineFirst ? { baseline: first, candidate: second } : { baseline: second, candidate: first });
    } finally {
      await second.close();
    }
  } finally {
    await first.close();
  }
}

/** Log-ratio of each counter's growth over equal calls, run apart from the timed ones. */
async function growthOf(pair: Pair, questions: readonly unknown[]): Promise<Record<string, number | null>> {
  const base = await grown(pair.baseline, questions);
  const cand = await grown(pair.candidate, questions);
  return Object.fromEntries(
    Object.entries(base).map(([name, before]) => {
      const after = cand[name] ?? 0;
      return [name, before > 0 && after > 0 ? Math.log(after / before) : null];
    }),
  );
}

async function grown(side: OpenSide, questions: readonly unknown[]): Promise<Record<string, number>> {
  const before = await readAll(side);
  for (const question of questions) await side.call(question);
  const after = await readAll(side);
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
}

async function readAll(side: OpenSide): Promise<Record<string, number>> {
  const values: Record<string, number> = {};
  for (const [name, read] of Object.entries(side.counters)) values[name] = await read();
  return values;
}

/** What changes from one request to the next: ordinals never repeat, because writes would collide. */
interface State {
  opsPerSlice: number;
  warmOrdinal: number;
  timedOrdinal: number;
  readonly recorders: Readonly<Record<keyof Pair, Recorder>>;
}

export function measurer(options: MeasurerOptions): Measurer {
  const state: State = {
    opsPerSlice: options.limits.opsPerSlice,
    warmOrdinal: WARM_ORDINAL,
    timedOrdinal: TIMED_ORDINAL,
    recorders: { baseline: recorder(), candidate: recorder() },
  };
  return {
    digest: (calls) =>
      withPair(options, (pair) => digestPair(pair, { ask: options.askFixed, calls, recorders: state.recorders })),
    warm: (request) => withPair(options, (pair) => warmSteady(pair, options, state, request)),
    session: (ms) => {
      options.collect?.();
      return withPair(options, async (pair) => {
        if (options.limits.rewarmMs > 0) await rewarm(pair, options, state, options.limits.rewarmMs);
        const watched = options.watch?.();
        const report = await timedSession(pair, options, state, ms);
        return watched === undefined ? report : { ...report, vitals: watched() };
      });
    },
    finish: async () => ({
      opsPerSlice: state.opsPerSlice,
      ...(options.limits.rewarmMs === 0 ? {} : { overhead: await overheadOf(options) }),
      baseline: state.recorders.baseline.figures(),
      candidate: state.recorders.candidate.figures(),
      leaves: await withPair(options, leavesOf),
    }),
  };
}

type Extent = Pick<BlockOptions, 'sessionNs' | 'leastBlocks' | 'mostNs' | 'firstOrdinal'>;

async function blocksOf(
  { baseline, candidate }: Pair,
  { clients, ask, coin, clock }: MeasurerOptions,
  { opsPerSlice }: State,
  extent: Extent,
): Promise<readonly Block[]> {
  const blocks = await runBlocks(baseline.call, candidate.call, { ...extent, opsPerSlice, clients, ask, coin, clock });
  if (baseline.times === undefined && candidate.times === undefined) return blocks;
  return blocks.map((block) => ({
    ...block,
    baseline: stretched(block.baseline, baseline.times),
    candidate: stretched(block.candidate, candidate.times),
  }));
}

const noteErrors = ({ recorders }: State, baseline: Slice, candidate: Slice): void => {
  recorders.baseline.addErrors(baseline);
  recorders.candidate.addErrors(candidate);
};

async function warmSteady(pair: Pair, options: MeasurerOptions, state: State, request: WarmRequest): Promise<WarmReport> {
  const { clients, ask, coin, clock } = options;
  let pairNs = 0;
  const onPair = (baseline: Slice, candidate: Slice): void => {
    noteErrors(state, baseline, candidate);
    pairNs = (baseline.wallNs + candidate.wallNs) / (baseline.latencyNs.length / clients);
  };
  const calls = { baseline: pair.baseline.call, candidate: pair.candidate.call };
  const warmed = await warmUntilSteady({ ...calls, clients, ask, coin, clock, firstOrdinal: state.warmOrdinal, onPair }, request);
  state.warmOrdinal = warmed.nextOrdinal;
  shrink(state, options.limits, pairNs * state.opsPerSlice);
  return warmed.report;
}

/** Shrinks the slices where calls turn out to be slow. */
function shrink(state: State, limits: Limits, pairNs: number): void {
  state.opsPerSlice = fitOps(state.opsPerSlice, pairNs, limits.slicePairMs * NS_PER_MS, limits.leastOpsPerSlice);
}

/** Warms fresh connections: both sides alike, for `ms` each. */
async function rewarm(pair: Pair, options: MeasurerOptions, state: State, ms: number): Promise<void> {
  const { limits, clients } = options;
  const leastBlocks = Math.ceil(WARM_CALLS / state.opsPerSlice);
  const mostNs = Math.max(4 * ms, limits.mostSessionMs) * NS_PER_MS;
  const extent = { sessionNs: 2 * ms * NS_PER_MS, leastBlocks, mostNs, firstOrdinal: state.warmOrdinal };
  const blocks = await blocksOf(pair, options, state, extent);
  state.warmOrdinal += blocks.length * state.opsPerSlice * clients;
  for (const block of blocks) noteErrors(state, block.baseline, block.candidate);
  const last = blocks.at(-1);
  if (last !== undefined) shrink(state, limits, last.baseline.wallNs + last.candidate.wallNs);
}

async function timedSession(pair: Pair, options: MeasurerOptions, state: State, ms: number): Promise<SessionReport> {
  const { limits, clients } = options;
  const mostNs = Math.max(limits.mostSessionMs, ms) * NS_PER_MS;
  const extent = { sessionNs: ms * NS_PER_MS, leastBlocks: limits.leastBlocks, mostNs, firstOrdinal: state.timedOrdinal };
  const blocks = await blocksOf(pair, options, state, extent);
  state.timedOrdinal += blocks.length * state.opsPerSlice * clients;
  for (const block of blocks) {
    state.recorders.baseline.add(block.baseline);
    state.recorders.candidate.add(block.candidate);
  }
  const summary = summarise(blocks);
  return {
    ...summary,
    ...discard(summary, blocks, pair.baseline.scores !== undefined),
    growth: await growthAfter(pair, options, state),
  };
}

async function growthAfter(pair: Pair, options: MeasurerOptions, state: State): Promise<Record<string, number | null>> {
  if (Object.keys(pair.baseline.counters).length === 0) return {};
  const questions = Array.from({ length: state.opsPerSlice }, (_, i) => options.ask(state.timedOrdinal + i));
  state.timedOrdinal += state.opsPerSlice;
  return growthOf(pair, questions);
}

/** A session in which answers that must be equal had another shape, or in which nothing was answered, does not count. */
function discard(
  summary: SessionSummary,
  blocks: readonly Block[],
  scored: boolean,
): { discarded: string | null; wrong: boolean } {
  if (summary.differing > 0 && !scored)
    return { discarded: `${summary.differing} timed calls had another number of rows in the other variant`, wrong: true };
  if (summary.metrics.p50 !== null) return { discarded: null, wrong: false };
  const sample = blocks
    .flatMap((block) => [block.baseline.errorSample, block.candidate.errorSample])
    .find((text) => text !== null);
  return { discarded: `no block in which both variants answered: ${sample ?? 'no error was given'}`, wrong: false };
}

async function leavesOf(pair: Pair): Promise<FinishReport['leaves']> {
  const base = await pair.baseline.leaves();
  const cand = await pair.candidate.leaves();
  if (base === null || cand === null) return null;
  const equal = base === cand;
  const difference = equal ? null : `baseline ${shorten(base)}, candidate ${shorten(cand)}`;
  return { baseline: sha256(base), candidate: sha256(cand), equal, difference };
}
