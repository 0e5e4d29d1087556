/** The figures of a drill that can be read off and claimed: one a repeat, and their middle. Pure. */
import { median } from '../stats/hodges-lehmann.ts';
import { type MedianInterval, medianInterval } from '../stats/median-interval.ts';
import type { DrillEvidence, DrillRepeat } from './drill-record.ts';

export const DRILL_FIGURES = ['outageMs', 'errors', 'lost', 'duplicated', 'torn', 'maxMs'] as const;
export type DrillFigure = (typeof DRILL_FIGURES)[number];
export const isDrillFigure = (name: string): name is DrillFigure => DRILL_FIGURES.some((figure) => figure === name);

/** Null where it is not known: an outage that was not over, writes that could not be looked for. */
export function figureOf(repeat: DrillRepeat, figure: DrillFigure): number | null {
  if (figure !== 'errors') return repeat[figure] ?? null;
  const { failed, timedOut, dropped } = repeat.counts;
  return failed + timedOut + dropped;
}

export interface DrillSummary {
  readonly n: number;
  /** Null where one of the repeats does not know it: what is not over is longer than any that is. */
  readonly median: number | null;
  readonly least: number | null;
  readonly most: number | null;
  readonly interval: MedianInterval | null;
}

const CONFIDENCE = 0.95;

export function summaryOf({ repeats }: DrillEvidence, variant: 'baseline' | 'candidate', figure: DrillFigure): DrillSummary {
  const all = repeats.filter((repeat) => repeat.variant === variant).map((repeat) => figureOf(repeat, figure));
  const known = all.flatMap((value) => (value === null ? [] : [value]));
  if (known.length < all.length || known.length === 0)
    return { n: all.length, median: null, least: known.length === 0 ? null : Math.min(...known), most: null, interval: null };
  return {
    ...{ n: known.length, median: median(known), least: Math.min(...known), most: Math.max(...known) },
    interval: medianInterval(known, CONFIDENCE),
  };
}
