/** What was not run and why, each with the way out. */
import type { RunRecord } from '../experiment/record.ts';
import { plural } from './format.ts';
import { codeBlock, glyph } from './glyph.ts';
import { type Html, html, type Part } from './html-template.ts';
import { leftOutLines } from './left-out.ts';
import { resumeCommand } from './resume-command.ts';
import { idsByFolder, nameOfGroup, type SkippedGroup, skippedGroups } from './skipped.ts';
import { settlingCommand, unsettledLine, unsettledOf } from './unsettled.ts';

/** A remedy is a command more often than not; a sentence stays a sentence, also when it begins with a command. */
const looksLikeCommand = (text: string): boolean =>
  /^(npm |npx |sudo |apt|docker |mhbench |node |[A-Z_]+=)/.test(text) && !text.includes('; or ');

function skippedPart({ ids, reason, remedy }: SkippedGroup): Html {
  const name = nameOfGroup(ids);
  const way =
    remedy === ''
      ? html`<p class="note">No remedy is known.</p>`
      : looksLikeCommand(remedy)
        ? html`<p class="note">Remedy</p>${codeBlock(`Remedy for ${name}`, [remedy])}`
        : html`<p class="note">Remedy: ${remedy}</p>`;
  const which = ids.length > 1 && html`<ul class="notes">${idsByFolder(ids).map((text) => html`<li>${text}</li>`)}</ul>`;
  return html`<div class="prob"><h3>${glyph('notrun')} ${name} <span class="badge">skipped</span></h3><p>${reason}</p>${way}${which}</div>`;
}

const failedPart = ({ id, error, log, repeat }: RunRecord['failed'][number]): Html =>
  html`<div class="prob"><h3>${glyph('invalid')} ${id} <span class="badge">failed</span></h3><p>${error}</p>${
    log.length === 0
      ? html`<p class="note">The server logged nothing.</p>`
      : html`<pre class="log" tabindex="0" role="group" aria-label="Log of ${id}">${log.join('\n')}</pre>`
  }<p class="note">Repeat it</p>${codeBlock(`Repeat ${id} after its failure`, [repeat])}</div>`;

/** What the run measured and could not settle, with the command that gives it the time. */
function unsettledPart(record: RunRecord): Part {
  const unsettled = unsettledOf(record);
  if (unsettled.length === 0) return false;
  const command = settlingCommand(record, unsettled);
  return html`<div class="prob"><h3>${glyph('inconclusive')} ${plural(unsettled.length, 'comparison')} not settled</h3><ul class="notes">${unsettled.map((each) => html`<li>${unsettledLine(each).slice(2)}</li>`)}</ul>${command !== null && html`<p class="note">Settle them</p>${codeBlock('Settle what is open', [command])}`}</div>`;
}

/** What there was no time for, what came after a failure, and how a run that did not come to its end goes on. */
function notRunPart(record: RunRecord): Part {
  const { notRun, run, comparisons } = record;
  const command = resumeCommand(record);
  if (command === null && notRun.length === 0) return false;
  const missing = run.planned - comparisons.length;
  const head =
    notRun.length > 0
      ? `${plural(notRun.length, 'comparison')} not run`
      : `${plural(missing, 'comparison')} not measured, run ${run.status}`;
  return html`<div class="prob"><h3>${glyph('notrun')} ${head}</h3><ul class="notes">${leftOutLines(notRun).map((each) => html`<li>${each}</li>`)}</ul>${command !== null && html`<p class="note">Go on where it stopped</p>${codeBlock('Take the run up again', [command])}`}</div>`;
}

export function problemsSection(record: RunRecord): Html {
  const head = html`<section id="problems" aria-labelledby="problems--h"><h2 id="problems--h">Problems: not run, and why</h2>`;
  const open = html`${unsettledPart(record)}${notRunPart(record)}`;
  if (record.skipped.length + record.failed.length + record.notRun.length === 0 && record.run.status === 'complete') {
    return html`${head}${open}<p class="note">None: nothing was skipped and nothing failed.</p></section>`;
  }
  return html`${head}${open}${record.failed.map(failedPart)}${skippedGroups(record.skipped).map(skippedPart)}</section>`;
}
