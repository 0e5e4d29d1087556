/** Sizes that were expected, in an optimisation's card: what was seen elsewhere, what was found here, and why they are far apart. */
import { EXPECTED_WITHIN, type FoundSize } from '../experiment/expected.ts';
import type { Expected } from '../experiment/record.ts';
import { figureText } from './claims.ts';
import { effectText, plain, ratioText, significant } from './format.ts';
import { type Html, html, type Part } from './html-template.ts';

function sizeText(expected: Expected): string {
  if ('value' in expected) return plain(expected.value);
  return 'timesBetter' in expected ? `${plain(expected.timesBetter)}× better` : `${plain(expected.timesWorse)}× worse`;
}

function foundText({ expected, found, exact }: FoundSize & { readonly found: NonNullable<FoundSize['found']> }): string {
  if ('value' in expected) return significant(found.estimate, 3);
  const word = 'timesBetter' in expected ? 'better' : 'worse';
  return `${exact ? ratioText(found.estimate) : effectText(found)} ${word}`;
}

/** `within 3 times`, or `4.4 times off, because …`. */
function offText({ off, expected: { because } }: FoundSize): string {
  if (off === null) return 'has no ratio to it';
  if (off <= EXPECTED_WITHIN) return `within ${EXPECTED_WITHIN} times`;
  return `${significant(off, 2)} times off${because === undefined ? ', and nothing explains it yet' : `, because ${because}`}`;
}

function row(size: FoundSize): Html | false {
  const { expected, found } = size;
  if (found === null) return false;
  const of = expected.at === undefined ? expected.candidate : `${expected.candidate}, at ${plain(expected.at)}`;
  return html`<tr><th scope="row">${figureText(expected.metric)}</th><td>${of}</td><td>${sizeText(expected)}</td><td>${foundText({ ...size, found })}</td><td class="ch">${offText(size)}</td></tr>`;
}

/** Nothing where no size was expected, or none of them was measured. */
export function expectedPart(id: string, sizes: readonly FoundSize[]): Part {
  const rows = sizes.map(row).filter((each) => each !== false);
  if (rows.length === 0) return false;
  return html`<h4>Expected sizes</h4><div class="scroll" tabindex="0" role="group" aria-label="Expected sizes of ${id}"><table class="data"><thead><tr><th scope="col">Figure</th><th scope="col">Of</th><th scope="col">Expected</th><th scope="col">Found</th><th scope="col">How far off</th></tr></thead><tbody>${rows}</tbody></table></div><p class="how">Each was seen elsewhere, once, before the experiment was written: it fixes direction and order of size, and is no claim. What explains a distance was found out on the machine of docs/results: its times are meant by “here”.</p>`;
}
