/** The evidence of a drill: what users saw around the event, variant by variant, and one repeat of each drawn over time. */
import { type DrillFigure, figureOf, summaryOf } from '../experiment/drill-figures.ts';
import type { DrillEvidence, DrillRepeat } from '../experiment/drill-record.ts';
import type { Comparison } from '../experiment/record.ts';
import { count, milliseconds, NOT_MEASURED, plural } from './format.ts';
import { type Html, html, type Part } from './html-template.ts';
import type { Colour } from './palette.ts';
import { stroke } from './palette.ts';
import { chart, dotsPath, label, linePath, segment } from './svg.ts';

type Side = 'baseline' | 'candidate';
const SIDES: readonly Side[] = ['baseline', 'candidate'];

const FIGURES: readonly (readonly [DrillFigure, string, (value: number) => string])[] = [
  ['outageMs', 'longest time without an answer', milliseconds],
  ['maxMs', 'longest response', milliseconds],
  ['errors', 'calls without an answer', count],
  ['lost', 'acknowledged writes that were lost', count],
  ['duplicated', 'writes that were found more than once', count],
  ['torn', 'writes that only one of two stores has', count],
];

/** `412 ms [380, 455]`: the middle of the repeats, the least and the most of them. */
function drillFigure(evidence: DrillEvidence, side: Side, figure: DrillFigure): string {
  const [, , shown] = FIGURES.find(([name]) => name === figure) ?? [figure, '', count];
  const { n, median, least, most } = summaryOf(evidence, side, figure);
  if (median === null) return least === null ? NOT_MEASURED : `${NOT_MEASURED} (not known in all of ${n}; from ${shown(least)})`;
  return n === 1
    ? `${shown(median)} [${NOT_MEASURED}]`
    : `${shown(median)} [${shown(least ?? median)}, ${shown(most ?? median)}]`;
}

/** Whether some repeat knows the figure. */
const isAsked = ({ repeats }: DrillEvidence, figure: DrillFigure): boolean =>
  repeats.some((repeat) => figureOf(repeat, figure) !== null);

const repeatsOf = ({ repeats }: DrillEvidence, side: Side): readonly DrillRepeat[] =>
  repeats.filter(({ variant }) => variant === side);

function figuresTable({ baseline, variant, bench }: Comparison, evidence: DrillEvidence): Html {
  const rows = FIGURES.filter(([figure]) => figure !== 'torn' || isAsked(evidence, figure)).map(
    ([figure, name]) =>
      html`<tr><th scope="row">${name}</th>${SIDES.map((side) => html`<td>${drillFigure(evidence, side, figure)}</td>`)}</tr>`,
  );
  const quiet = SIDES.map((side) => Math.max(0, ...repeatsOf(evidence, side).map(({ quietMs }) => quietMs)));
  const acknowledged = SIDES.map((side) => repeatsOf(evidence, side).reduce((sum, each) => sum + (each.acknowledged ?? 0), 0));
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Figures of ${bench}, ${variant}"><table class="data"><thead><tr><th scope="col">After the event: median [least, most]</th><th scope="col">${baseline}</th><th scope="col">${variant}</th></tr></thead><tbody>${rows}<tr><th scope="row">longest time without an answer before it, of all repeats</th>${quiet.map((ms) => html`<td>${milliseconds(ms)}</td>`)}</tr><tr><th scope="row">writes that were acknowledged, of all repeats</th>${acknowledged.map((n) => html`<td>${n === 0 ? NOT_MEASURED : count(n)}</td>`)}</tr><tr><th scope="row">n (repeats)</th>${SIDES.map((side) => html`<td>${repeatsOf(evidence, side).length}</td>`)}</tr></tbody></table></div>`;
}

