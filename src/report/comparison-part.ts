/** One comparison inside its card: the effect, why it is judged so, its evidence, its plans, its answers. */
import { CONSTANTS, TIMES_AS_WIDE } from '../experiment/constants.ts';
import type { Comparison, OptimizationRecord } from '../experiment/record.ts';
import { statementsPart } from './change-diff.ts';
import { machineText, warmText } from './conditions.ts';
import { drillPart, drillText } from './drill-part.ts';
import { effectCell } from './forest.ts';
import { count, duration, elapsed, NOT_MEASURED, plural, quantity, share, shortDigest } from './format.ts';
import { tick, verdictMark, verdictOf } from './glyph.ts';
import { type Html, html, type Part } from './html-template.ts';
import { openLoadText, openPart } from './open-part.ts';
import { percentileFigure } from './percentile-chart.ts';
import { planPart } from './plan-table.ts';
import { evidenceFigure } from './session-chart.ts';
import { levelsText } from './spread.ts';
import { atText, capital, inWords, metricName, timesBetter, timesOf, unitOf } from './view.ts';

const LAYOUTS = {
  same: 'client and server on one core',
  split: 'client and server on cores of their own',
  none: `unpinned, margins ${TIMES_AS_WIDE}`,
} as const;

/** Why this verdict, and for an undecided one what would decide it. */
function reasonText(comparison: Comparison): string {
  const { verdict, reason, sessionsNeeded, margin, equivalence, evidence } = comparison;
  if (verdict === 'invalid') return `no speed is shown: ${reason ?? 'the record gives no reason'}`;
  if (verdict === 'better' || verdict === 'worse') return `the whole interval lies more than ${share(margin)} beyond 1×`;
  if (verdict === 'same') return `the effect is shown to be smaller than ${share(equivalence)}`;
  if (reason === 'smoke') return 'a smoke run judges no speed';
  if (evidence.shape === 'open') return `${reason ?? ''}; a closed load of the same bench is judged`;
  if (evidence.shape === 'drill') return reason ?? '';
  const seconds = comparison.sessions === 0 ? null : (comparison.seconds / comparison.sessions) * (sessionsNeeded ?? 0);
  const needed =
    sessionsNeeded === null
      ? 'how many more would decide it is not known'
      : `about ${plural(sessionsNeeded, unitOf(comparison))} at this noise would decide it${seconds === null ? '' : `, ${elapsed(seconds * 1_000)}`}`;
  return `${reason ?? 'the interval allows more than one verdict'}; ${needed}`;
}

/** What the harness took, and what became of a small effect when the copies changed places. */
function guardsText({ evidence, effect }: Comparison): string {
  if (evidence.shape !== 'calls') return '';
  const { overhead, exchanged, baseline, candidate } = evidence;
  const callNs = Math.min(baseline.p50Ns ?? Number.NaN, candidate.p50Ns ?? Number.NaN);
  const taken = overhead === undefined ? Number.NaN : Math.max(overhead.baselineNs, overhead.candidateNs);
  const much = taken / callNs > CONSTANTS.harness.mostShare ? ', more than it should' : '';
  return [
    Number.isFinite(taken / callNs) ? `; of a call the harness takes ${share(taken / callNs)} (${duration(taken)})${much}` : '',
    exchanged === undefined || effect === null
      ? ''
      : `; measured again with the copies exchanged, in ${plural(exchanged.sessions.length, 'session')}, and the effect is of both halves`,
  ].join('');
}

const conditionRows = (comparison: Comparison): Part => {
  const [warm, machine] = [warmText(comparison), machineText(comparison)];
  return [warm !== null && html`<dt>Settled</dt><dd>${warm}</dd>`, machine !== null && html`<dt>Machine</dt><dd>${machine}</dd>`];
};

function loadText(evidence: Comparison['evidence']): string {
  if (evidence.shape === 'open') return openLoadText(evidence);
  if (evidence.shape === 'drill') return drillText(evidence);
  if (evidence.shape === 'task') return 'one long call at a time';
  return `${plural(evidence.clients, 'client')}, ${count(evidence.opsPerSlice)} calls a slice`;
}

function facts(comparison: Comparison): Html {
  const pair = levelsText(comparison) ?? NOT_MEASURED;
  const times = timesOf(comparison);
  const level = times === null ? '' : `, ${share(times.confidence)} interval`;
  const { client, server, layout } = comparison.cpus;
  const cpus = [client === null ? '' : `client ${client}`, server === null ? '' : `server ${server}`].filter(
    (text) => text !== '',
  );
  const { evidence } = comparison;
  const load = loadText(evidence);
  return html`<dl class="kv"><dt>Effect</dt><dd>${effectCell(times)}${level} ${verdictOf(comparison)}</dd><dt>${metricName(comparison.metric)}</dt><dd>${pair}</dd><dt>Why</dt><dd>${reasonText(comparison)}</dd><dt>Evidence</dt><dd>${plural(comparison.sessions, unitOf(comparison))} counted, ${elapsed(comparison.seconds * 1_000)}; ${load}; ${comparison.tier}; ${LAYOUTS[layout]}${cpus.length > 0 && ` (${cpus.join(', ')})`}${guardsText(comparison)}</dd>${conditionRows(comparison)}</dl>`;
}

