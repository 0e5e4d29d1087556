/** The evidence of one comparison as data: a dot a session, and its blocks around it in time order. Pure. */
import { scaleLog } from 'd3-scale';
import type { Comparison } from '../../experiment/record.ts';
import type { CallsEvidence } from '../../experiment/record-evidence.ts';
import { estimateText, intervalText, NOT_MEASURED, plural, ratioText, ratioTick, share } from '../format.ts';
import type { Colour } from '../palette.ts';
import { effectAxis } from '../scale.ts';
import { comparisonName, type Times, timesOf, timesOfLog } from '../view.ts';
import { type Axis, BARE, type ChartSpec, type Series } from './spec.ts';

export interface Dot {
  readonly effect: number | null;
  readonly blocks: readonly number[];
  readonly discarded: string | null;
}
export const dotsOf = (evidence: CallsEvidence, better: Comparison['better']): readonly Dot[] =>
  evidence.sessions.map((session) => ({
    effect: session.effect === null ? null : timesOfLog(session.effect, better),
    blocks: session.blocks.map((block) => timesOfLog(block, better)),
    discarded: session.discarded,
  }));

/** Ticks close enough to read on a narrow logarithmic axis, where powers of ten are too far apart. */
function linearTicks(low: number, high: number): readonly number[] {
  const scale = scaleLog([low, high], [0, 1]);
  if (high / low > 20) return effectAxis(low, high).ticks.map((tick) => tick.value);
  return scale.ticks(4).length > 8 ? spaced(low, high) : scale.ticks(4);
}
export function spaced(low: number, high: number): readonly number[] {
  const rough = (high - low) / 4;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * unit).find((n) => n >= rough) ?? rough;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.max(0, Math.floor(high / step) - first + 1) }, (_, i) => (first + i) * step);
}

/** The axis holds every session and the interval, and nine blocks in ten; a block disturbed tenfold must not squash the rest. */
function extent(dots: readonly Dot[], times: Times | null): readonly [number, number] {
  const blocks = dots.flatMap((dot) => dot.blocks).sort((a, b) => a - b);
  const quantile = (q: number): number[] => blocks.slice(Math.floor(q * (blocks.length - 1))).slice(0, 1);
  const kept = [
    ...quantile(0.05),
    ...quantile(0.95),
    ...dots.flatMap((dot) => dot.effect ?? []),
    ...(times === null ? [] : [times.low, times.high]),
  ];
  const [low, high] = [Math.min(...kept), Math.max(...kept)];
  const pad = Math.max(1.004, (high / low) ** 0.06);
  return [low / pad, high * pad];
}

const MOST_DOTS = 240;
/** Of very many blocks every so-manieth is drawn. */
const drawnEvery = (dots: readonly Dot[]): number =>
  Math.max(1, Math.ceil(dots.reduce((sum, dot) => sum + dot.blocks.length, 0) / MOST_DOTS));

/** Of the room of a session, what its blocks take. */
const BLOCKS_WIDTH = 0.7;
function blocksOf(dots: readonly Dot[]): Series {
  const every = drawnEvery(dots);
  return {
    ...{ name: 'blocks', tag: '', colour: 'base', dash: '', line: false, radius: 1.6 },
    points: dots.flatMap((dot, i) =>
      dot.blocks.flatMap((block, b) =>
        b % every === 0
          ? [
              {
                ...{ x: i + 1 + BLOCKS_WIDTH * ((b + 0.5) / dot.blocks.length - 0.5), y: block },
                ...{ label: ratioText(block), between: null, hollow: false },
              },
            ]
          : [],
      ),
    ),
  };
}
function sessionsOf(dots: readonly Dot[], counts: boolean, colour: Colour): Series {
  return {
    ...{ name: counts ? 'sessions' : 'discarded sessions', tag: '', colour, dash: '', line: false, radius: 4.6 },
    points: dots.flatMap(({ effect, discarded }, i) =>
      effect === null || (discarded === null) !== counts
        ? []
        : [{ x: i + 1, y: effect, label: ratioText(effect), between: null, hollow: !counts }],
    ),
  };
}

const MOST_TICKS = 12;
function axesOf(dots: readonly Dot[], times: Times | null): { readonly x: Axis; readonly y: Axis } {
  const [low, high] = extent(dots, times);
  const every = Math.ceil(dots.length / MOST_TICKS);
  const numbers = dots.map((_, i) => i + 1).filter((n) => (n - 1) % every === 0);
  return {
    x: {
      ...{ name: 'session', unit: '', scale: 'linear', low: 0.5, high: Math.max(1, dots.length) + 0.5 },
      ticks: numbers.map((value) => ({ value, text: String(value) })),
    },
    y: {
      ...{ name: 'times better (log)', unit: 'times', scale: 'log', low, high },
      ticks: linearTicks(low, high).map((value) => ({ value, text: ratioTick(value) })),
    },
  };
}

function togetherText(times: Times | null): string {
  return times === null
    ? 'Together: no interval.'
    : `Together ${estimateText(times)}, ${share(times.confidence)} interval ${intervalText(times)}.`;
}

/** Null where no session was measured. */
export function sessionsChart(comparison: Comparison, evidence: CallsEvidence): ChartSpec | null {
  const [dots, times] = [dotsOf(evidence, comparison.better), timesOf(comparison)];
  if (dots.every((dot) => dot.effect === null && dot.blocks.length === 0)) return null;
  const colour = comparison.verdict === 'better' || comparison.verdict === 'worse' ? comparison.verdict : 'ink2';
  const axes = axesOf(dots, times);
  const thinned = drawnEvery(dots);
  return {
    ...BARE,
    ...{ kind: 'sessions', ...axes },
    title: `${comparisonName(comparison)}: effect of each of ${plural(dots.length, 'session')}`,
    description: `${dots.map(({ effect }) => (effect === null ? NOT_MEASURED : ratioText(effect))).join(', ')}. ${togetherText(times)}`,
    how: `a large dot is one session on fresh connections, the small dots its blocks in time order${thinned > 1 ? ` (one in ${thinned} is drawn)` : ''}; those beyond the axis stand at its edge. Hollow is discarded. The bar at the right is the interval over sessions; dotted lines are the looks at which measuring may stop.`,
    series: [blocksOf(dots), sessionsOf(dots, true, colour), sessionsOf(dots, false, 'worse')],
    even: axes.y.low < 1 && axes.y.high > 1 ? { value: 1, tag: '' } : null,
    uprights: evidence.looks.filter((look) => look <= dots.length).map((look) => look + 0.5),
    beside:
      times === null
        ? null
        : {
            ...{ x: dots.length + 0.5, y: times.estimate, label: estimateText(times), hollow: false, colour },
            between: { low: times.low, high: times.high },
          },
  };
}
