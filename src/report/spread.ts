/** What stands beside an absolute figure, so that it never stands alone: between what it lies, and of how many it is. Pure. */
import { summaryOf } from '../experiment/drill-figures.ts';
import type { Comparison } from '../experiment/record.ts';
import type { CallsEvidence } from '../experiment/record-evidence.ts';
import { interval } from '../stats/look.ts';
import { medianInterval } from '../stats/median-interval.ts';
import { betweenText, count, quantity, quantityPair } from './format.ts';
import { figuresOf } from './view.ts';

type Side = 'baseline' | 'candidate';
const CONFIDENCE = 0.95;

export interface Level {
  /** `76.3 µs`. */
  readonly figure: string;
  /** `[76.2, 76.4], n 18 080`, in the figure's unit. */
  readonly spread: string;
}

/** Both absolute figures in one unit where they can share it; null where no speed is shown. */
export function levelsOf(comparison: Comparison): readonly [Level, Level] | null {
  const figures = figuresOf(comparison);
  if (figures === null) return null;
  const { baseline, candidate, unit } = figures;
  const [before, after] = quantityPair(baseline, candidate, unit);
  return [
    { figure: before, spread: spreadOf(comparison, 'baseline', { value: baseline, beside: candidate, unit }) },
    { figure: after, spread: spreadOf(comparison, 'candidate', { value: candidate, beside: baseline, unit }) },
  ];
}
export const levelText = ({ figure, spread }: Level): string => `${figure} ${spread}`;
export const levelsText = (comparison: Comparison): string | null => levelsOf(comparison)?.map(levelText).join(' → ') ?? null;

/** One of them, in the unit that suits it alone. */
export function levelOf(comparison: Comparison, side: Side): Level | null {
  const figures = figuresOf(comparison);
  if (figures === null) return null;
  const [value, unit] = [figures[side], figures.unit];
  return { figure: quantity(value, unit), spread: spreadOf(comparison, side, { value, beside: value, unit }) };
}

type Shown = Parameters<typeof betweenText>[1];
function spreadOf(comparison: Comparison, side: Side, shown: Shown): string {
  const { between, n } = knownOf(comparison, side);
  return between === null ? `n ${count(n)}` : `${betweenText(between, shown)}, n ${count(n)}`;
}

interface Known {
  /** In the unit of the figure. */
  readonly between: readonly [number, number] | null;
  readonly n: number;
}
/** 95 % by order statistics of calls, or of a mean and a rate over sessions; the least and most of few runs. */
function knownOf({ evidence, metric }: Comparison, side: Side): Known {
  if (evidence.shape === 'calls') {
    const { intervals, calls } = evidence[side];
    const known = intervals?.[metric];
    return { between: known === undefined ? overSessions(evidence, metric, side) : [known.lowNs, known.highNs], n: calls };
  }
  if (evidence.shape === 'open') {
    const { p99, calls } = evidence[side].response;
    return { between: p99 === null ? null : [p99.lowNs, p99.highNs], n: calls };
  }
  if (evidence.shape === 'drill') {
    const { least, most, n } = summaryOf(evidence, side, 'outageMs');
    return { between: least === null || most === null ? null : [least, most], n };
  }
  const runs = evidence.repeats.flatMap((repeat) => repeat[`${side}Ms`]);
  const known = medianInterval(runs, CONFIDENCE);
  const ends = known === null ? ([Math.min(...runs), Math.max(...runs)] as const) : ([known.low, known.high] as const);
  return { between: runs.length === 0 ? null : ends, n: runs.length };
}

/** Of a mean or a rate: calls of one session are not independent, so it is the sessions' own figures that spread (Student's t of their logarithms). */
function overSessions({ sessions }: CallsEvidence, metric: string, side: Side): readonly [number, number] | null {
  const logs = sessions.flatMap(({ discarded, levels }) => {
    const level = metric === 'mean' ? levels?.[side].meanNs : metric === 'perSecond' ? levels?.[side].perSecond : null;
    return discarded === null && level != null && level > 0 ? [Math.log(level)] : [];
  });
  const found = interval(logs, 1 - CONFIDENCE);
  return found && [found.low, found.high];
}
