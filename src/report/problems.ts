/** What was not run and why, each with the way out. */
import type { RunRecord } from '../experiment/record.ts';
import { codeBlock, glyph } from './glyph.ts';
import { type Html, html } from './html-template.ts';

/** A remedy is a command more often than not; a sentence stays a sentence, also when it begins with a command. */
const looksLikeCommand = (text: string): boolean =>
  /^(npm |npx |sudo |apt|docker |mhbench |node |[A-Z_]+=)/.test(text) && !text.includes('; or ');

const skippedPart = ({ id, reason, remedy }: RunRecord['skipped'][number]): Html =>
  html`<div class="prob"><h3>${glyph('notrun')} ${id} <span class="badge">skipped</span></h3><p>${reason}</p>${
    remedy === ''
      ? html`<p class="note">No remedy is known.</p>`
      : looksLikeCommand(remedy)
        ? html`<p class="note">Remedy</p>${codeBlock(`Remedy for ${id}`, [remedy])}`
        : html`<p class="note">Remedy: ${remedy}</p>`
  }</div>`;

const failedPart = ({ id, error, log, repeat }: RunRecord['failed'][number]): Html =>
  html`<div class="prob"><h3>${glyph('invalid')} ${id} <span class="badge">failed</span></h3><p>${error}</p>${
    log.length === 0
      ? html`<p class="note">The server logged nothing.</p>`
      : html`<pre class="log" tabindex="0" role="group" aria-label="Log of ${id}">${log.join('\n')}</pre>`
  }<p class="note">Repeat it</p>${codeBlock(`Repeat ${id} after its failure`, [repeat])}</div>`;

export function problemsSection(record: RunRecord): Html {
  const head = html`<section id="problems" aria-labelledby="problems--h"><h2 id="problems--h">Problems: not run, and why</h2>`;
  if (record.skipped.length + record.failed.length === 0) {
    return html`${head}<p class="note">None: nothing was skipped and nothing failed.</p></section>`;
  }
  return html`${head}${record.failed.map(failedPart)}${record.skipped.map(skippedPart)}</section>`;
}
