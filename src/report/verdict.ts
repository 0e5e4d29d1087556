/** The top of the page: the verdict as a sentence, its best effect, the tally, and the facts on which trust can rest. */

import { TIMES_AS_WIDE } from '../experiment/constants.ts';
import type { RunRecord } from '../experiment/record.ts';
import { count, estimateText, intervalText, plural, share, shortDigest } from './format.ts';
import { caution, glyph, type Mark, tick, verdictMark, verdictWord } from './glyph.ts';
import { breakable, type Html, html, joined, type Part } from './html-template.ts';
import { priceSentence, pricesOf } from './prices.ts';
import { freeGains, riskyGains } from './ranking.ts';
import { levelsText } from './spread.ts';
import { atText, costsOf, countVerdicts, gainsOf, isSmoke, storeName, timesOf, titleOf, unitOf } from './view.ts';

/** Of the smoke profile: what was done is said only where the record shows that it was. */
function smokeSentence(record: RunRecord): string {
  const wrong = countVerdicts(record.comparisons, 'invalid');
  const stuck = record.optimizations.flatMap((o) => o.lanes).filter((lane) => lane.undone === 'failed').length;
  const explained = record.optimizations.some((o) => o.plans.length > 0) ? ', explained' : '';
  if (record.optimizations.length === 0) return 'Smoke run: no optimisation was applied; no speed was judged.';
  const flaws = [
    record.failed.length > 0 ? `${count(record.failed.length)} failed` : '',
    record.skipped.length > 0 ? `${count(record.skipped.length)} skipped` : '',
    wrong > 0 ? `${count(wrong)} gave wrong answers` : '',
    stuck > 0 ? `${count(stuck)} could not be undone` : '',
  ].filter((flaw) => flaw !== '');
  if (flaws.length === 0 && record.run.status === 'complete') {
    return `Smoke run: every optimisation was applied, answered${explained} and undone; no speed was judged.`;
  }
  return `Smoke run: ${plural(record.optimizations.length, 'optimisation')} applied and answered; ${flaws.map((flaw) => `${flaw}; `).join('')}no speed was judged.`;
}

function resultSentence(record: RunRecord): string {
  const [gains, best] = [gainsOf(record), freeGains(record)[0]];
  if (gains.length === 0) return 'No gain was compared; only prices were measured.';
  const better = countVerdicts(gains, 'better');
  if (gains.every(({ evidence }) => evidence.shape === 'drill'))
    return `Drills: ${plural(gains.length, 'comparison')} shown, and none judged by pairs.`;
  if (gains.every(({ evidence }) => evidence.shape === 'open'))
    return `Open load: ${plural(gains.length, 'comparison')} shown, and none judged.`;
  if (better === 0)
    return gains.length === 1 ? 'The one comparison is not better.' : `None of ${count(gains.length)} comparisons is better.`;
  const most = best === undefined ? '' : `; ${titleOf(best)} first`;
  return `${count(better)}\u00a0of\u00a0${gains.length === 1 ? '1 comparison' : `${count(gains.length)} comparisons`} ${better === 1 ? 'is' : 'are'} better${most}.`;
}

/** The whole run in one sentence; also the page's title. */
export function verdictSentence(record: RunRecord): string {
  const { status, planned } = record.run;
  const unfinished = { complete: '', running: 'Still running', interrupted: 'Interrupted', failed: 'Run failed' }[status];
  const prefix =
    unfinished === '' ? '' : `${unfinished} after ${count(record.comparisons.length)} of ${count(planned)} planned comparisons. `;
  if (isSmoke(record)) return prefix + smokeSentence(record);
  if (record.comparisons.length === 0) return `${prefix}No comparison was finished, so there is nothing to judge.`;
  return prefix + resultSentence(record);
}

function nothingText(record: RunRecord): string {
  if (isSmoke(record))
    return 'A smoke run proves that everything works on this machine; its times are too short to be believed, so none is shown. For speeds, run the profile quick.';
  return riskyGains(record).length > 0
    ? 'What is better in this run gives up something that is no measured price, so nothing is recommended without a condition.'
    : 'No comparison can be recommended from this run; the parts below say why for each one.';
}

function lead(record: RunRecord): Html {
  const best = isSmoke(record) ? undefined : freeGains(record)[0];
  const times = best === undefined ? null : timesOf(best);
  if (best === undefined || times === null) {
    return html`<p class="lead">${nothingText(record)}</p>`;
  }
  const levels = levelsText(best);
  const at = best.at === null ? '' : `, ${atText(best.at)},`;
  const price =
    pricesOf(record, best).length === 0 ? 'Its price was not measured.' : `The price: ${priceSentence(record, best)}.`;
  return html`<p class="lead">“${best.description}”${at} becomes <b>${estimateText(times)} better</b> <span class="num">${intervalText(times)}</span> with ${best.variant}${levels !== null && `: ${levels}`}, ${share(times.confidence)} interval over ${plural(best.sessions, unitOf(best))}. ${price}</p>`;
}

