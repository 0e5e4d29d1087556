/** A sweep over clients in absolute figures: what either variant does at each number of clients, all on one chart. */
import { scaleLog } from 'd3-scale';
import type { Comparison } from '../experiment/record.ts';
import { saturationOf } from '../stats/saturation.ts';
import { count, durationTick, NOT_MEASURED, plain, quantity, share } from './format.ts';
import { html, type Part } from './html-template.ts';
import { type Colour, fill, stroke } from './palette.ts';
import { dataTable } from './session-chart.ts';
import { levelOf, levelText } from './spread.ts';
import { chart, label, linePath, segment, xy } from './svg.ts';
import { figuresOf, metricName } from './view.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [540, 280, 64, 394, 26, 236];

interface Level {
  readonly value: number;
  readonly figure: number;
  readonly perSecond: number | null;
  /** With its interval and n. */
  readonly text: string;
}
interface Curve {
  readonly name: string;
  readonly levels: readonly Level[];
}

const armOf = ({ evidence }: Comparison, side: 'baseline' | 'candidate') =>
  evidence.shape === 'calls' ? evidence[side].perSecond : null;

/** The baseline once, as it was beside the first candidate, then each candidate. */
function curvesOf(comparisons: readonly Comparison[]): readonly Curve[] {
  const names = [...new Set(comparisons.map(({ variant }) => variant))];
  const curve = (name: string, variant: string | undefined, side: 'baseline' | 'candidate'): Curve => ({
    name,
    levels: comparisons
      .filter((comparison) => comparison.variant === variant)
      .flatMap((comparison) => {
        const [figures, level, { at }] = [figuresOf(comparison), levelOf(comparison, side), comparison];
        return figures === null || level === null || at === null || figures[side] <= 0
          ? []
          : [
              {
                value: at.value,
                figure: figures[side],
                perSecond: armOf(comparison, side),
                text: levelText(level),
              },
            ];
      })
      .sort((a, b) => a.value - b.value),
  });
  return [curve('baseline', names[0], 'baseline'), ...names.map((name) => curve(name, name, 'candidate'))];
}

const STYLES: readonly { readonly colour: Colour; readonly dash: string }[] = [
  { colour: 'base', dash: '5 4' },
  { colour: 'better', dash: '' },
  { colour: 'ink', dash: '6 3' },
  { colour: 'ink2', dash: '2 3' },
];
const styleOf = (index: number) => STYLES[index] ?? { colour: 'ink3' as const, dash: '8 3 2 3' };

interface Scales {
  readonly x: (value: number) => number;
  readonly y: (figure: number) => number;
}
function curveMarks({ levels }: Curve, { x, y }: Scales, index: number): Part {
  const { colour, dash } = styleOf(index);
  return [
    html`<path d="${linePath(levels.map(({ value, figure }) => [x(value), y(figure)] as const))}" ${stroke(colour)} stroke-width="2"${dash !== '' && html` stroke-dasharray="${dash}"`} fill="none"/>`,
    levels.map(({ value, figure }) => html`<circle cx="${xy(x(value))}" cy="${xy(y(figure))}" r="3.5" ${fill(colour)}/>`),
  ];
}

/** Names at the curves' ends, pushed apart so that none covers another. */
function endLabels(curves: readonly Curve[], y: Scales['y']): Part {
  const ends = curves
    .flatMap(({ name, levels }, index) => {
      const last = levels.at(-1);
      return last === undefined ? [] : [{ name, index, at: y(last.figure) + 4 }];
    })
    .sort((a, b) => a.at - b.at);
  let lowest = TOP - 16;
  return ends.map(({ name, index, at }) => {
    lowest = Math.max(at, lowest + 16);
    const { colour } = styleOf(index);
    const text = name.length > 19 ? `${name.slice(0, 18)}…` : name;
    return label(RIGHT + 6, lowest, text, { colour: colour === 'base' ? 'ink2' : colour, bold: index > 0 });
  });
}

