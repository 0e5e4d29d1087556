/** The page's head: brand, links to the sections, the theme; then the line that says which run this is. */
import type { RunRecord } from '../experiment/record.ts';
import { elapsed, memory, moment, plain, plural } from './format.ts';
import { type Html, html } from './html-template.ts';

const SECTIONS: readonly (readonly [string, string])[] = [
  ['first', 'First'],
  ['effects', 'Effects'],
  ['all', 'All'],
  ['sweeps', 'Sweeps'],
  ['cards', 'Optimisations'],
  ['method', 'Method'],
  ['problems', 'Problems'],
  ['glossary', 'Glossary'],
];

const themeChoice = (id: string, name: string, chosen: boolean): Html =>
  html`<label><input type="radio" name="theme" id="${id}"${chosen && html` checked`}><span>${name}</span></label>`;

/** `sections`: their ids and names, in the order of the page. */
export const headBar = (sections = SECTIONS): Html =>
  html`<header class="bar0"><div class="in"><a class="brand" href="#top">mhbench</a><nav aria-label="Sections"><ul class="nav">${sections.map(
    ([id, name]) => html`<li><a href="#${id}">${name}</a></li>`,
  )}</ul></nav><fieldset class="theme"><legend class="sr">Colours</legend>${themeChoice('th-a', 'Auto', true)}${themeChoice('th-l', 'Light', false)}${themeChoice('th-d', 'Dark', false)}</fieldset></div></header>`;

/** `up`: the way to the run's folder from a page of one optimisation; empty in the folder itself. */
export const metaLine = ({ run, environment }: RunRecord, up: string): Html =>
  html`<div class="eyebrow">${up !== '' && html`<span><a href="${up}index.html">The whole run</a></span> `}<span>Run ${run.id}</span> <span>profile ${run.profile}, scale ${plain(run.scale)}</span> ${partText(run) !== '' && html`<span>${partText(run)}</span> `} <span>${moment(run.startedAt)}, ${elapsed(run.durationMs)}</span> <span>${run.commit === null ? 'commit unknown' : `commit ${run.commit.replace(/^([0-9a-f]{10})[0-9a-f]+/, '$1')}`}</span> <span>${plural(environment.cores, 'core')}, ${memory(environment.memoryBytes)}, ${environment.os}</span> <span><a href="${up}run.json">run.json</a></span></div>`;

/** Which part of a whole it is, or of which parts it was put together; empty where it is a run by itself. */
export function partText({ shard, merged }: RunRecord['run']): string {
  if (shard !== undefined) return `shard ${shard.index} of ${shard.of}`;
  return merged === undefined ? '' : `merged of shards ${merged.shards.join(', ')} of ${merged.of}`;
}

export const foot = ({ run }: RunRecord): Html =>
  html`<footer>mhbench ${run.toolVersion}. This page is made from run.json alone, asks no server for anything and is complete without its script.</footer>`;
