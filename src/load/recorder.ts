/** All calls of one variant in one comparison, kept as a histogram of nanoseconds for display; verdicts come from raw slices, never from here. */
import { build, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { supports } from '../stats/percentile.ts';
import type { Slice } from './slice.ts';

const MOST_NS = 120e9;

export interface ArmFigures {
  readonly calls: number;
  readonly errors: number;
  readonly errorSample: string | null;
  readonly meanNs: number;
  readonly p50Ns: number | null;
  readonly p90Ns: number | null;
  readonly p99Ns: number | null;
  readonly p999Ns: number | null;
  readonly maxNs: number;
  readonly perSecond: number;
  readonly histogram: string;
}

export interface Recorder {
  add(slice: Slice): void;
  /** Of calls whose times do not count, such as those that warm: a failure there is a failure all the same. */
  addErrors(slice: Slice): void;
  figures(): ArmFigures;
}

/** Three significant digits up to two minutes; longer calls are clamped and still counted. */
export function recorder(): Recorder {
  const histogram: Histogram = build({
    bitBucketSize: 32,
    autoResize: false,
    lowestDiscernibleValue: 1,
    highestTrackableValue: MOST_NS,
    numberOfSignificantValueDigits: 3,
  });
  let errors = 0;
  let errorSample: string | null = null;
  let sumNs = 0;
  let wallNs = 0;
  return {
    add(slice) {
      for (const ns of slice.latencyNs) {
        if (Number.isNaN(ns)) continue;
        histogram.recordValue(Math.min(MOST_NS, Math.max(1, Math.round(ns))));
        sumNs += ns;
      }
      wallNs += slice.wallNs;
      this.addErrors(slice);
    },
    addErrors(slice) {
      errors += slice.errors;
      errorSample ??= slice.errorSample;
    },
    figures() {
      const calls = histogram.totalCount;
      const at = (q: number) => (supports(calls, q) ? histogram.getValueAtPercentile(q * 100) : null);
      return {
        calls,
        errors,
        errorSample,
        meanNs: calls === 0 ? 0 : sumNs / calls,
        p50Ns: at(0.5),
        p90Ns: at(0.9),
        p99Ns: at(0.99),
        p999Ns: at(0.999),
        maxNs: calls === 0 ? 0 : histogram.maxValue,
        perSecond: wallNs === 0 ? 0 : (calls / wallNs) * 1e9,
        histogram: calls === 0 ? '' : encodeIntoCompressedBase64(histogram),
      };
    },
  };
}
