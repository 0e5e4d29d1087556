/** A chart's description as a configuration of Chart.js, for images: the same points as the SVG has, in the light colours. Pure. */
import type { Chart, ChartConfiguration, ChartDataset, Plugin, ScaleOptionsByType } from 'chart.js';
import { lightOf } from '../palette.ts';
import { type Axis, type ChartSpec, type Series, within } from './spec.ts';

/** The family that the renderer registers where it is there. */
export const FAMILY = 'DejaVu Sans';

type Dataset = ChartDataset<'scatter'>;
type Drawn = Chart<'scatter'>;
type Scale = ScaleOptionsByType<'linear' | 'logarithmic'>;

const ROW_HEIGHT = 24;
/** In pixels, before they are doubled for sharp screens: a forest is as high as it has rows. */
export const sizeOf = ({ kind, y }: ChartSpec): { readonly width: number; readonly height: number } =>
  kind === 'forest' ? { width: 1_200, height: 170 + ROW_HEIGHT * y.ticks.length } : { width: 900, height: 500 };

const GAP = { x: Number.NaN, y: Number.NaN };
/** An opacity of three tenths. */
const PALE = '4d';

/** All intervals of a series as one broken line. */
function intervalsOf(spec: ChartSpec, { points, colour }: Series): Dataset {
  const ends = ({ x, y }: { x: number; y: number }) => ({ x: within(spec.x, x), y: within(spec.y, y) });
  return {
    data: points.flatMap(({ x, y, between }) => {
      if (between === null) return [];
      const { low, high } = between;
      return spec.kind === 'forest'
        ? [ends({ x: low, y }), ends({ x: high, y }), GAP]
        : [ends({ x, y: low }), ends({ x, y: high }), GAP];
    }),
    ...{ label: '', order: 2, showLine: true, pointRadius: 0, borderWidth: 7, borderColor: `${lightOf(colour)}${PALE}` },
  };
}

function dotsOf(spec: ChartSpec, { name, points, colour, dash, line, radius }: Series): Dataset {
  const [ink, paper] = [lightOf(colour), lightOf('bg')];
  return {
    data: points.map(({ x, y }) => ({ x: within(spec.x, x), y: within(spec.y, y) })),
    ...{
      label: name,
      order: 1,
      clip: false,
      showLine: line,
      borderColor: ink,
      borderWidth: 2,
      borderDash: dash.split(' ').filter(Boolean).map(Number),
    },
    ...{ pointRadius: radius, pointBorderColor: ink, pointBorderWidth: radius < 2 ? 0 : 1.5 },
    backgroundColor: ink,
    pointBackgroundColor: points.map(({ hollow }) => (hollow ? paper : ink)),
  };
}

/** The line where nothing changes, across the direction of the figure. */
function evenOf({ kind, x, y, even }: ChartSpec): readonly Dataset[] {
  if (even === null) return [];
  const { value, tag } = even;
  const data =
    kind === 'forest'
      ? [y.low, y.high].map((end) => ({ x: value, y: end }))
      : [x.low, x.high].map((end) => ({ x: end, y: value }));
  return [
    {
      data,
      label: tag,
      order: 3,
      showLine: true,
      pointRadius: 0,
      borderWidth: 1.5,
      borderColor: lightOf('base'),
      borderDash: [5, 4],
    },
  ];
}

function scaleOf(axis: Axis, reverse: boolean): object {
  const options: Partial<Scale> = {
    ...{ type: axis.scale === 'log' ? 'logarithmic' : 'linear', min: axis.low, max: axis.high, reverse },
    title: { display: axis.name !== '', text: axis.name, color: lightOf('ink2') } as Scale['title'],
    grid: { color: lightOf('line') } as Scale['grid'],
    afterBuildTicks: (scale) => {
      scale.ticks = axis.ticks.filter(({ value }) => value >= axis.low && value <= axis.high).map(({ value }) => ({ value }));
    },
  };
  const textOf = (value: number | string): string =>
    axis.ticks.find((tick) => Math.abs(tick.value - Number(value)) <= Math.abs(tick.value) * 1e-9)?.text ?? '';
  return { ...options, ticks: { callback: textOf, autoSkip: false, color: lightOf('ink2'), font: { size: 12 } } };
}

