/** All runs on one page, the newest first: what each measured, what came of it, where its report is. Pure. */
import type { RunRecord, Verdict } from '../experiment/record.ts';
import { elapsed, moment, plain, plural } from './format.ts';
import { constant, type Html, html } from './html-template.ts';
import { STYLE } from './style.ts';
import { countVerdicts } from './view.ts';

/** A run as the page needs it; null for one whose record this version cannot read. */
export interface IndexedRun {
  readonly folder: string;
  readonly record: Pick<RunRecord, 'run' | 'comparisons' | 'failed' | 'skipped' | 'environment'> | null;
}

const VERDICTS: readonly Verdict[] = ['better', 'worse', 'same', 'inconclusive', 'invalid'];
const address = (folder: string): string => `${encodeURIComponent(folder)}/index.html`;

function row({ folder, record }: IndexedRun): Html {
  const link = html`<th scope="row"><a href="${address(folder)}">${folder}</a></th>`;
  if (record === null)
    return html`<tr>${link}<td colspan="${4 + VERDICTS.length}">its run.json is not one that this version reads</td></tr>
`;
  const { run, comparisons, failed, skipped, environment } = record;
  const status = run.status === 'complete' ? '' : `, ${run.status}`;
  return html`<tr>${link}<td>${moment(run.startedAt)}<br><span class="sub">${elapsed(run.durationMs)}${status}</span></td><td>${run.profile}<br><span class="sub">scale ${plain(run.scale)}</span></td>${VERDICTS.map(
    (verdict) => html`<td class="r">${countVerdicts(comparisons, verdict)}</td>`,
  )}<td>${plural(failed.length, 'failure')}, ${skipped.length} skipped</td><td>${run.commit ?? 'unknown'}<br><span class="sub">${environment.cpu}, ${plural(environment.cores, 'core')}</span></td></tr>
`;
}

export function renderIndex(runs: readonly IndexedRun[]): string {
  const newest = [...runs].reverse();
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>mhbench: ${plural(runs.length, 'run')}</title><style>${constant(STYLE)}</style></head><body>
<main id="top"><section class="v0"><h1>Runs</h1><p class="lead">${runs.length === 0 ? 'There is no run yet: npm run bench makes one.' : 'The newest first. Two of one kind are held beside each other by “npm run mhbench -- compare RUN RUN”.'}</p>
<div class="scroll" tabindex="0" role="group" aria-label="Runs"><table class="data"><thead><tr><th scope="col">Run</th><th scope="col">When</th><th scope="col">Profile</th>${VERDICTS.map((verdict) => html`<th scope="col" class="r">${verdict}</th>`)}<th scope="col">Not measured</th><th scope="col">Commit, machine</th></tr></thead><tbody>
${newest.map(row)}</tbody></table></div></section></main></body></html>
`.markup;
}