/** What was done to both lanes before, and what the server said of it. */
function statePart({ state, baseline, variant, bench }: Comparison): Part {
  if (state === undefined || state.baseline.length + state.candidate.length === 0) return false;
  const dids = [...new Set([...state.baseline, ...state.candidate].map(({ did }) => did))];
  const found = (side: 'baseline' | 'candidate', did: string): Part => {
    const step = state[side].find((each) => each.did === did);
    return step?.warning === undefined ? (step?.found ?? NOT_MEASURED) : html`${step.found}. <b>Warning: ${step.warning}</b>`;
  };
  const warned = [...state.baseline, ...state.candidate].some(({ warning }) => warning !== undefined);
  return html`<details class="more"><summary>State before it was measured (${dids.length} steps${warned && ', with warnings'})</summary><div class="scroll" tabindex="0" role="group" aria-label="State of ${bench}, ${variant}"><table class="data"><thead><tr><th scope="col">Step</th><th scope="col">${baseline}</th><th scope="col">${variant}</th></tr></thead><tbody>${dids.map((did) => html`<tr><th scope="row">${did}</th><td>${found('baseline', did)}</td><td>${found('candidate', did)}</td></tr>`)}</tbody></table></div></details>`;
}

const equalMark = (equal: boolean): Html => (equal ? html`${tick} equal` : verdictMark('invalid', 'differ'));
type Score = NonNullable<Comparison['answers']['scores']>[number];
/** Answers that differ by design are not digested for a reader but scored. */
function scoreRow({ name, unit, atLeast, baseline, candidate }: Score, calls: number): Html {
  const figure = (value: number) => html`<td>${quantity(value, unit === 'ratio' ? '' : unit)}</td>`;
  const held = atLeast === null || (baseline >= atLeast && candidate >= atLeast);
  const mark = held
    ? html`${tick} ${atLeast === null ? 'no floor' : `at least ${atLeast}`}`
    : verdictMark('invalid', `below ${atLeast}`);
  return html`<tr><th scope="row">${capital(inWords(name))} of the answers</th><td>${count(calls)}</td>${figure(baseline)}${figure(candidate)}<td>${mark}</td></tr>`;
}

/** Digests of what both variants answered, and of what their writes left behind. */
function answersTable({ answers, baseline, variant, description, bench }: Comparison): Html {
  const row = (name: string, calls: string, side: { baseline: string; candidate: string; equal: boolean }): Html =>
    html`<tr><th scope="row">${name}</th><td>${calls}</td><td class="mono">${shortDigest(side.baseline)}</td><td class="mono">${shortDigest(side.candidate)}</td><td>${equalMark(side.equal)}</td></tr>`;
  return html`<h5 class="t">Answers</h5><div class="scroll" tabindex="0" role="group" aria-label="Answers of ${bench}, ${variant}"><table class="data"><thead><tr><th scope="col">Operation</th><th scope="col">Calls compared</th><th scope="col">${baseline}</th><th scope="col">${variant}</th><th scope="col">${answers.scores === undefined ? 'Digests' : 'Scores'}</th></tr></thead><tbody>${answers.scores === undefined ? row(description, count(answers.calls), answers) : answers.scores.map((score) => scoreRow(score, answers.calls))}${answers.leaves !== null && row('What the calls left behind', NOT_MEASURED, answers.leaves)}${(answers.contents ?? []).map((table) => row(`All rows of ${table.table}, before`, NOT_MEASURED, table))}</tbody></table></div>`;
}

/** Other figures of the same calls: their intervals are not adjusted for looking at many. */
function secondaryTable({ evidence, variant, bench }: Comparison): Part {
  if (evidence.shape === 'open' || evidence.shape === 'drill' || evidence.secondary.length === 0) return false;
  return html`<details class="more"><summary>Other figures of the same calls (${evidence.secondary.length})</summary><div class="scroll" tabindex="0" role="group" aria-label="Other figures of ${bench}, ${variant}"><table class="data"><thead><tr><th scope="col">Figure</th><th scope="col">Times better, interval</th><th scope="col">Sessions</th></tr></thead><tbody>${evidence.secondary.map(
    (figure) =>
      html`<tr><th scope="row">${inWords(metricName(figure.metric))}</th><td>${effectCell(timesBetter(figure.effect, figure.better))}</td><td>${figure.sessions}</td></tr>`,
  )}</tbody></table></div><p class="note">Exploratory: shown with their own intervals, not adjusted, and never judged.</p></details>`;
}

function evidencePart(id: string, comparison: Comparison): Html {
  const { evidence } = comparison;
  if (evidence.shape === 'open') return openPart(id, comparison, evidence);
  if (evidence.shape === 'drill') return drillPart(id, comparison, evidence);
  if (comparison.verdict === 'invalid')
    return html`<p class="note">Times, sessions and percentiles stand in the record; they are not drawn, because the comparison is invalid.</p>`;
  if (comparison.reason === 'smoke') return html`<p class="note">No times are drawn for a smoke run.</p>`;
  return html`<div class="grid">${evidenceFigure(id, comparison, evidence)}${evidence.shape === 'calls' && percentileFigure(id, comparison, evidence)}</div>${secondaryTable(comparison)}`;
}

export interface Place {
  readonly id: string;
  readonly open: boolean;
}
export function comparisonPart(optimization: OptimizationRecord, comparison: Comparison, { id, open }: Place): Html {
  const at = atText(comparison.at);
  const { statements } = comparison;
  return html`<details class="cmp" id="${id}"${open && html` open`}><summary><span class="nm"><b>${comparison.variant}</b>${at !== '' && `, ${at}`} <span class="mut">${comparison.role === 'price' && 'price: '}${comparison.description}</span></span>${effectCell(timesOf(comparison))}${verdictOf(comparison)}</summary><div class="inner">${facts(comparison)}${statementsPart(`${comparison.bench}, ${comparison.variant}`, statements.baseline, statements.candidate)}${evidencePart(id, comparison)}${planPart(optimization, comparison)}${comparison.evidence.shape !== 'drill' && answersTable(comparison)}${statePart(comparison)}</div></details>
`;
}
