/** From a session's blocks to its effects: one log-ratio (candidate ÷ baseline) for every metric. Pure. */
import { hodgesLehmann } from '../stats/hodges-lehmann.ts';
import { medianOfSorted, percentile, supports } from '../stats/percentile.ts';
import type { Block } from './blocks.ts';
import type { Slice } from './slice.ts';

export const CALL_METRICS = ['p50', 'mean', 'perSecond', 'p90', 'p99'] as const;
type CallMetric = (typeof CALL_METRICS)[number];

/** NaN where no call was answered. */
export interface Levels {
  readonly meanNs: number;
  readonly perSecond: number;
}

export interface SessionSummary {
  readonly orders: string;
  /** Log-ratios by block for the metrics that have one a block. */
  readonly blocks: Readonly<Record<'p50' | 'mean' | 'perSecond', readonly number[]>>;
  readonly metrics: Readonly<Record<CallMetric, number | null>>;
  /** Either side's own figures in this session: how they spread over sessions is what an absolute figure's interval is made of. */
  readonly levels: { readonly baseline: Levels; readonly candidate: Levels };
  readonly measuredNs: number;
  /** Calls whose answers had another number of rows than the other variant's. */
  readonly differing: number;
}

const answered = (slice: Slice) => slice.latencyNs.filter((ns) => !Number.isNaN(ns)).sort();
/** Median of the calls that were answered; NaN when none was. */
export const medianNs = (slice: Slice): number => medianOfSorted(answered(slice));
const sum = (values: Float64Array) => values.reduce((total, x) => total + x, 0);
const rate = (slice: Slice, calls: number) => calls / slice.wallNs;

/** To a hundred-thousandth of a percent: blocks are most of a record, and every digit is read and stored. */
const logRatio = (ratio: number): number => Math.round(Math.log(ratio) * 1e7) / 1e7;

/** Log of candidate ÷ baseline; NaN when either has no call that was answered. */
function blockRatios(block: Block): { p50: number; mean: number; perSecond: number } {
  const base = answered(block.baseline);
  const cand = answered(block.candidate);
  return {
    p50: logRatio(medianOfSorted(cand) / medianOfSorted(base)),
    mean: logRatio(sum(cand) / cand.length / (sum(base) / base.length)),
    perSecond: logRatio(rate(block.candidate, cand.length) / rate(block.baseline, base.length)),
  };
}

function pooledRatio(blocks: readonly Block[], q: number): number | null {
  const pool = (side: 'baseline' | 'candidate') =>
    Float64Array.from(blocks.flatMap((block) => [...answered(block[side])])).sort();
  const base = pool('baseline');
  const cand = pool('candidate');
  if (!supports(Math.min(base.length, cand.length), q)) return null;
  return Math.log(percentile(cand, q) / percentile(base, q));
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);

/** p50, mean and rate: Hodges–Lehmann over the blocks. p90 and p99: once a session, from the pooled calls, where there are enough. */
export function summarise(blocks: readonly Block[]): SessionSummary {
  const ratios = blocks
    .map(blockRatios)
    .filter((r) => Number.isFinite(r.p50) && Number.isFinite(r.mean) && Number.isFinite(r.perSecond));
  const series = { p50: ratios.map((r) => r.p50), mean: ratios.map((r) => r.mean), perSecond: ratios.map((r) => r.perSecond) };
  return {
    orders: blocks.map((block) => (block.baselineFirst ? 'B' : 'C')).join(''),
    blocks: series,
    metrics: {
      p50: finite(hodgesLehmann(series.p50)),
      mean: finite(hodgesLehmann(series.mean)),
      perSecond: finite(hodgesLehmann(series.perSecond)),
      p90: pooledRatio(blocks, 0.9),
      p99: pooledRatio(blocks, 0.99),
    },
    levels: { baseline: levelsOf(blocks, 'baseline'), candidate: levelsOf(blocks, 'candidate') },
    measuredNs: blocks.reduce((total, block) => total + block.baseline.wallNs + block.candidate.wallNs, 0),
    differing: blocks.reduce((total, block) => total + differing(block), 0),
  };
}

function levelsOf(blocks: readonly Block[], side: 'baseline' | 'candidate'): Levels {
  let [calls, callNs, wallNs] = [0, 0, 0];
  for (const block of blocks) {
    const times = answered(block[side]);
    calls += times.length;
    callNs += sum(times);
    wallNs += block[side].wallNs;
  }
  return { meanNs: callNs / calls, perSecond: (1e9 * calls) / wallNs };
}

const differing = ({ baseline, candidate }: Block) =>
  baseline.shapes.filter(
    (shape, i) => shape !== candidate.shapes[i] && !Number.isNaN(baseline.latencyNs[i]) && !Number.isNaN(candidate.latencyNs[i]),
  ).length;
