/** The evidence of an open load: what users would see of either variant, beside what the server took and what the generator added. */
import type { OpenArm, OpenEvidence } from '../experiment/open-record.ts';
import type { Comparison } from '../experiment/record.ts';
import { merged } from '../load/histogram.ts';
import { wilson } from '../stats/wilson.ts';
import { count, duration, milliseconds, NOT_MEASURED, plain, plural, share } from './format.ts';
import { type Html, html, type Part } from './html-template.ts';
import { CLOSED_P99, latencyFigure } from './percentile-chart.ts';
import { latenciesOf, percentileText } from './percentiles.ts';

const LETTERS = { baseline: 'B', candidate: 'C' } as const;

/** Rows of figures under one heading for each column; it scrolls where the screen is narrower. */
const table = (name: string, columns: readonly string[], rows: readonly (readonly Part[])[]): Html =>
  html`<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table class="data"><thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead><tbody>${rows.map(
    ([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;

/** Response, service and lag side by side: where the response is longer than the service, calls have queued or were sent late. */
function timesTable({ baseline, variant, bench }: Comparison, evidence: OpenEvidence): Html {
  const arms = [evidence.baseline, evidence.candidate];
  const sets = (['response', 'service', 'lag'] as const).flatMap((kind) => arms.map((arm) => arm[kind]));
  const latencies = sets.map(latenciesOf);
  const levels = latencies[0]?.percentiles.map(({ name }, i) => [
    name,
    ...latencies.map(({ percentiles }) => {
      const level = percentiles[i];
      return level === undefined ? NOT_MEASURED : percentileText(level);
    }),
  ]);
  const names = ['Response', 'Service', 'Lag'].flatMap((kind) => [`${kind}, ${baseline}`, `${kind}, ${variant}`]);
  return table(
    `Times of ${bench}, ${variant}`,
    ['Percentile', ...names],
    [
      ...(levels ?? []),
      ['max', ...sets.map(({ calls, maxNs }) => (calls === 0 ? NOT_MEASURED : duration(maxNs)))],
      ['n (calls)', ...sets.map(({ calls }) => count(calls))],
    ],
  );
}

/** `0.30 % [0.10, 0.88]` of the calls. */
function lostShare({ counts }: OpenArm): string {
  const lost = wilson(counts.failed + counts.timedOut + counts.dropped, counts.due);
  if (lost === null) return NOT_MEASURED;
  return `${share(lost.rate)} [${plain(lost.low * 100)}, ${plain(lost.high * 100)}]`;
}

/** What became of the calls of either variant. No time stands here, so it is shown for an invalid comparison too. */
function countsTable({ baseline, variant, bench }: Comparison, evidence: OpenEvidence): Html {
  const row = (name: string, of: (arm: OpenArm) => string): Part[] => [name, of(evidence.baseline), of(evidence.candidate)];
  return table(
    `Calls of ${bench}, ${variant}`,
    ['Calls', baseline, variant],
    [
      row('due', ({ counts }) => count(counts.due)),
      row('answered', ({ counts }) => count(counts.answered)),
      row('failed', ({ counts }) => count(counts.failed)),
      row(`timed out after ${milliseconds(evidence.timeoutMs)}`, ({ counts }) => count(counts.timedOut)),
      row('dropped: too many under way', ({ counts }) => count(counts.dropped)),
      row('not answered, with 95 % interval', lostShare),
      row('wrong answers', ({ counts }) => count(counts.wrong)),
      row('right answers a second', ({ goodput, counts }) => `${count(goodput)}, n ${count(counts.answered - counts.wrong)}`),
      row('rate kept by the generator', ({ rateKept }) => share(rateKept)),
      row("p99 of the generator's event-loop delay", ({ eventLoop }) => duration(eventLoop.delayP99Ns)),
      row('its event loop was busy', ({ eventLoop }) => share(eventLoop.utilisation)),
    ],
  );
}

function errorsPart({ baseline, variant, bench }: Comparison, evidence: OpenEvidence): Part {
  const rows = [
    ...evidence.baseline.errorClasses.map(({ message, calls }) => [message, baseline, count(calls)]),
    ...evidence.candidate.errorClasses.map(({ message, calls }) => [message, variant, count(calls)]),
  ];
  if (rows.length === 0) return false;
  return html`<h5 class="t">Errors by message, numbers left out</h5>${table(`Errors of ${bench}, ${variant}`, ['Message', 'Variant', 'Calls'], rows)}`;
}

/** Windows one by one: where they differ much, the merged figures hide something. */
function windowsPart({ baseline, variant, bench }: Comparison, evidence: OpenEvidence): Html {
  const rows = evidence.windows.map((window, i) => {
    const response = latenciesOf(merged([window.response]).distribution()).percentiles;
    const { counts } = window;
    return [
      `${i + 1}: ${LETTERS[window.variant]}`,
      count(counts.due),
      count(counts.answered),
      count(counts.failed + counts.timedOut + counts.dropped),
      ...['p50', 'p99'].map((name) => {
        const level = response.find((percentile) => percentile.name === name);
        return level === undefined ? NOT_MEASURED : percentileText(level);
      }),
    ];
  });
  return html`<details class="more"><summary>Windows (${evidence.windows.length})</summary>${table(`Windows of ${bench}, ${variant}`, ['Window', 'Due', 'Answered', 'Not answered', 'Response p50', 'Response p99'], rows)}<p class="note">In this order; B is ${baseline}, C ${variant}. Both windows of a pair had the same arrivals and the same questions.</p></details>`;
}

export const openLoadText = ({ perSecond, windows, windowMs, order, clients }: OpenEvidence): string =>
  `open load of ${count(perSecond)} calls a second, ${plural(windows.length, 'window')} of ${milliseconds(windowMs)} in the order ${order}, connections for ${clients} at once`;

const MEANING =
  'Response counts from the moment a call was due, so it holds the queue that users would meet; service from the moment it was sent; lag is what the generator itself was late. Shown with 95 % intervals, never judged: variants did not run at the same time.';

export function openPart(id: string, comparison: Comparison, evidence: OpenEvidence): Html {
  const counted = html`<h5 class="t">What became of the calls</h5>${countsTable(comparison, evidence)}${errorsPart(comparison, evidence)}`;
  if (comparison.verdict === 'invalid')
    return html`<p class="note">No times are drawn, because the comparison is invalid; they stand in the record.</p>${counted}`;
  if (comparison.reason === 'smoke') return html`<p class="note">No times are drawn for a smoke run.</p>${counted}`;
  const pair = [latenciesOf(evidence.baseline.response), latenciesOf(evidence.candidate.response)] as const;
  const figure = latencyFigure({
    ...{ id, comparison, pair, rows: [], caution: '' },
    name: 'Response time by percentile',
    axis: 'response time',
  });
  return html`<div class="grid">${figure}</div><h5 class="t">Response, service and lag</h5>${timesTable(comparison, evidence)}<p class="note">${MEANING} ${CLOSED_P99}</p>${counted}${windowsPart(comparison, evidence)}`;
}
