/** What stands beside an absolute figure, so that it never stands alone: between what it lies, and of how many it is. Pure. */
import { summaryOf } from '../experiment/drill-figures.ts';
import type { Comparison } from '../experiment/record.ts';
import type { CallsEvidence } from '../experiment/record-evidence.ts';
import { interval } from '../stats/look.ts';
import { medianInterval } from '../stats/median-interval.ts';
import { count, durationSpan, quantityPair } from './format.ts';
import { figuresOf } from './view.ts';

type Side = 'baseline' | 'candidate';
const CONFIDENCE = 0.95;
const NS_PER_MS = 1e6;

/** `[76.2, 76.4] µs, n 18 080`: 95 % by order statistics of calls, or of a mean and a rate over sessions; the least and most of few runs. */
export function spreadText(comparison: Comparison, side: Side): string {
  const { evidence, metric } = comparison;
  if (evidence.shape === 'calls') {
    const { intervals, calls } = evidence[side];
    const known = intervals?.[metric];
    if (known !== undefined) return spread([known.lowNs, known.highNs], calls);
    const between = overSessions(evidence, metric, side);
    if (between === null || metric !== 'perSecond') return spread(between, calls);
    return `[${count(between[0])}, ${count(between[1])}] /s, n ${count(calls)}`;
  }
  if (evidence.shape === 'open') {
    const { p99, calls } = evidence[side].response;
    return spread(p99 === null ? null : [p99.lowNs, p99.highNs], calls);
  }
  if (evidence.shape === 'drill') {
    const { least, most, n } = summaryOf(evidence, side, 'outageMs');
    return spread(least === null || most === null ? null : [least * NS_PER_MS, most * NS_PER_MS], n);
  }
  const runs = evidence.repeats.flatMap((repeat) => repeat[`${side}Ms`]);
  const known = medianInterval(runs, CONFIDENCE);
  const [low, high] = known === null ? [Math.min(...runs), Math.max(...runs)] : [known.low, known.high];
  return spread(runs.length === 0 ? null : [low * NS_PER_MS, high * NS_PER_MS], runs.length);
}

/** Both absolute figures, each with what it lies between and its n; null where no speed is shown. */
export function levelsText(comparison: Comparison): string | null {
  const figures = figuresOf(comparison);
  if (figures === null) return null;
  return quantityPair(figures.baseline, figures.candidate, figures.unit)
    .map((text, i) => `${text} ${spreadText(comparison, i === 0 ? 'baseline' : 'candidate')}`)
    .join(' → ');
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

const spread = (between: readonly [number, number] | null, n: number): string =>
  between === null ? `n ${count(n)}` : `${durationSpan(...between)}, n ${count(n)}`;
