/** A chart described once, as data: from it the report's SVG is drawn, and the image beside the report. Pure. */
import type { Colour } from '../palette.ts';

export interface Axis {
  /** As it stands at the axis, such as `times better (log)`. */
  readonly name: string;
  /** Of the values below: `times`, `ns`, `ms`, `/s`; empty for counts and shares. */
  readonly unit: string;
  readonly scale: 'log' | 'linear';
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
  /** What the point says in words. */
  readonly label: string;
  /** In the forest that of its comparison. */
  readonly key?: string;
  /** Along the axis of the figure: x in a forest, y elsewhere. */
  readonly between: { readonly low: number; readonly high: number } | null;
  /** It decides nothing, does not count, or is beaten. */
  readonly hollow: boolean;
}

export interface Series {
  readonly name: string;
  /** At its end, where there is little room; empty: none. */
  readonly tag: string;
  readonly colour: Colour;
  /** As SVG has it; empty: a full line. */
  readonly dash: string;
  readonly line: boolean;
  /** Of a dot, in pixels; below 2 it is one of very many. */
  readonly radius: number;
  readonly points: readonly Point[];
}

export interface ChartSpec {
  readonly kind: 'forest' | 'sweep' | 'levels' | 'pareto' | 'percentiles' | 'sessions';
  readonly title: string;
  /** The numbers in words: what a reader who cannot see the chart gets. */
  readonly description: string;
  /** How to read it. */
  readonly how: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** Where nothing changes, with a word for it: a line across the chart. */
  readonly even: { readonly value: number; readonly tag: string } | null;
  /** Dotted lines across, at these x. */
  readonly uprights: readonly number[];
  /** What all points say together, drawn beside the axis. */
  readonly beside: (Point & { readonly colour: Colour }) | null;
  /** From this x on there is nothing to draw, and why. */
  readonly blank: { readonly from: number; readonly text: string } | null;
}

/** A chart with none of what few charts have. */
export const BARE = { even: null, uprights: [], beside: null, blank: null } as const;

/** How candidates' curves look, in their order: colour first, and dashes for who cannot tell colours. */
export const CURVES: readonly Pick<Series, 'colour' | 'dash'>[] = [
  { colour: 'better', dash: '' },
  { colour: 'ink', dash: '6 3' },
  { colour: 'ink2', dash: '2 3' },
  { colour: 'ink3', dash: '8 3 2 3' },
];

/** A value beyond the axis stands at its edge, in either drawing. */
export const within = ({ low, high }: Axis, value: number): number => Math.min(high, Math.max(low, value));
