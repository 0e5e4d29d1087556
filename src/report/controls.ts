/** The known answers of a run: what two equal copies and planted work were found to be. */
import type { ControlRecord, RunRecord } from '../experiment/record.ts';
import { NOT_MEASURED, plural } from './format.ts';
import { type Html, html } from './html-template.ts';
import { storeName } from './view.ts';

const WHAT: Readonly<Record<ControlRecord['kind'], string>> = {
  null: 'two equal copies',
  positive: 'planted work',
};

/** Candidate ÷ baseline with its interval, as it stands in the record: a control is neither better nor worse. */
function controlRatio({ comparison: { effect } }: ControlRecord): string {
  if (effect === null) return NOT_MEASURED;
  return `${effect.ratio.toFixed(3)} [${effect.low.toFixed(3)}, ${effect.high.toFixed(3)}]`;
}

/** One line for the terminal. */
export const controlLine = (control: ControlRecord): string =>
  `${control.store}, ${WHAT[control.kind]}: ${controlRatio(control)}, ${plural(control.comparison.sessions, 'session')}; ${control.says}`;

export function controlsPart({ controls }: RunRecord): Html {
  if (controls.length === 0) return html`<h3>Controls</h3><p class="note">This run has none.</p>`;
  const planted = controls.filter(({ kind }) => kind === 'positive').map(({ store }) => store);
  const allPlanted = controls.every(({ store }) => planted.includes(store));
  return html`<h3>Controls</h3><p class="note">Known answers, measured by the same pipeline before the comparisons of their store. Where one fails, verdicts that it puts in doubt are withheld.${!allPlanted && ' Planted work keeps “same” from being said where a difference would not be found; here it was measured where that was to be said.'}</p><div class="scroll" tabindex="0" role="group" aria-label="Controls"><table class="data"><thead><tr><th scope="col">Store</th><th scope="col">Control</th><th scope="col" class="r">Measured ÷ known</th><th scope="col" class="r">Sessions</th><th scope="col">Result</th></tr></thead><tbody>${controls.map(
    (control) =>
      html`<tr><th scope="row">${storeName(control.store)}</th><td>${WHAT[control.kind]}</td><td class="r">${controlRatio(control)}</td><td class="r">${control.comparison.sessions}</td><td>${control.state}: ${control.says}</td></tr>`,
  )}</tbody></table></div>`;
}
