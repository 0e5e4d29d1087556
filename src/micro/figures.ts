/** From rounds to figures: the median over rounds with its interval. Pure. Nothing here is a verdict. */
import { median } from '../stats/hodges-lehmann.ts';
import { type MedianInterval, medianInterval } from '../stats/median-interval.ts';
import { medianOfSorted, percentile, supports } from '../stats/percentile.ts';
import type { Sampled } from './rounds.ts';

export interface MicroFigures extends Pick<Sampled, 'name' | 'unit' | 'per' | 'errorSample'> {
  readonly samples: number;
  readonly errors: number;
  /** Median over the rounds of each round's median, nanoseconds a unit; null where no round has one. */
  readonly p50Ns: number | null;
  /** Of that median over rounds; null where there are too few of them. */
  readonly interval: MedianInterval | null;
  /** How far the rounds lie apart: the slowest minus the quickest, as a share of the median. */
  readonly spread: number | null;
  /** Of all samples together; null where they are too few, or hold many units each. */
  readonly p99Ns: number | null;
  /** Units a second, from the median: a mean of rates would weigh quick calls too much. */
  readonly perSecond: number | null;
}

const CONFIDENCE = 0.95;

export function figuresOf({ rounds, ...bench }: Sampled): MicroFigures {
  const medians = rounds.flatMap(({ samplesNs }) => (samplesNs.length === 0 ? [] : [medianOfSorted(samplesNs)]));
  const all = Float64Array.from(rounds.flatMap(({ samplesNs }) => [...samplesNs])).sort();
  const p50Ns = medians.length === 0 ? null : median(medians);
  return {
    ...bench,
    samples: all.length,
    errors: rounds.reduce((sum, { errors }) => sum + errors, 0),
    p50Ns,
    interval: medianInterval(medians, CONFIDENCE),
    spread: p50Ns === null ? null : (Math.max(...medians) - Math.min(...medians)) / p50Ns,
    p99Ns: bench.per === 1 && supports(all.length, 0.99) ? percentile(all, 0.99) : null,
    perSecond: p50Ns === null ? null : 1e9 / p50Ns,
  };
}
