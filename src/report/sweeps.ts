/** Effects against the value of a sweep, a curve a candidate, with the place where each one begins to pay in words. */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { count, effectText, NOT_MEASURED, ratioText } from './format.ts';
import { breakable, type Html, html, type Part } from './html-template.ts';
import { type Colour, fill, stroke } from './palette.ts';
import { paretoFigures } from './pareto.ts';
import { fullAxis } from './scale.ts';
import { dataTable } from './session-chart.ts';
import { chart, label, linePath, segment, xy } from './svg.ts';
import { levelsFigure } from './sweep-levels.ts';
import { gainsOf, inWords, isSmoke, metricName, storeName, type Times, timesOf, titleOfId } from './view.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [540, 280, 56, 394, 26, 236];

interface Point {
  readonly value: number;
  readonly times: Times | null;
  readonly verdict: Comparison['verdict'];
  readonly sessions: number;
}
interface Curve {
  readonly variant: string;
  readonly points: readonly Point[];
}
interface SweepView {
  readonly id: string;
  readonly store: string;
  readonly description: string;
  readonly metric: string;
  readonly over: string;
  readonly curves: readonly Curve[];
  readonly comparisons: readonly Comparison[];
}

/** Gains compared at two or more values of the same parameter, by optimisation, bench and metric. */
function sweepsOf(record: RunRecord): SweepView[] {
  const swept = gainsOf(record).flatMap((c) =>
    c.at === null || c.evidence.shape === 'open' || c.evidence.shape === 'drill'
      ? []
      : [{ c, at: c.at, key: JSON.stringify([c.id, c.bench, c.metric, c.at.over]) }],
  );
  return [...new Set(swept.map(({ key }) => key))].flatMap((key) => {
    const mine = swept.filter((entry) => entry.key === key);
    const [first] = mine;
    if (first === undefined || new Set(mine.map(({ at }) => at.value)).size < 2) return [];
    const curves = [...new Set(mine.map(({ c }) => c.variant))].map((variant) => ({
      variant,
      points: mine
        .filter(({ c }) => c.variant === variant)
        .map(({ c, at }) => ({ value: at.value, times: timesOf(c), verdict: c.verdict, sessions: c.sessions }))
        .sort((a, b) => a.value - b.value),
    }));
    const { id, store, description, metric } = first.c;
    return [{ id, store, description, metric, over: first.at.over, curves, comparisons: mine.map(({ c }) => c) }];
  });
}

const isDecided = ({ verdict }: Point): boolean => verdict === 'better' || verdict === 'worse' || verdict === 'same';
/** Where the verdict turns, said only between values that were judged. */
function crossoverText({ variant, points }: Curve, over: string): string {
  const judged = points.filter(isDecided);
  const [unit, first, last] = [inWords(over), judged[0], judged.at(-1)];
  if (first === undefined || last === undefined) return `${variant}: no value was decided.`;
  const turns = judged.flatMap((point, i) => {
    const before = judged[i - 1];
    return before !== undefined && (before.verdict === 'better') !== (point.verdict === 'better') ? [{ before, point }] : [];
  });
  if (turns.length === 0) {
    const word = judged.every((point) => point.verdict === first.verdict) ? first.verdict : 'never better';
    return first === last
      ? `${variant}: ${word} at ${unit} ${count(first.value)}, the only value that was decided.`
      : `${variant}: ${word} at every value that was decided (${unit} ${count(first.value)} to ${count(last.value)}).`;
  }
  const parts = turns.map(({ before, point }) =>
    point.verdict === 'better'
      ? `begins to pay between ${unit} ${count(before.value)} (${before.verdict}) and ${count(point.value)} (better)`
      : `stops paying between ${unit} ${count(before.value)} (better) and ${count(point.value)} (${point.verdict})`,
  );
  return `${variant}: ${parts.join('; ')}.`;
}

const STYLES: readonly { readonly colour: Colour; readonly dash: string }[] = [
  { colour: 'better', dash: '' },
  { colour: 'ink', dash: '6 3' },
  { colour: 'ink2', dash: '2 3' },
  { colour: 'ink3', dash: '8 3 2 3' },
];
const LAST_STYLE = { colour: 'base', dash: '1 3' } as const;

interface Scales {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}
function curveMarks(curve: Curve, { x, y }: Scales, style: { colour: Colour; dash: string }): Part {
  const known = curve.points.flatMap((point) => (point.times === null ? [] : [{ ...point, times: point.times }]));
  return [
    known.map(
      ({ value, times }) =>
        html`<line x1="${xy(x(value))}" x2="${xy(x(value))}" y1="${xy(y(times.low))}" y2="${xy(y(times.high))}" ${stroke(style.colour)} stroke-width="6" stroke-opacity=".3"/>`,
    ),
    html`<path d="${linePath(known.map(({ value, times }) => [x(value), y(times.estimate)] as const))}" ${stroke(style.colour)} stroke-width="2"${style.dash !== '' && html` stroke-dasharray="${style.dash}"`} fill="none"/>`,
    known.map(({ value, times, verdict }) =>
      verdict === 'inconclusive'
        ? html`<circle cx="${xy(x(value))}" cy="${xy(y(times.estimate))}" r="3.5" ${stroke(style.colour)} fill="none" stroke-width="1.5"/>`
        : html`<circle cx="${xy(x(value))}" cy="${xy(y(times.estimate))}" r="3.5" ${fill(style.colour)}/>`,
    ),
  ];
}