function errorsPart({ baseline, variant, bench }: Comparison, evidence: DrillEvidence): Part {
  const names = { baseline, candidate: variant };
  const rows = SIDES.flatMap((side) =>
    repeatsOf(evidence, side).flatMap(({ errorClasses, eventError, unread }, i) => [
      ...errorClasses.map(({ message, calls }) => [message, names[side], `${i + 1}`, count(calls)]),
      ...(eventError === null ? [] : [[`the event itself failed: ${eventError}`, names[side], `${i + 1}`, NOT_MEASURED]]),
      ...(unread == null ? [] : [[`what survived could not be read: ${unread}`, names[side], `${i + 1}`, NOT_MEASURED]]),
    ]),
  );
  if (rows.length === 0) return false;
  return html`<details class="more"><summary>Errors by message (${rows.length})</summary><div class="scroll" tabindex="0" role="group" aria-label="Errors of ${bench}, ${variant}"><table class="data"><thead><tr><th scope="col">Message, numbers left out</th><th scope="col">Variant</th><th scope="col">Repeat</th><th scope="col">Calls</th></tr></thead><tbody>${rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div></details>`;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [640, 220, 56, 12, 26, 34];
const COLOURS: Readonly<Record<Side, Colour>> = { baseline: 'base', candidate: 'focus' };

/** The repeat in the middle by its outage; one that was not over counts as the longest. */
function middle(repeats: readonly DrillRepeat[]): DrillRepeat | undefined {
  const length = (repeat: DrillRepeat) => figureOf(repeat, 'outageMs') ?? Number.POSITIVE_INFINITY;
  return [...repeats].sort((one, other) => length(one) - length(other))[Math.floor((repeats.length - 1) / 2)];
}

/** From a tenth of a millisecond to as many seconds: outages and quiet days on one axis. */
const DECADES = [0.1, 1, 10, 100, 1_000, 10_000] as const;

/** The longest response to the calls of each step, over time; a step without an answer is a mark at the top. */
function timelineFigure(id: string, { baseline, variant }: Comparison, evidence: DrillEvidence): Html {
  const { beforeMs, afterMs, event } = evidence;
  const x = (ms: number): number => LEFT + ((ms + beforeMs) / (beforeMs + afterMs)) * (WIDTH - LEFT - RIGHT);
  const [least, most] = [DECADES[0], DECADES[DECADES.length - 1] ?? 1];
  const y = (ms: number): number => {
    const share = Math.log10(Math.min(most, Math.max(least, ms)) / least) / Math.log10(most / least);
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM);
  };
  const lines = (side: Side, index: number): Part => {
    const steps = middle(repeatsOf(evidence, side))?.steps.filter(({ due }) => due > 0) ?? [];
    const silent = steps.filter(({ answered }) => answered === 0).map(({ atMs }) => [x(atMs), TOP + 3 + 5 * index] as const);
    const stretches = stretchesOf(steps.map(({ atMs, maxNs }) => (maxNs === null ? null : ([x(atMs), y(maxNs / 1e6)] as const))));
    return html`${stretches.map((points) => html`<path d="${linePath(points)}" fill="none" ${stroke(COLOURS[side])} stroke-width="2" stroke-linecap="round"/>`)}${silent.length > 0 && html`<path d="${dotsPath(silent)}" fill="none" ${stroke(COLOURS[side])} stroke-width="4" stroke-linecap="round"/>`}`;
  };
  const frame = DECADES.map(
    (ms) =>
      html`${segment({ from: [LEFT, y(ms)], to: [WIDTH - RIGHT, y(ms)], colour: 'line' })}${label(LEFT - 6, y(ms) + 4, ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`, { anchor: 'end' })}`,
  );
  const marks = html`${frame}${segment({ from: [x(0), TOP], to: [x(0), HEIGHT - BOTTOM], colour: 'ink2', dash: '4 3' })}${label(x(0) + 4, TOP - 8, event)}${SIDES.map(lines)}${label(LEFT, HEIGHT - 10, `−${milliseconds(beforeMs)}`)}${label(WIDTH - RIGHT, HEIGHT - 10, milliseconds(afterMs), { anchor: 'end' })}`;
  return chart({
    ...{ id: `${id}-drill`, title: 'Longest response, around the event', width: WIDTH, height: HEIGHT, marks },
    description: `${baseline}: ${drillFigure(evidence, 'baseline', 'outageMs')} without an answer; ${variant}: ${drillFigure(evidence, 'candidate', 'outageMs')}.`,
  });
}

type Point = readonly [number, number];
/** Without the steps in which nothing is known. */
function stretchesOf(points: readonly (Point | null)[]): readonly (readonly Point[])[] {
  const stretches: Point[][] = [[]];
  for (const point of points) {
    if (point === null) stretches.push([]);
    else stretches.at(-1)?.push(point);
  }
  return stretches.filter(({ length }) => length > 0);
}

export const drillText = ({ event, perSecond, beforeMs, afterMs, clients }: DrillEvidence): string =>
  `${event}, ${milliseconds(beforeMs)} into an open load of ${count(perSecond)} calls a second that goes on for ${milliseconds(afterMs)}, connections for ${clients} at once`;

export function drillPart(id: string, comparison: Comparison, evidence: DrillEvidence): Html {
  if (comparison.reason === 'smoke') return html`<p class="note">No times are drawn for a smoke run.</p>`;
  const { baseline, variant } = comparison;
  return html`<div class="grid">${timelineFigure(id, comparison, evidence)}</div><p class="note">The repeat in the middle of ${plural(repeatsOf(evidence, 'candidate').length, 'repeat')}: grey is ${baseline}, blue ${variant}. The longest response of each step of ${milliseconds(evidence.stepMs)}, by the moment a call was due; a dot at the top is a step in which nothing was answered.</p>${figuresTable(comparison, evidence)}${errorsPart(comparison, evidence)}<p class="note">Shown, never judged by pairs: variants are not under way at the same time. A claim may bound its figures.</p>`;
}

/** Below a result in the terminal. */
export const drillLine = (evidence: DrillEvidence, side: Side): string =>
  [
    `without an answer ${drillFigure(evidence, side, 'outageMs')}`,
    `longest response ${drillFigure(evidence, side, 'maxMs')}`,
    `unanswered ${drillFigure(evidence, side, 'errors')}`,
    `lost ${drillFigure(evidence, side, 'lost')}`,
    `duplicated ${drillFigure(evidence, side, 'duplicated')}`,
    ...(isAsked(evidence, 'torn') ? [`torn ${drillFigure(evidence, side, 'torn')}`] : []),
    `n ${repeatsOf(evidence, side).length}`,
  ].join('  ');
