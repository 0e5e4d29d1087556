/** All runs on one page, the newest first: what each measured, what came of it, where its report is. Pure. */
import type { RunRecord, Verdict } from '../experiment/record.ts';
import { elapsed, moment, plain, plural } from './format.ts';
import { constant, type Html, html, type Part } from './html-template.ts';
import { STYLE } from './style.ts';
import { countVerdicts } from './view.ts';

/** A run as the page needs it; null for one whose record this version cannot read. */
export interface IndexedRun {
  readonly folder: string;
  readonly record: Pick<RunRecord, 'run' | 'comparisons' | 'failed' | 'skipped' | 'environment'> | null;
}

/** Two runs that somebody may want beside each other, the earlier first, by their folders. */
export interface IndexedPair {
  readonly before: string;
  readonly after: string;
  /** Its page is there. */
  readonly made: boolean;
  /** The runs are unlike, and are only compared when that is said. */
  readonly unlike: boolean;
}
/** Where the page of two runs stands, from the folder that holds them. */
export const comparedPath = (before: string, after: string): string => `compare/${before}__${after}.html`;

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

const quoted = (folder: string): string => (/^[\w.-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", `'\\''`)}'`);
function pairText({ before, after, made, unlike }: IndexedPair): Html {
  const command = `npm run mhbench -- compare ${quoted(before)} ${quoted(after)} --format html${unlike ? ' --allow-mismatch' : ''}`;
  if (made)
    return html`<a href="compare/${encodeURIComponent(`${before}__${after}.html`)}">${before} and ${after} beside each other</a>`;
  return html`${before} and ${after} are not compared yet${unlike && ' (and are unlike: another machine, data set, scale or profile)'}: <code>${command}</code>`;
}

interface Lists {
  readonly befores: readonly string[];
  readonly afters: readonly string[];
}
const listsOf = (pairs: readonly IndexedPair[]): Lists => ({
  befores: [...new Set(pairs.map(({ before }) => before))],
  afters: [...new Set(pairs.map(({ after }) => after))],
});
/** Shows the line of the pair that is chosen, without a script; where styles are blocked all lines stand there. */
function pickerStyle(pairs: readonly IndexedPair[]): string {
  const { befores, afters } = listsOf(pairs);
  const rules = pairs.map(({ before, after }, i) => {
    const [one, other] = [befores.indexOf(before) + 1, afters.indexOf(after) + 1];
    const chosen = `.pick:has(#pb>option:nth-child(${one}):checked):has(#pa>option:nth-child(${other}):checked)`;
    return `${chosen} .p${i}{display:block}${chosen} .pn{display:none}`;
  });
  return ['.pick .pp{display:none}', ...rules].join('\n');
}
function picker(pairs: readonly IndexedPair[]): Part {
  if (pairs.length === 0) return false;
  const { befores, afters } = listsOf(pairs);
  const select = (id: string, name: string, folders: readonly string[]): Html =>
    html`<span class="num"><label for="${id}">${name}</label> <select id="${id}">${folders.map((folder) => html`<option>${folder}</option>`)}</select></span> `;
  return html`<section id="compare" aria-labelledby="compare--h"><h2 id="compare--h">Compare two</h2><div class="pick"><p>${select('pb', 'Earlier', befores)}${select('pa', 'Later', afters)}</p>${pairs.map((pair, i) => html`<p class="pp p${i}">${pairText(pair)}</p>`)}<p class="pn note">Choose a later run that began after the earlier one.</p></div></section>`;
}

export function renderIndex(runs: readonly IndexedRun[], pairs: readonly IndexedPair[] = []): string {
  const newest = [...runs].reverse();
  return html`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>mhbench: ${plural(runs.length, 'run')}</title><style>${constant(STYLE)}${constant(pickerStyle(pairs))}</style></head><body>
<main id="top"><section class="v0"><h1>Runs</h1><p class="lead">${runs.length === 0 ? 'There is no run yet: npm run bench makes one.' : 'The newest first.'}</p>
<div class="scroll" tabindex="0" role="group" aria-label="Runs"><table class="data runs"><thead><tr><th scope="col">Run</th><th scope="col">When</th><th scope="col">Profile</th>${VERDICTS.map((verdict) => html`<th scope="col" class="r">${verdict}</th>`)}<th scope="col">Not measured</th><th scope="col">Commit, machine</th></tr></thead><tbody>
${newest.map(row)}</tbody></table></div></section>${picker(pairs)}</main></body></html>
`.markup;
}
