/** Times in a histogram: percentiles with their intervals without keeping samples, and a text that merges without loss. */
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { enclosed, nearestRank, PERCENTILES } from '../stats/percentile.ts';

/** Longer times are clamped and still counted. */
const MOST_NS = 120e9;

/** A percentile and between what it lies with 95 %. */
export interface Percentile {
  readonly ns: number;
  readonly lowNs: number;
  readonly highNs: number;
}

/** Many times, for a reader. A percentile that so few calls do not support is null. */
interface Distribution {
  readonly calls: number;
  readonly p50: Percentile | null;
  readonly p90: Percentile | null;
  readonly p99: Percentile | null;
  readonly p999: Percentile | null;
  readonly maxNs: number;
  readonly histogram: string;
}

/** What of a distribution is enough to merge it. */
export type Kept = Pick<Distribution, 'histogram' | 'maxNs'>;

export interface NsHistogram {
  record(ns: number): void;
  /** Adds another one's text. Its longest time is told beside it, because the text knows it to three digits only. */
  merge(part: Kept): void;
  calls(): number;
  /** The nearest-rank percentile, however few calls there are: for the tool's own decisions, never for a reader. 0 of nothing. */
  rawNs(q: number): number;
  distribution(): Distribution;
}

/** Three significant digits from a nanosecond to two minutes, in a size that never changes while it records. */
export function nsHistogram(): NsHistogram {
  const histogram: Histogram = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: MOST_NS,
    numberOfSignificantValueDigits: 3,
  });
  let maxNs = 0;
  /** Half a rank below the wanted one, so that no rounding can reach the next. */
  const atRank = (rank: number) => Math.min(maxNs, histogram.getValueAtPercentile(((rank - 0.5) / histogram.totalCount) * 100));
  const percentile = (q: number): Percentile | null => {
    const found = enclosed(histogram.totalCount, q, atRank);
    return found && { ns: found.value, lowNs: found.low, highNs: found.high };
  };
  return {
    record(ns) {
      const kept = Math.min(MOST_NS, Math.max(1, Math.round(ns)));
      histogram.recordValue(kept);
      maxNs = Math.max(maxNs, kept);
    },
    merge(part) {
      if (part.histogram !== '') histogram.add(decodeFromCompressedBase64(part.histogram));
      maxNs = Math.max(maxNs, part.maxNs);
    },
    calls: () => histogram.totalCount,
    rawNs: (q) => (histogram.totalCount === 0 ? 0 : atRank(nearestRank(histogram.totalCount, q))),
    distribution: () => ({
      calls: histogram.totalCount,
      p50: percentile(PERCENTILES.p50),
      p90: percentile(PERCENTILES.p90),
      p99: percentile(PERCENTILES.p99),
      p999: percentile(PERCENTILES.p999),
      maxNs,
      histogram: histogram.totalCount === 0 ? '' : encodeIntoCompressedBase64(histogram),
    }),
  };
}

export function merged(parts: readonly Kept[]): NsHistogram {
  const sum = nsHistogram();
  for (const part of parts) sum.merge(part);
  return sum;
}
