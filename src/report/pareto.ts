/** Quality against time where answers differ by design: every variant a point, what is beaten in both figures marked, and no winner named. */
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { dominatorOf } from '../stats/pareto.ts';
import { wilson } from '../stats/wilson.ts';
import { type FrontPoint, paretoChart } from './charts/pareto-chart.ts';
import { type Frame, howToRead, plot } from './charts/plot.ts';
import type { ChartSpec } from './charts/spec.ts';
import { count, duration, durationRange, NOT_MEASURED, significant } from './format.ts';
import { breakable, type Html, html } from './html-template.ts';
import { dataTable } from './session-chart.ts';
import { gainsOf, inWords, metricName, storeName, titleOfId } from './view.ts';

const FRAME: Frame = { width: 540, height: 280, left: 64, right: 512, top: 26, bottom: 236 };

interface Point extends FrontPoint {
  /** Of the questions that were scored. */
  readonly questions: number;
}
interface Front {
  readonly id: string;
  readonly store: string;
  readonly bench: string;
  readonly description: string;
  readonly score: string;
  readonly unit: string;
  readonly points: readonly Point[];
}

/** Gains of one bench whose answers were scored, with their median times: the baseline once, as it was beside the first candidate. */
function frontsOf(record: RunRecord): readonly Front[] {
  const scored = gainsOf(record).filter(
    ({ answers, evidence, at }) => at === null && evidence.shape === 'calls' && (answers.scores?.length ?? 0) > 0,
  );
  const keys = [...new Set(scored.map(({ id, bench }) => JSON.stringify([id, bench])))];
  return keys.flatMap((key) => {
    const mine = scored.filter(({ id, bench }) => JSON.stringify([id, bench]) === key);
    const [first] = mine;
    const score = first?.answers.scores?.[0];
    if (first === undefined || score === undefined) return [];
    const points = [pointOf(first, 'baseline'), ...mine.map((each) => pointOf(each, 'candidate'))].flatMap(
      (point) => point ?? [],
    );
    const { id, store, bench, description } = first;
    return points.length < 3 ? [] : [{ id, store, bench, description, score: score.name, unit: score.unit, points }];
  });
}

function pointOf({ answers, evidence, baseline, variant, verdict }: Comparison, side: 'baseline' | 'candidate'): Point | null {
  const score = answers.scores?.[0];
  if (score === undefined || evidence.shape !== 'calls' || verdict === 'invalid') return null;
  const { p50Ns, intervals } = evidence[side];
  if (p50Ns === null) return null;
  return {
    name: side === 'baseline' ? baseline : variant,
    ...{ quality: score[side], cost: p50Ns, questions: answers.calls, between: intervals?.['p50'] ?? null },
  };
}

/** `0.988 [0.93, 1.00]`: a mean of shares; as if each question were right or wrong, which is wider than it has to be. */
function qualityText({ quality, questions }: Point, unit: string): string {
  const between = unit === 'ratio' ? wilson(quality * questions, questions) : null;
  if (between === null) return `${significant(quality)} (n ${count(questions)})`;
  return `${significant(quality)} [${significant(between.low, 2)}, ${significant(between.high, 2)}], n ${count(questions)}`;
}
const timeText = ({ cost, between }: Point): string =>
  between === null ? duration(cost) : durationRange({ estimate: cost, low: between.lowNs, high: between.highNs });

const nameOf = ({ id, score, description }: Front): string =>
  `${titleOfId(id)}: ${inWords(score)} against ${metricName('p50')} of “${description}”`;
const rowsOf = ({ points, unit }: Front): readonly (readonly string[])[] =>
  points.map((point) => [
    point.name,
    qualityText(point, unit),
    timeText(point),
    dominatorOf(point, points)?.name ?? NOT_MEASURED,
  ]);
const chartOf = (front: Front): ChartSpec =>
  paretoChart({
    ...{ title: nameOf(front), score: front.score, points: front.points },
    description: rowsOf(front)
      .map(([variant, quality, time]) => `${variant}: ${quality}, ${time}`)
      .join('; '),
  });

function figure(front: Front, index: number): Html {
  const { id, store, score } = front;
  const [name, spec] = [nameOf(front), chartOf(front)];
  return html`<figure><figcaption>${name} <span class="mut">${storeName(store)} · ${breakable(id)}</span></figcaption>${plot(`pareto--${index}`, spec, FRAME)}${howToRead(spec)}${dataTable(name, ['Variant', inWords(score), 'p50, 95 % interval', 'Beaten in both by'], rowsOf(front))}</figure>`;
}

export const paretoFigures = (record: RunRecord): readonly Html[] => frontsOf(record).map(figure);
/** The fronts as data, each with what it is of. */
export const paretoCharts = (record: RunRecord): readonly { readonly of: string; readonly spec: ChartSpec }[] =>
  frontsOf(record).map((front) => ({ of: `${front.id} ${front.bench}`, spec: chartOf(front) }));
