/** A verdict as a drawn mark, a word and a tone: never by colour alone. */
import type { Comparison, Verdict } from '../experiment/record.ts';
import { type Html, html } from './html-template.ts';
import { fill, stroke } from './palette.ts';

export type Mark = Verdict | 'notrun';

const SHAPES: Readonly<Record<Mark, Html>> = {
  better: html`<path d="M6 1.5 11 10.5H1Z" ${fill('better')}/>`,
  worse: html`<path d="M6 10.5 1 1.5H11Z" ${fill('worse')}/>`,
  invalid: html`<path d="M2 2l8 8M10 2l-8 8" ${stroke('worse')} stroke-width="2" fill="none"/>`,
  same: html`<path d="M1.5 4h9M1.5 8h9" ${stroke('ink2')} stroke-width="2" fill="none"/>`,
  inconclusive: html`<path d="M6 1 11 6 6 11 1 6Z" ${stroke('ink2')} stroke-width="1.5" fill="none"/>`,
  notrun: html`<path d="M2 6h8" ${stroke('ink3')} stroke-width="2" fill="none"/>`,
};
export const glyph = (mark: Mark, size = 12): Html =>
  html`<svg class="g" viewBox="0 0 12 12" width="${size}" height="${size}" aria-hidden="true">${SHAPES[mark]}</svg>`;
export const verdictMark = (mark: Mark, word: string = mark): Html =>
  html`<span class="v v-${mark}">${glyph(mark)} ${word}</span>`;

/** What a verdict is called: a price is dearer or cheaper where a gain is worse or better. */
export function verdictWord({ role, verdict }: Pick<Comparison, 'role' | 'verdict'>): string {
  if (role === 'gain') return verdict;
  if (verdict === 'worse') return 'dearer';
  return verdict === 'better' ? 'cheaper' : verdict;
}
export const verdictOf = (comparison: Comparison): Html =>
  comparison.reason === 'smoke' ? verdictMark('notrun', 'not judged') : verdictMark(comparison.verdict, verdictWord(comparison));

export const tick = html`<svg class="g" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d="M1.5 6.5 4.5 9.5 10.5 2.5" ${stroke('better')} stroke-width="2" fill="none"/></svg>`;
export const caution = html`<svg class="g" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true"><path d="M6 1v6M6 9v2" ${stroke('worse')} stroke-width="2" fill="none"/></svg>`;
const copyButton = (name: string): Html =>
  html`<button class="copy" type="button" hidden aria-label="${name}: copy">Copy</button>`;
/** Text to be run, with a button that the script shows. */
export const codeBlock = (name: string, lines: readonly string[]): Html =>
  html`<div class="code"><pre tabindex="0" role="group" aria-label="${name}"><code>${lines.join('\n')}</code></pre>${copyButton(name)}</div>`;
