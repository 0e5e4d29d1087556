/** Coordinates and small marks of every chart. A coordinate that is no number throws: a silent NaN makes a whole line vanish. */
import { constant, type Html, html, type Part } from './html-template.ts';
import { type Colour, fill, stroke } from './palette.ts';

/** Where styles are refused; elsewhere a chart has the page's font. */
export const FONT = 'sans-serif';

/** A coordinate, to a tenth. */
export function xy(value: number): number {
  if (!Number.isFinite(value)) throw new Error(`a chart coordinate must be finite, got ${value}`);
  return Math.round(value * 10) / 10 + 0;
}
export const percent = (value: number): string => `${xy(value)}%`;

/** Many dots as one path: each a line of no length with round caps. */
export const dotsPath = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y]) => `M${xy(x)} ${xy(y)}h0`).join('');
export const linePath = (points: readonly (readonly [number, number])[]): string =>
  points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${xy(x)} ${xy(y)}`).join('');

export interface LabelPlace {
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly colour?: Colour;
  readonly bold?: boolean;
}
export const label = (
  x: number,
  y: number,
  text: Part,
  { anchor = 'start', colour = 'ink3', bold = false }: LabelPlace = {},
): Html =>
  html`<text x="${xy(x)}" y="${xy(y)}" ${fill(colour)} font-size="12" text-anchor="${anchor}"${bold ? constant(' font-weight="600"') : ''}>${text}</text>`;

/** Labels of one kind, such as those of an axis. */
export const labels = (
  texts: readonly { readonly x: number; readonly y: number; readonly text: Part }[],
  { anchor = 'start', colour = 'ink3' }: LabelPlace = {},
): Html =>
  html`<g ${fill(colour)} font-size="12" text-anchor="${anchor}">${texts.map(({ x, y, text }) => html`<text x="${xy(x)}" y="${xy(y)}">${text}</text>`)}</g>`;

export interface Segment {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly colour: Colour;
  readonly width?: number;
  readonly dash?: string;
}
export const segment = ({ from, to, colour, width = 1, dash }: Segment): Html =>
  html`<line x1="${xy(from[0])}" y1="${xy(from[1])}" x2="${xy(to[0])}" y2="${xy(to[1])}" ${stroke(colour)} stroke-width="${width}"${dash === undefined ? '' : html` stroke-dasharray="${dash}"`}/>`;

/** Straight lines of one kind as one path: each from a point to another. */
export const segments = (
  lines: readonly Pick<Segment, 'from' | 'to'>[],
  { colour, width = 1, opacity }: Pick<Segment, 'colour' | 'width'> & { readonly opacity?: string },
): Html =>
  html`<path d="${lines.map(({ from, to }) => linePath([from, to])).join('')}" ${stroke(colour)} stroke-width="${width}"${opacity === undefined ? '' : html` stroke-opacity="${opacity}"`}/>`;

export interface Chart {
  readonly id: string;
  readonly title: string;
  /** The numbers in words: what a reader who cannot see the chart gets. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly marks: Part;
}
/** A chart of fixed proportions in a box that scrolls where the screen is narrower. */
export const chart = ({ id, title, description, width, height, marks }: Chart): Html =>
  html`<div class="scroll" tabindex="0" role="group" aria-label="${title}"><svg viewBox="0 0 ${xy(width)} ${xy(height)}" width="${xy(width)}" height="${xy(height)}" role="img" aria-labelledby="${id}-t ${id}-d" font-family="${FONT}"><title id="${id}-t">${title}</title><desc id="${id}-d">${description}</desc>
${marks}</svg></div>`;

/** A share of the width as a bar, over a pale full one; null draws nothing but keeps the place. */
export const bar = (share: number | null, colour: Colour, size: { width: number; height: number }): Html =>
  share === null
    ? html``
    : html`<svg class="bar" width="${size.width}" height="${size.height}" aria-hidden="true"><rect width="100%" height="${size.height}" ${fill('band')}/><rect width="${percent(Math.max(0, Math.min(1, share)) * 100)}" height="${size.height}" ${fill(colour)}/></svg>`;
