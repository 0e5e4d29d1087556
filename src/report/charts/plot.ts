/** A chart's marks as SVG, from its description: a frame with ticks, intervals as pale bars, lines, dots, names. Pure. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { type Html, html, type Part } from '../html-template.ts';
import { fill, stroke } from '../palette.ts';
import { chart, dotsPath, label, labels, linePath, segment, segments, xy } from '../svg.ts';
import { type Axis, type ChartSpec, type Point, type Series, within } from './spec.ts';

/** In pixels: the whole, and the part that the axes bound. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

const LINE_HEIGHT = 16;
const scaleOf = (axis: Axis, range: readonly [number, number]): ((value: number) => number) => {
  const scale = (axis.scale === 'log' ? scaleLog : scaleLinear)([axis.low, axis.high], range);
  return (value) => scale(within(axis, value));
};
const scalesOf = ({ x, y }: ChartSpec, { left, right, top, bottom }: Frame): Scales => ({
  x: scaleOf(x, [left, right]),
  y: scaleOf(y, [bottom, top]),
});

const across = (y: number, left: number, right: number) => ({ from: [left, y], to: [right, y] }) as const;
const upright = (x: number, top: number, bottom: number) => ({ from: [x, top], to: [x, bottom] }) as const;

function frameMarks({ x, y, even, uprights, blank }: ChartSpec, frame: Frame, scales: Scales): Part {
  const { left, right, top, bottom, height } = frame;
  const from = blank === null ? right : scales.x(blank.from);
  return [
    segments(
      y.ticks.filter(({ value }) => value !== even?.value).map(({ value }) => across(scales.y(value), left, right)),
      { colour: 'line' },
    ),
    labels(
      y.ticks.map(({ value, text }) => ({ x: left - 8, y: scales.y(value) + 4, text })),
      { anchor: 'end' },
    ),
    segments(
      x.ticks.map(({ value }) => upright(scales.x(value), bottom, bottom + 4)),
      { colour: 'edge' },
    ),
    labels(
      x.ticks.map(({ value, text }) => ({ x: scales.x(value), y: bottom + 18, text })),
      { anchor: 'middle' },
    ),
    blank !== null && [
      html`<rect x="${xy(from)}" y="${top}" width="${xy(right - from)}" height="${bottom - top}" ${fill('wash')}/>`,
      label((from + right) / 2, top + LINE_HEIGHT, blank.text, { anchor: 'middle' }),
    ],
    segment({ from: [left, bottom], to: [right, bottom], colour: 'edge' }),
    even !== null &&
      segment({ from: [left, scales.y(even.value)], to: [right, scales.y(even.value)], colour: 'base', width: 2, dash: '5 4' }),
    uprights.map((at) => segment({ from: [scales.x(at), top], to: [scales.x(at), bottom], colour: 'edge', dash: '1 4' })),
    label(8, 12, y.name, { colour: 'ink2' }),
    label(right, height - 4, x.name, { anchor: 'end', colour: 'ink2' }),
  ];
}

const SPECK = 2;
function seriesMarks({ points, colour, dash, line, radius }: Series, { x, y }: Scales): Part {
  const places = points.map((point) => [x(point.x), y(point.y)] as const);
  const intervals = points.flatMap(({ x: at, between }) =>
    between === null ? [] : [upright(x(at), y(between.low), y(between.high))],
  );
  if (radius < SPECK)
    return html`<path d="${dotsPath(places)}" ${stroke(colour)} stroke-width="${radius * 2}" stroke-linecap="round" fill="none"/>`;
  return [
    intervals.length > 0 && segments(intervals, { colour, width: 6, opacity: '.3' }),
    line &&
      html`<path d="${linePath(places)}" ${stroke(colour)} stroke-width="2"${dash !== '' && html` stroke-dasharray="${dash}"`} fill="none"/>`,
    points.map((point) =>
      point.hollow
        ? html`<circle cx="${xy(x(point.x))}" cy="${xy(y(point.y))}" r="${radius}" ${stroke(colour)} fill="none" stroke-width="1.5"/>`
        : html`<circle cx="${xy(x(point.x))}" cy="${xy(y(point.y))}" r="${radius}" ${fill(colour)}/>`,
    ),
  ];
}

/** Names at the ends of the curves, pushed apart so that none covers another. */
function endTags({ series, even }: ChartSpec, { y }: Scales, { right, top }: Frame): Part {
  const wanted = [
    ...series.flatMap(({ tag, colour, points }) => {
      const last = points.at(-1);
      return tag === '' || last === undefined ? [] : [{ tag, colour, at: y(last.y) + 4 }];
    }),
    ...(even === null || even.tag === '' ? [] : [{ tag: even.tag, colour: 'base' as const, at: y(even.value) + 4 }]),
  ].sort((a, b) => a.at - b.at);
  let lowest = top - LINE_HEIGHT;
  return wanted.map(({ tag, colour, at }) => {
    lowest = Math.max(at, lowest + LINE_HEIGHT);
    const grey = colour === 'base';
    return label(right + 6, lowest, shortened(tag), { colour: grey ? 'ink2' : colour, bold: !grey });
  });
}
const shortened = (text: string): string => (text.length > 19 ? `${text.slice(0, 18)}…` : text);

/** Where points are variants, each carries its name. */
const pointTags = ({ series }: ChartSpec, { x, y }: Scales, { left, right }: Frame): Part =>
  series.flatMap(({ points }) =>
    points.map((point) => {
      const [cx, cy] = [x(point.x), y(point.y)];
      const isRight = cx > (left + right) / 2;
      return label(isRight ? cx - 8 : cx + 8, cy - 6, point.label, { anchor: isRight ? 'end' : 'start', colour: 'ink2' });
    }),
  );

function besideMarks(beside: (Point & { readonly colour: Series['colour'] }) | null, { y }: Scales, { right }: Frame): Part {
  if (beside === null) return false;
  const { between, colour, label: text } = beside;
  return [
    between !== null && segment({ from: [right + 14, y(between.low)], to: [right + 14, y(between.high)], colour, width: 5 }),
    segment({ from: [right + 8, y(beside.y)], to: [right + 20, y(beside.y)], colour, width: 2 }),
    label(right + 25, y(beside.y) + 4, text, { colour: 'ink', bold: true }),
  ];
}

export function plot(id: string, spec: ChartSpec, frame: Frame): Html {
  const scales = scalesOf(spec, frame);
  const { title, description } = spec;
  const marks = [
    frameMarks(spec, frame, scales),
    spec.series.map((series) => seriesMarks(series, scales)),
    spec.kind === 'pareto' ? pointTags(spec, scales, frame) : endTags(spec, scales, frame),
    besideMarks(spec.beside, scales, frame),
  ];
  return chart({ id, title, description, width: frame.width, height: frame.height, marks });
}

export const howToRead = ({ how }: ChartSpec): Html => html`<p class="how"><b>How to read:</b> ${how}</p>`;
