/** Quality against time where answers differ by design: every variant a point, what is beaten in both figures marked, and no winner named. */
import { scaleLinear, scaleLog } from 'd3-scale';
import type { Comparison, RunRecord } from '../experiment/record.ts';
import { dominatorOf, frontOf, type Way } from '../stats/pareto.ts';
import { wilson } from '../stats/wilson.ts';
import { count, duration, durationRange, durationTick, NOT_MEASURED, plain, significant } from './format.ts';
import { breakable, type Html, html, type Part } from './html-template.ts';
import { fill, stroke } from './palette.ts';
import { dataTable } from './session-chart.ts';
import { chart, label, linePath, segment, xy } from './svg.ts';
import { gainsOf, inWords, metricName, storeName, titleOfId } from './view.ts';

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [540, 280, 64, 512, 26, 236];

interface Point extends Way {
  /** Of the questions that were scored. */
  readonly questions: number;
  /** Of the time: what it lies between with 95 %. */
  readonly between: { readonly lowNs: number; readonly highNs: number } | null;
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

function marks({ points, score }: Front): Part {
  const costs = points.map(({ cost }) => cost);
  const qualities = points.map(({ quality }) => quality);
  const [worst, best] = [Math.min(...qualities), Math.max(...qualities)];
  const room = Math.max(0.02, 0.1 * (best - worst));
  const x = scaleLinear([worst - room, best + room], [LEFT, RIGHT]);
  const y = scaleLog([Math.min(...costs) / 1.3, Math.max(...costs) * 1.3], [BOTTOM, TOP]);
  const front = frontOf(points);
  return [
    y
      .ticks(4)
      .map((ns, i, all) =>
        i % Math.max(1, Math.ceil(all.length / 6)) === 0
          ? [
              segment({ from: [LEFT, y(ns)], to: [RIGHT, y(ns)], colour: 'line' }),
              label(LEFT - 8, y(ns) + 4, durationTick(ns), { anchor: 'end' }),
            ]
          : [],
      ),
    x.ticks(5).map((value) => label(x(value), BOTTOM + 18, plain(value), { anchor: 'middle' })),
    segment({ from: [LEFT, BOTTOM], to: [RIGHT, BOTTOM], colour: 'edge' }),
    label(8, 12, 'p50 (log)', { colour: 'ink2' }),
    label(RIGHT, HEIGHT - 6, inWords(score), { anchor: 'end', colour: 'ink2' }),
    html`<path d="${linePath(front.map(({ quality, cost }) => [x(quality), y(cost)] as const))}" ${stroke('better')} stroke-width="2" fill="none"/>`,
    points.map((point) => {
      const [cx, cy] = [x(point.quality), y(point.cost)];
      const right = cx > (LEFT + RIGHT) / 2;
      const place = label(right ? cx - 8 : cx + 8, cy - 6, point.name, { anchor: right ? 'end' : 'start', colour: 'ink2' });
      const dot = front.includes(point)
        ? html`<circle cx="${xy(cx)}" cy="${xy(cy)}" r="4" ${fill('better')}/>`
        : html`<circle cx="${xy(cx)}" cy="${xy(cy)}" r="4" ${stroke('ink3')} fill="none" stroke-width="1.5"/>`;
      return [dot, place];
    }),
  ];
}

function figure(front: Front, index: number): Html {
  const { id, store, description, score, unit, points } = front;
  const name = `${titleOfId(id)}: ${inWords(score)} against ${metricName('p50')} of “${description}”`;
  const rows = points.map((point) => [
    point.name,
    qualityText(point, unit),
    timeText(point),
    dominatorOf(point, points)?.name ?? NOT_MEASURED,
  ]);
  return html`<figure><figcaption>${name} <span class="mut">${storeName(store)} · ${breakable(id)}</span></figcaption>${chart({
    ...{ id: `pareto--${index}`, title: name, width: WIDTH, height: HEIGHT, marks: marks(front) },
    description: rows.map(([variant, quality, time]) => `${variant}: ${quality}, ${time}`).join('; '),
  })}<p class="how"><b>How to read:</b> right is better, low is quicker. The line joins what nothing beats in both; a hollow dot is beaten in both by another. Which point of the line to choose is not for this chart to say.</p>${dataTable(name, ['Variant', inWords(score), 'p50, 95 % interval', 'Beaten in both by'], rows)}</figure>`;
}

export const paretoFigures = (record: RunRecord): readonly Html[] => frontsOf(record).map(figure);
