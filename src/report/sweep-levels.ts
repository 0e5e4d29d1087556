/** A sweep over clients in absolute figures: what either variant does at each number of clients, all on one chart. */
import type { Comparison } from '../experiment/record.ts';
import { saturationOf } from '../stats/saturation.ts';
import { type LevelCurve, levelsChartOf } from './charts/levels-chart.ts';
import { type Frame, howToRead, plot } from './charts/plot.ts';
import type { ChartSpec } from './charts/spec.ts';
import { count, NOT_MEASURED, quantity, share } from './format.ts';
import { html, type Part } from './html-template.ts';
import { dataTable } from './session-chart.ts';
import { levelOf, levelText } from './spread.ts';
import { figuresOf, metricName } from './view.ts';

const FRAME: Frame = { width: 540, height: 280, left: 64, right: 394, top: 26, bottom: 236 };

interface Curve extends LevelCurve {
  readonly levels: readonly (LevelCurve['levels'][number] & { readonly perSecond: number | null })[];
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

interface Drawn {
  readonly spec: ChartSpec;
  readonly curves: readonly Curve[];
  readonly rows: readonly (readonly string[])[];
}
/** Null where fewer than two numbers of clients have a figure that may be shown. */
function drawn(heading: string, comparisons: readonly Comparison[]): Drawn | null {
  const curves = curvesOf(comparisons);
  const values = [...new Set(curves.flatMap(({ levels }) => levels.map(({ value }) => value)))].sort((a, b) => a - b);
  const [first] = comparisons;
  if (first === undefined || values.length < 2) return null;
  const unit = comparisons.map(figuresOf).find((figures) => figures !== null)?.unit ?? '';
  const cell = ({ levels }: Curve, value: number): string => {
    const level = levels.find((entry) => entry.value === value);
    if (level === undefined) return NOT_MEASURED;
    const rate = level.perSecond === null || unit === '/s' ? '' : `, ${quantity(level.perSecond, '/s')}`;
    return `${level.text}${rate}`;
  };
  const rows = values.map((value) => [`clients ${count(value)}`, ...curves.map((curve) => cell(curve, value))]);
  const description = rows
    .map(([value, ...cells]) => `${value}: ${curves.map((curve, i) => `${curve.name} ${cells[i]}`).join(', ')}`)
    .join('; ');
  const title = `${heading}, in figures, against clients`;
  return { spec: levelsChartOf({ title, description, metric: metricName(first.metric), unit, curves }), curves, rows };
}
export const levelsChart = (heading: string, comparisons: readonly Comparison[]): ChartSpec | null =>
  drawn(heading, comparisons)?.spec ?? null;

/** Nothing where fewer than two numbers of clients have a figure that may be shown. */
export function levelsFigure(id: string, heading: string, comparisons: readonly Comparison[]): Part {
  const found = drawn(heading, comparisons);
  if (found === null) return false;
  const [{ spec, curves, rows }, name] = [found, `${heading}, in figures`];
  return html`<figure><figcaption>${name}</figcaption>${plot(id, spec, FRAME)}${howToRead(spec)}${dataTable(name, ['Value', ...curves.map((curve) => curve.name)], rows)}<ul class="notes">${curves.map((curve) => html`<li>${saturationText(curve)}</li>`)}</ul></figure>`;
}