const MARKS: readonly Exclude<Mark, 'notrun'>[] = ['better', 'worse', 'same', 'inconclusive', 'invalid'];
function tallyRow(name: string, role: 'gain' | 'price', comparisons: ReturnType<typeof gainsOf>): Part {
  if (comparisons.length === 0) return html`<div class="tl"><dt>${name}</dt><dd>none compared</dd></div>`;
  const parts = MARKS.flatMap((mark) => {
    const n = countVerdicts(comparisons, mark);
    const marks =
      n > 24 ? false : html`<span class="gs" aria-hidden="true">${Array.from({ length: n }, () => glyph(mark, 10))}</span>`;
    const word = verdictWord({ role, verdict: mark });
    return n === 0
      ? []
      : [html`<span class="ti"><b>${n}</b> ${verdictMark(mark, word)}${role === 'gain' && mark === 'better' && marks}</span>`];
  });
  return html`<div class="tl"><dt>${name}</dt><dd>${joined(parts, ' ')}</dd></div>`;
}
function tally(record: RunRecord): Html {
  const { skipped, failed, notRun } = record;
  const without = [
    skipped.length > 0 && `${skipped.length} skipped`,
    failed.length > 0 && `${failed.length} failed`,
    notRun.length > 0 && `${plural(notRun.length, 'comparison')} left out`,
  ].filter((part) => part !== false);
  return html`<dl class="tally">${isSmoke(record) ? html`<div class="tl"><dt>Judged</dt><dd>nothing: ${plural(record.comparisons.length, 'comparison')} answered</dd></div>` : [tallyRow('Gains', 'gain', gainsOf(record)), tallyRow('Prices', 'price', costsOf(record))]}${
    without.length === 0 ? '' : html`<div class="tl"><dt>Not run</dt><dd><a href="#problems">${without.join(', ')}</a></dd></div>`
  }</dl>`;
}

function banner(record: RunRecord): Part {
  const { status, planned } = record.run;
  const invalid = record.comparisons.filter((c) => c.verdict === 'invalid');
  const parts: Part[] = [];
  if (status !== 'complete') {
    parts.push(
      html`<p><b>${status === 'running' ? 'This run has not ended' : `This run was ${status === 'failed' ? 'ended by a failure' : 'interrupted'}`}:</b> ${record.comparisons.length} of ${planned} planned comparisons are finished, and only those are shown.</p>`,
    );
  }
  if (invalid.length > 0)
    parts.push(
      html`<p><b>Wrong answers or invalid measurements:</b> ${plural(invalid.length, 'comparison')} of ${record.comparisons.length}; no speed is shown for them.</p>`,
    );
  if (record.failed.length > 0)
    parts.push(
      html`<p><b>Failed:</b> ${joined(
        record.failed.map((f) => f.id),
        ', ',
      )}. <a href="#problems">Why</a></p>`,
    );
  return parts.length === 0 ? false : html`<div class="banner">${parts}</div>`;
}

function layoutFact(record: RunRecord): Html {
  const layouts = record.comparisons.map((c) => c.cpus.layout);
  const pinned = layouts.filter((layout) => layout !== 'none').length;
  const wide = pinned === layouts.length ? '' : `; unpinned, margins are ${TIMES_AS_WIDE}`;
  return html`<li>${wide === '' ? tick : caution} processors pinned in <b>${pinned} of ${layouts.length}</b> comparisons${wide}</li>`;
}
function sessionsFact(record: RunRecord): Html {
  const calls = record.comparisons.flatMap(({ evidence }) => (evidence.shape === 'calls' ? evidence.sessions : []));
  const repeats = record.comparisons.flatMap(({ evidence }) => (evidence.shape === 'task' ? evidence.repeats : [])).length;
  const windows = record.comparisons.flatMap(({ evidence }) => (evidence.shape === 'open' ? evidence.windows : [])).length;
  const discarded = calls.filter((session) => session.discarded !== null).length;
  return html`<li>${discarded === 0 ? tick : caution} <b>${plural(calls.length, 'session')}</b>, ${discarded} discarded${repeats > 0 && html`, and <b>${plural(repeats, 'repeat')}</b> of tasks`}${windows > 0 && html`, and <b>${plural(windows, 'window')}</b> of open loads`}</li>`;
}
/** Known answers that were not found are told where the verdict is read: what they put in doubt is withheld, and the rest still stands beside them. */
function controlsFact({ controls }: RunRecord): Part {
  const judged = controls.filter(({ state }) => state !== 'not judged');
  if (judged.length === 0) return false;
  const missed = judged.filter(({ state }) => state !== 'passed');
  const stores = [...new Set(missed.map(({ store }) => storeName(store)))].join(', ');
  const found = html`known answers found in <b>${judged.length - missed.length} of ${judged.length}</b> controls`;
  return html`<li>${missed.length === 0 ? tick : caution} ${found}${missed.length > 0 && html`; <a href="#method">not in ${stores}</a>`}</li>`;
}
/** Only what the record holds: nothing here is taken for granted. */
function trust(record: RunRecord): Html {
  const equal = record.comparisons.filter((c) => c.answers.equal && c.answers.leaves?.equal !== false).length;
  const all = record.comparisons.length;
  const load = record.environment.foreignLoad;
  return html`<ul class="trust">${
    all > 0 && [
      html`<li>${equal === all ? tick : caution} answers equal${record.comparisons.some((c) => c.answers.scores !== undefined) && ', or no score below its floor,'} in <b>${equal} of ${all}</b></li>`,
      sessionsFact(record),
      layoutFact(record),
      controlsFact(record),
    ]
  }${record.dataset !== null && html`<li>data set <b class="mono">${shortDigest(record.dataset.digest)}</b></li>`}<li>run seed <b>${record.run.runSeed}</b></li>${load === null ? html`<li>foreign load <b>not measured</b></li>` : html`<li>foreign load at the start <b>${load}</b></li>`}</ul>`;
}

export const verdictSection = (record: RunRecord): Html =>
  html`<section class="v0" id="verdict" aria-labelledby="verdict--h"><h1 id="verdict--h">${breakable(verdictSentence(record))}</h1>${lead(record)}${tally(record)}${banner(record)}${trust(record)}</section>`;
