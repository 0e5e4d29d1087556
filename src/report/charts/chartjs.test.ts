// The report's SVG and the image of a chart are drawn from one description: the marks of the page are read back, and compared with what Chart.js is given.
import { scaleLinear, scaleLog } from 'd3-scale';
import { describe, expect, test } from 'vitest';
import { clientsSweep } from '../../testing/sample-charts.ts';
import { sampleRecord } from '../../testing/sample-record.ts';
import { renderHtml } from '../html.ts';
import { configOf } from './chartjs.ts';
import { chartImages } from './images.ts';
import type { Axis, ChartSpec } from './spec.ts';

/** The parts of the drawings that the axes bound, in pixels: left, right, bottom, top. */
const BOUNDS = {
  sweep: [56, 394, 236, 26],
  levels: [64, 394, 236, 26],
  pareto: [64, 512, 236, 26],
  percentiles: [64, 430, 224, 26],
  sessions: [52, 440, 224, 26],
} as const;
/** Of a tenth, to which coordinates are rounded. */
const PIXEL = 0.051;

type Place = readonly [number, number];
const pixels = ({ scale, low, high }: Axis, value: number, range: Place): number =>
  (scale === 'log' ? scaleLog : scaleLinear)([low, high], range)(value);
const places = (text: string, pattern: RegExp): readonly Place[] =>
  [...text.matchAll(pattern)].map(([, x, y]) => [Number(x), Number(y)] as const);
function expectSame(found: readonly Place[], wanted: readonly Place[], within = PIXEL): void {
  const sorted = (all: readonly Place[]) => [...all].sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  expect(found).toHaveLength(wanted.length);
  for (const [i, [x, y]] of sorted(found).entries()) {
    const [wx, wy] = sorted(wanted)[i] ?? [Number.NaN, Number.NaN];
    expect(Math.abs(x - wx), `${x} and ${wx}`).toBeLessThan(within);
    expect(Math.abs(y - wy), `${y} and ${wy}`).toBeLessThan(within);
  }
}

/** The points of datasets: of dots, or the ends of intervals; between these are gaps. */
function pointsOf(spec: ChartSpec, what: 'dots' | 'ends'): readonly Place[] {
  return configOf(spec).data.datasets.flatMap(({ pointRadius, label, data }) => {
    const points = data.flatMap((point) =>
      typeof point === 'object' && point !== null ? [[Number(point.x), Number(point.y)] as const] : [],
    );
    const isDots = Number(pointRadius) > 0;
    const isEnds = !isDots && label === '' && points.some(([x]) => Number.isNaN(x));
    return (what === 'dots' ? isDots : isEnds) ? points.filter(([x]) => !Number.isNaN(x)) : [];
  });
}

const record = sampleRecord();
const swept = sampleRecord(clientsSweep());
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;').replaceAll('<', '&lt;');
const drawn = [record, swept].flatMap((one) => {
  const page = renderHtml(one);
  return chartImages(one).flatMap(({ path, spec }) => {
    const svg = page.split('<svg ').find((part) => part.includes(`>${escaped(spec.title)}</title>`));
    return spec.kind === 'forest' || svg === undefined
      ? []
      : [{ path, spec, kind: spec.kind, svg: svg.split('</svg>')[0] ?? '' }];
  });
});

test('every chart of an image stands in the page, and every kind of chart is among them', () => {
  expect(drawn).toHaveLength([record, swept].flatMap(chartImages).filter(({ spec }) => spec.kind !== 'forest').length);
  expect(new Set(drawn.map(({ kind }) => kind))).toEqual(new Set(Object.keys(BOUNDS)));
});

describe.each(drawn)('$path', ({ spec, kind, svg }) => {
  const [left, right, bottom, top] = BOUNDS[kind];
  const placed = (all: readonly Place[]) =>
    all.map(([x, y]) => [pixels(spec.x, x, [left, right]), pixels(spec.y, y, [bottom, top])] as const);

  test('its dots are those of the image', () => {
    const dots = [...places(svg, /<circle cx="([\d.]+)" cy="([\d.]+)"/g), ...places(svg, /M([\d.]+) ([\d.]+)h0/g)];
    expect(dots.length).toBeGreaterThan(0);
    expectSame(dots, placed(pointsOf(spec, 'dots')));
  });
  test('its intervals are those of the image', () => {
    const bars = [...svg.matchAll(/<path d="([^"]*)" [^>]*stroke-width="6"/g)].map(([, path]) => path ?? '');
    const ends = bars.flatMap((path) => places(path, /[ML]([\d.]+) ([\d.]+)/g));
    expectSame(ends, placed(pointsOf(spec, 'ends')));
  });
});

test('the forest of the page has the effects and intervals of its image', () => {
  const spec = chartImages(record).find(({ spec: { kind } }) => kind === 'forest')?.spec;
  if (spec === undefined) throw new Error('the sample has no forest');
  const cells = [...renderHtml(record).matchAll(/<td class="big">(.*?)<\/td>/gs)].map(([, cell]) => cell ?? '');
  const percents = (all: readonly Place[]) => all.map(([x, y]) => [pixels(spec.x, x, [3, 97]), y] as const);
  const numbers = (pattern: RegExp, of: (groups: readonly number[]) => readonly number[]) =>
    cells
      .filter((cell) => cell.includes('<rect'))
      .flatMap((cell, row) => {
        const groups = pattern.exec(cell)?.slice(1).map(Number);
        return groups === undefined ? [] : of(groups).map((x) => [x, row + 1] as const);
      });
  // A wide undecided interval is cut at 0 and 100 percent, a hair beyond the ends of the axis; in the image at its ends.
  const cut = (all: readonly Place[]) => all.map(([x, row]) => [Math.min(97, Math.max(3, x)), row] as const);
  const bars = cut(numbers(/<rect x="([\d.]+)%" width="([\d.]+)%"/, ([x = 0, width = 0]) => [x, x + width]));
  // Beginning and width are both rounded.
  expectSame(bars.filter(isWide), percents(pointsOf(spec, 'ends')).filter(isWide), 2 * PIXEL);
  expectSame(
    numbers(/<svg x="([\d.]+)%"/, (groups) => groups),
    percents(pointsOf(spec, 'dots')),
  );
});
/** Bars below four tenths of a percent are drawn as wide as that. */
const isWide = ([, row]: Place, _: number, all: readonly Place[]): boolean => {
  const xs = all.filter(([, other]) => other === row).map(([x]) => x);
  return Math.max(...xs) - Math.min(...xs) > 0.5;
};