/** What Chart.js has no words for: names at points, looks, where there are too few calls, all sessions together. */
function marksOf(spec: ChartSpec): Plugin<'scatter'> {
  const write = (
    { ctx }: Drawn,
    text: string,
    [x, y]: readonly [number, number],
    align: 'left' | 'right' | 'center' = 'left',
  ) => {
    Object.assign(ctx, {
      fillStyle: lightOf('ink2'),
      font: `12px "${FAMILY}", sans-serif`,
      textAlign: align,
      textBaseline: 'middle',
    });
    ctx.fillText(text, x, y);
  };
  return {
    id: 'marks',
    beforeDatasetsDraw: (chart) => {
      const { ctx, chartArea, scales } = chart;
      const px = (value: number) => scales['x']?.getPixelForValue(value) ?? 0;
      if (spec.blank !== null) {
        const from = px(spec.blank.from);
        ctx.fillStyle = lightOf('wash');
        ctx.fillRect(from, chartArea.top, chartArea.right - from, chartArea.height);
        write(chart, spec.blank.text, [(from + chartArea.right) / 2, chartArea.top + 16], 'center');
      }
      ctx.save();
      ctx.strokeStyle = lightOf('edge');
      ctx.setLineDash([1, 4]);
      for (const at of spec.uprights) ctx.strokeRect(px(at), chartArea.top, 0, chartArea.height);
      ctx.restore();
    },
    afterDatasetsDraw: (chart) => {
      const { chartArea, scales } = chart;
      const place = (x: number, y: number) =>
        [scales['x']?.getPixelForValue(x) ?? 0, scales['y']?.getPixelForValue(y) ?? 0] as const;
      for (const { x, y, label } of spec.series.flatMap(({ points }) => points)) {
        const [px, py] = place(x, y);
        const isRight = px > (chartArea.left + chartArea.right) / 2;
        if (spec.kind === 'forest') write(chart, label, [chartArea.right + 10, py]);
        if (spec.kind === 'pareto') write(chart, label, [isRight ? px - 10 : px + 10, py - 12], isRight ? 'right' : 'left');
      }
      if (spec.beside !== null) drawBeside(chart, spec.beside, (y) => place(spec.x.low, y)[1], write);
    },
  };
}

function drawBeside(
  chart: Drawn,
  { y, between, colour, label }: NonNullable<ChartSpec['beside']>,
  py: (value: number) => number,
  write: (chart: Drawn, text: string, at: readonly [number, number]) => void,
): void {
  const { ctx, chartArea } = chart;
  ctx.fillStyle = lightOf(colour);
  if (between !== null) ctx.fillRect(chartArea.right + 14, py(between.high), 5, py(between.low) - py(between.high));
  ctx.fillRect(chartArea.right + 8, py(y) - 1, 17, 2);
  write(chart, label, [chartArea.right + 32, py(y)]);
}

/** Words in lines of at most so many letters. */
function wrapped(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

/** As the chart draws most of what is named. */
const legendMark = ({ kind }: ChartSpec): { readonly pointStyle: 'line' | 'circle'; readonly pointStyleWidth: number } =>
  kind === 'sweep' || kind === 'levels' || kind === 'percentiles'
    ? { pointStyle: 'line', pointStyleWidth: 30 }
    : { pointStyle: 'circle', pointStyleWidth: 10 };

const ROOM_RIGHT: Partial<Record<ChartSpec['kind'], number>> = { forest: 230, sessions: 100 };
const LETTER_WIDTH = 6.6;
/** Its points stand as `data`, two datasets a series: the intervals, named by nothing, and the dots. */
export function configOf(spec: ChartSpec): ChartConfiguration<'scatter'> {
  const { width } = sizeOf(spec);
  const named = spec.series.filter(({ points }) => points.length > 0);
  const lines = (text: string, size: number) => wrapped(text, Math.floor(width / (LETTER_WIDTH * size)));
  return {
    type: 'scatter',
    data: { datasets: [...named.flatMap((series) => [dotsOf(spec, series), intervalsOf(spec, series)]), ...evenOf(spec)] },
    options: {
      ...{ animation: false, responsive: false, devicePixelRatio: 2, events: [] },
      font: { family: `"${FAMILY}", sans-serif`, size: 12 },
      layout: { padding: { left: 16, right: 20 + (ROOM_RIGHT[spec.kind] ?? 0), top: 12, bottom: 12 } },
      scales: { x: scaleOf(spec.x, false), y: scaleOf(spec.y, spec.kind === 'forest') },
      plugins: {
        title: {
          display: true,
          text: lines(spec.title, 1.25),
          color: lightOf('ink'),
          align: 'start',
          font: { size: 15, weight: 'bold' },
        },
        subtitle: {
          display: true,
          text: lines(`How to read: ${spec.how}`, 1),
          color: lightOf('ink2'),
          align: 'start',
          position: 'bottom',
          padding: { top: 10 },
        },
        legend: {
          align: 'start',
          labels: { filter: ({ text }) => text !== '', color: lightOf('ink2'), usePointStyle: true, ...legendMark(spec) },
        },
        tooltip: { enabled: false },
      },
    },
    plugins: [marksOf(spec)],
  };
}
