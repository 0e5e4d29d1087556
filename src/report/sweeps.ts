/** Effects against the value of a sweep, a curve a candidate, with the place where each one begins to pay in words. */
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { type Frame, howToRead, plot } from './charts/plot.ts';
import type { ChartSpec } from './charts/spec.ts';
import { type Swept, type SweptCurve, type SweptPoint, sweepChart } from './charts/sweep-chart.ts';
import { count, effectText, NOT_MEASURED } from './format.ts';
import { breakable, type Html, html } from './html-template.ts';
import { paretoFigures } from './pareto.ts';
import { dataTable } from './session-chart.ts';
import { levelsChart, levelsFigure } from './sweep-levels.ts';
import { gainsOf, inWords, isSmoke, metricName, storeName, timesOf, titleOfId } from './view.ts';

const FRAME: Frame = { width: 540, height: 280, left: 56, right: 394, top: 26, bottom: 236 };

interface SweepView extends Swept {
  readonly id: string;
  readonly store: string;
  readonly bench: string;
  readonly description: string;
  readonly metric: string;
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
    const { id, store, bench, description, metric } = first.c;
    return [{ id, store, bench, description, metric, over: first.at.over, curves, comparisons: mine.map(({ c }) => c) }];
  });
}

const isDecided = ({ verdict }: SweptPoint): boolean => verdict === 'better' || verdict === 'worse' || verdict === 'same';
/** Where the verdict turns, said only between values that were judged. */
function crossoverText({ variant, points }: SweptCurve, over: string): string {
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

const headingOf = (sweep: SweepView): string => `${titleOfId(sweep.id)}: ${metricName(sweep.metric)} of “${sweep.description}”`;

function figure(sweep: SweepView, index: number): Html {
  const values = [...new Set(sweep.curves.flatMap(({ points }) => points.map((point) => point.value)))].sort((a, b) => a - b);
  const cell = (curve: SweptCurve, value: number): string => {
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
  const [heading, spec] = [headingOf(sweep), sweepChart(sweep, headingOf(sweep))];
  return html`<figure><figcaption>${heading} <span class="mut">${storeName(sweep.store)} · ${breakable(sweep.id)}</span></figcaption>${
    spec === null ? html`<p class="note">No effect can be shown at any value.</p>` : plot(`sweep--${index}`, spec, FRAME)
  }<ul class="notes">${sweep.curves.map((curve) => html`<li>${crossoverText(curve, sweep.over)}</li>`)}</ul>${spec !== null && howToRead(spec)}${dataTable(heading, ['Value', ...sweep.curves.map((curve) => curve.variant)], rows)}</figure>${sweep.over === 'clients' && levelsFigure(`levels--${index}`, heading, sweep.comparisons)}`;
}

/** The sweeps as data, each with what it is of; one over clients has its figures as well. */
export const sweepCharts = (record: RunRecord): readonly { readonly of: string; readonly spec: ChartSpec }[] =>
  sweepsOf(record).flatMap((sweep) => {
    const [heading, of] = [headingOf(sweep), `${sweep.id} ${sweep.bench} ${sweep.metric} ${sweep.over}`];
    const specs = [sweepChart(sweep, heading), sweep.over === 'clients' ? levelsChart(heading, sweep.comparisons) : null];
    return specs.flatMap((spec) => (spec === null ? [] : [{ of, spec }]));
  });

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