interface EndLabel {
  readonly text: string;
  readonly colour: Colour;
  readonly bold: boolean;
  readonly at: number;
}
/** Labels at the ends of the baseline and of the curves, pushed apart so that none covers another. */
function endLabels(curves: readonly Curve[], y: Scales['y']): EndLabel[] {
  const wanted: EndLabel[] = curves.flatMap(({ variant, points }, i) => {
    const end = points.findLast((point) => point.times !== null)?.times;
    const { colour } = STYLES[i] ?? LAST_STYLE;
    return end === null || end === undefined
      ? []
      : [{ text: shortened(variant), colour: colour === 'base' ? 'ink2' : colour, bold: true, at: y(end.estimate) + 4 }];
  });
  wanted.push({ text: 'baseline', colour: 'ink2', bold: false, at: y(1) + 4 });
  wanted.sort((a, b) => a.at - b.at);
  let lowest = TOP - 16;
  return wanted.map((entry) => {
    lowest = Math.max(entry.at, lowest + 16);
    return { ...entry, at: lowest };
  });
}

const shortened = (text: string): string => (text.length > 19 ? `${text.slice(0, 18)}…` : text);
function marks(sweep: SweepView): Part {
  const points = sweep.curves.flatMap((curve) => curve.points);
  const effects = points.flatMap(({ times, verdict }) =>
    times === null ? [] : [{ times, conclusive: verdict !== 'inconclusive' }],
  );
  const axis = fullAxis(effects);
  const y = (value: number) => BOTTOM - ((axis.place(value) - 3) / 94) * (BOTTOM - TOP);
  const values = [...new Set(points.map((point) => point.value))].sort((a, b) => a - b);
  const [least, most] = [values[0] ?? 1, values.at(-1) ?? 1];
  const x = least > 0 ? scaleLog([least, most], [LEFT + 14, RIGHT - 8]) : scaleLinear([least, most], [LEFT + 14, RIGHT - 8]);
  return [
    axis.ticks.map(({ value, text }) => [
      value !== 1 && segment({ from: [LEFT, y(value)], to: [RIGHT, y(value)], colour: 'line' }),
      label(LEFT - 8, y(value) + 4, text, { anchor: 'end' }),
    ]),
    segment({ from: [LEFT, y(1)], to: [RIGHT, y(1)], colour: 'base', width: 2, dash: '5 4' }),
    values.map((value) => label(x(value), BOTTOM + 18, count(value), { anchor: 'middle' })),
    segment({ from: [LEFT, BOTTOM], to: [RIGHT, BOTTOM], colour: 'edge' }),
    label(8, 12, 'times better (log)', { colour: 'ink2' }),
    label(RIGHT, HEIGHT - 6, `${inWords(sweep.over)}${least > 0 ? ' (log)' : ''}`, { anchor: 'end', colour: 'ink2' }),
    sweep.curves.map((curve, i) => curveMarks(curve, { x, y }, STYLES[i] ?? LAST_STYLE)),
    endLabels(sweep.curves, y).map(({ text, colour, bold, at }) => label(RIGHT + 6, at, text, { colour, bold })),
  ];
}

function figure(sweep: SweepView, index: number): Html {
  const values = [...new Set(sweep.curves.flatMap(({ points }) => points.map((point) => point.value)))].sort((a, b) => a - b);
  const cell = (curve: Curve, value: number): string => {
    const point = curve.points.find((entry) => entry.value === value);
    if (point === undefined) return NOT_MEASURED;
    return point.times === null
      ? `${NOT_MEASURED} (${point.verdict})`
      : `${effectText(point.times)} ${point.verdict}, n ${point.sessions}`;
  };
  const rows = values.map((value) => [
    `${inWords(sweep.over)} ${count(value)}`,
    ...sweep.curves.map((curve) => cell(curve, value)),
  ]);
  const heading = `${titleOfId(sweep.id)}: ${metricName(sweep.metric)} of “${sweep.description}”`;
  const any = sweep.curves.some(({ points }) => points.some((point) => point.times !== null));
  return html`<figure><figcaption>${heading} <span class="mut">${storeName(sweep.store)} · ${breakable(sweep.id)}</span></figcaption>${
    any
      ? chart({
          id: `sweep--${index}`,
          title: `${heading} against ${inWords(sweep.over)}`,
          description: sweep.curves
            .map(
              (curve) =>
                `${curve.variant}: ${curve.points.map((p) => `${count(p.value)} ${p.times === null ? NOT_MEASURED : ratioText(p.times.estimate)}`).join(', ')}`,
            )
            .join('; '),
          width: WIDTH,
          height: HEIGHT,
          marks: marks(sweep),
        })
      : html`<p class="note">No effect can be shown at any value.</p>`
  }<ul class="notes">${sweep.curves.map((curve) => html`<li>${crossoverText(curve, sweep.over)}</li>`)}</ul><p class="how"><b>How to read:</b> above the dashed line is better than the baseline at the same value; pale bars are intervals, hollow dots decide nothing.</p>${dataTable(heading, ['Value', ...sweep.curves.map((curve) => curve.variant)], rows)}</figure>${sweep.over === 'clients' && levelsFigure(`levels--${index}`, heading, sweep.comparisons)}`;
}

export function sweepsSection(record: RunRecord): Html {
  const head = html`<section id="sweeps" aria-labelledby="sweeps--h"><h2 id="sweeps--h">Sweeps</h2>`;
  const sweeps = sweepsOf(record);
  if (isSmoke(record))
    return html`${head}<p class="note">A smoke run takes only the first value of a sweep and judges no speed.</p></section>`;
  const fronts = paretoFigures(record);
  if (sweeps.length + fronts.length === 0)
    return html`${head}<p class="note">No optimisation of this run was compared at more than one value of a parameter.</p></section>`;
  return html`${head}<div class="grid">${sweeps.map(figure)}${fronts}</div></section>`;
}
