/** How far apart equal variants are told to be on this machine, by store and metric: the band within which no effect means anything. Pure. */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Comparison } from '../experiment/record.ts';
import { CALL_METRICS } from '../load/summary.ts';
import { median } from '../stats/hodges-lehmann.ts';
import { standardDeviation } from '../stats/look.ts';
import { oneSided, type Sides } from '../stats/one-sided.ts';

export interface Band {
  readonly store: string;
  readonly metric: string;
  readonly comparisons: number;
  /** Shares: 0.01 is one percent. Of |ln ratio|, over the comparisons. */
  readonly median: number;
  readonly largest: number;
  /** Where the next comparison of equal variants falls with 95 %, by what these did; null below three. */
  readonly next: number | null;
  /** Between sessions of one comparison: standard deviation, the median over comparisons; null where there are too few sessions. */
  readonly sessionSd: number | null;
  /** How many were told apart: the whole interval beyond the margin. Of the metric that decides. */
  readonly flagged: number | null;
  readonly sides: Sides;
}

const LEVEL = 0.95;

/** Bands of one store from its comparisons of equal variants. */
export function bandsOf(store: string, comparisons: readonly Comparison[]): readonly Band[] {
  return CALL_METRICS.map((metric) => bandOf(store, metric, comparisons)).filter(({ comparisons: n }) => n > 0);
}

function bandOf(store: string, metric: string, comparisons: readonly Comparison[]): Band {
  const measured = comparisons.map((comparison) => effectsOf(comparison, metric)).filter(({ length }) => length > 0);
  const centres = measured.map((effects) => effects.reduce((sum, x) => sum + x, 0) / effects.length);
  const sizes = centres.map((centre) => Math.expm1(Math.abs(centre)));
  const spreads = measured.filter(({ length }) => length > 1).map((effects) => Math.expm1(standardDeviation(effects)));
  const decides = comparisons.some((comparison) => comparison.metric === metric);
  return {
    ...{ store, metric, comparisons: measured.length },
    ...{ median: median(sizes), largest: Math.max(0, ...sizes), next: nextOf(centres) },
    sessionSd: spreads.length === 0 ? null : median(spreads),
    flagged: decides ? comparisons.filter(isFlagged).length : null,
    sides: oneSided(centres),
  };
}

/** Logarithms, one a session that counts. */
const effectsOf = ({ evidence }: Comparison, metric: string): readonly number[] =>
  evidence.shape === 'calls'
    ? evidence.sessions.flatMap(({ discarded, metrics }) => (discarded === null ? (metrics[metric] ?? []) : []))
    : [];

const isFlagged = ({ verdict }: Comparison): boolean => verdict === 'better' || verdict === 'worse';

/** A prediction interval around no effect: t · sd · √(1 + 1/n), the mean taken for nothing because the variants are equal. */
function nextOf(centres: readonly number[]): number | null {
  const n = centres.length;
  if (n < 3) return null;
  const sd = Math.sqrt(centres.reduce((sum, centre) => sum + centre ** 2, 0) / n);
  return Math.expm1(tQuantile((1 + LEVEL) / 2, n) * sd * Math.sqrt(1 + 1 / n));
}