function marks(curves: readonly Curve[], unit: string, axis: string): Part {
  const all = curves.flatMap(({ levels }) => levels);
  const figures = all.map(({ figure }) => figure);
  const values = [...new Set(all.map(({ value }) => value))].sort((a, b) => a - b);
  const y = scaleLog([Math.min(...figures) / 1.2, Math.max(...figures) * 1.2], [BOTTOM, TOP]);
  const x = scaleLog([values[0] ?? 1, values.at(-1) ?? 1], [LEFT + 14, RIGHT - 8]);
  const tick = (figure: number) => (unit === 'ns' ? durationTick(figure) : plain(figure));
  const ticks = y.ticks(4);
  const every = Math.max(1, Math.ceil(ticks.length / 6));
  return [
    ticks.map(
      (figure, i) =>
        i % every === 0 && [
          segment({ from: [LEFT, y(figure)], to: [RIGHT, y(figure)], colour: 'line' }),
          label(LEFT - 8, y(figure) + 4, tick(figure), { anchor: 'end' }),
        ],
    ),
    values.map((value) => label(x(value), BOTTOM + 18, count(value), { anchor: 'middle' })),
    segment({ from: [LEFT, BOTTOM], to: [RIGHT, BOTTOM], colour: 'edge' }),
    label(8, 12, `${axis} (log)`, { colour: 'ink2' }),
    label(RIGHT, HEIGHT - 6, 'clients (log)', { anchor: 'end', colour: 'ink2' }),
    curves.map((curve, i) => curveMarks(curve, { x, y }, i)),
    endLabels(curves, y),
  ];
}

/** Where more clients bring hardly more calls a second, in words: by what was counted, without an interval, because absolute rates are not judged. */
function saturationText({ name, levels }: Curve): string {
  const known = levels.flatMap(({ value, perSecond }) => (perSecond === null ? [] : [{ load: value, perSecond }]));
  const found = saturationOf(known);
  const rate = ({ perSecond }: { readonly perSecond: number }) => quantity(perSecond, '/s');
  if (found === null) return `${name}: ${NOT_MEASURED}, one number of clients shows no saturation.`;
  const gain = `${share(found.gainPerDoubling)} more a doubling`;
  if (found.kind === 'growing')
    return `${name}: not saturated up to ${count(found.last.load)} clients (${rate(found.last)}, ${gain} at the last step).`;
  return `${name}: saturated from ${count(found.at.load)} clients on (${rate(found.at)}; ${rate(found.next)} at ${count(found.next.load)}, ${gain}).`;
}

/** Nothing where fewer than two numbers of clients have a figure that may be shown. */
export function levelsFigure(id: string, heading: string, comparisons: readonly Comparison[]): Part {
  const curves = curvesOf(comparisons);
  const values = [...new Set(curves.flatMap(({ levels }) => levels.map(({ value }) => value)))].sort((a, b) => a - b);
  const [first] = comparisons;
  if (first === undefined || values.length < 2) return false;
  const unit = comparisons.map(figuresOf).find((figures) => figures !== null)?.unit ?? '';
  const cell = ({ levels }: Curve, value: number): string => {
    const level = levels.find((entry) => entry.value === value);
    if (level === undefined) return NOT_MEASURED;
    const rate = level.perSecond === null || unit === '/s' ? '' : `, ${quantity(level.perSecond, '/s')}`;
    return `${level.text}${rate}`;
  };
  const rows = values.map((value) => [`clients ${count(value)}`, ...curves.map((curve) => cell(curve, value))]);
  const name = `${heading}, in figures`;
  return html`<figure><figcaption>${name}</figcaption>${chart({
    id,
    title: `${name}, against clients`,
    description: rows
      .map(([value, ...cells]) => `${value}: ${curves.map((curve, i) => `${curve.name} ${cells[i]}`).join(', ')}`)
      .join('; '),
    width: WIDTH,
    height: HEIGHT,
    marks: marks(curves, unit, metricName(first.metric)),
  })}<p class="how"><b>How to read:</b> what each variant took at each number of clients. Where processes are pinned, one client shares a core with the server and several have one beside it, so that the step from one to several is one of places too.</p>${dataTable(name, ['Value', ...curves.map((curve) => curve.name)], rows)}<ul class="notes">${curves.map((curve) => html`<li>${saturationText(curve)}</li>`)}</ul></figure>`;
}
