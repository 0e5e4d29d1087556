/** All calls of one variant in one comparison, kept as a histogram of nanoseconds for display; verdicts come from raw slices, never from here. */
import type { PercentileName } from '../stats/percentile.ts';
import { type ErrorClass, errorClasses } from './error-classes.ts';
import { nsHistogram, type Percentile } from './histogram.ts';
import type { Slice } from './slice.ts';

export interface ArmFigures {
  readonly calls: number;
  readonly errors: number;
  readonly errorSample: string | null;
  readonly errorClasses: ErrorClass[];
  readonly meanNs: number;
  readonly p50Ns: number | null;
  readonly p90Ns: number | null;
  readonly p99Ns: number | null;
  readonly p999Ns: number | null;
  /** Of those that so many calls support: between what each one lies with 95 %. */
  readonly intervals: Readonly<Partial<Record<PercentileName, Pick<Percentile, 'lowNs' | 'highNs'>>>>;
  readonly maxNs: number;
  readonly perSecond: number;
  readonly histogram: string;
}

export interface Recorder {
  add(slice: Slice): void;
  /** Of calls whose times do not count, such as those that warm: a failure there is a failure all the same. */
  addErrors(slice: Slice): void;
  /** A single call that failed. */
  addFailure(message: string): void;
  figures(): ArmFigures;
}

export function recorder(): Recorder {
  const times = nsHistogram();
  const classes = errorClasses();
  let errors = 0;
  let errorSample: string | null = null;
  let sumNs = 0;
  let wallNs = 0;
  return {
    add(slice) {
      for (const ns of slice.latencyNs) {
        if (Number.isNaN(ns)) continue;
        times.record(ns);
        sumNs += ns;
      }
      wallNs += slice.wallNs;
      this.addErrors(slice);
    },
    addErrors(slice) {
      errors += slice.errors;
      errorSample ??= slice.errorSample;
      for (const message of slice.failures) classes.add(message);
    },
    addFailure(message) {
      errors += 1;
      errorSample ??= message;
      classes.add(message);
    },
    figures() {
      const { calls, p50, p90, p99, p999, maxNs, histogram } = times.distribution();
      const shown = Object.entries({ p50, p90, p99, p999 }).flatMap(([name, percentile]) =>
        percentile === null ? [] : [[name, { lowNs: percentile.lowNs, highNs: percentile.highNs }] as const],
      );
      return {
        calls,
        errors,
        errorSample,
        errorClasses: classes.list(),
        meanNs: calls === 0 ? 0 : sumNs / calls,
        ...{ p50Ns: p50?.ns ?? null, p90Ns: p90?.ns ?? null, p99Ns: p99?.ns ?? null, p999Ns: p999?.ns ?? null },
        intervals: Object.fromEntries(shown),
        maxNs,
        perSecond: wallNs === 0 ? 0 : (calls / wallNs) * 1e9,
        histogram,
      };
    },
  };
}
