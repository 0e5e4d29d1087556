/** The plans of both variants in one table: a row a step, with estimated and actual rows, own time and pages. */
import type { Comparison, OptimizationRecord, PlanRecord } from '../experiment/record.ts';
import { count, milliseconds, NOT_MEASURED } from './format.ts';
import { type Html, html, type Part } from './html-template.ts';
import { diffPlans, type Mark, type PlanRow, type Step, totalMs } from './plan-diff.ts';
import { planFor, rowsText } from './plan-text.ts';
import { smellsOf } from './smells.ts';
import { bar } from './svg.ts';

const SIGNS: Readonly<Record<Mark, string>> = { kept: '=', changed: '≠', gone: '−', new: '+' };

const EMPTY = html`<td class="pn dash">${NOT_MEASURED}</td><td class="r dash">${NOT_MEASURED}</td><td class="r dash">${NOT_MEASURED}</td>`;
function stepCells(step: Step | null, total: number | null, colour: 'base' | 'better'): Html {
  if (step === null) return EMPTY;
  const facts = [...step.facts, rowsText(step)].filter((fact) => fact !== '');
  const indent = '\u2003'.repeat(Math.min(step.depth, 8));
  const share = step.ownMs === null || total === null || total === 0 ? null : step.ownMs / total;
  return html`<td class="pn"><span class="mono">${indent}${step.depth > 0 && '└ '}${step.label}${step.detail !== '' && html` <span class="mut">${step.detail}</span>`}</span><br><span class="sub">${facts.join('; ')}</span></td><td class="r pt">${step.ownMs === null ? html`<span class="dash">${NOT_MEASURED}</span>` : html`<span>${milliseconds(step.ownMs)}</span>${bar(share, colour, { width: 64, height: 6 })}`}</td><td class="r">${step.pages === null ? html`<span class="dash">${NOT_MEASURED}</span>` : count(step.pages)}</td>`;
}

const headText = (name: string, plan: PlanRecord, total: number | null): string =>
  `${name}${plan.analyzed && total !== null ? `, ${milliseconds(total)}` : ', explained only'}`;

function table(rows: readonly PlanRow[], baseline: PlanRecord, candidate: PlanRecord): Html {
  const totals = { baseline: totalMs(rows, 'baseline'), candidate: totalMs(rows, 'candidate') };
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Plans of ${baseline.variant} and ${candidate.variant}"><table class="plan"><thead><tr><th scope="col"><span class="sr">Change</span></th><th scope="col">${headText(baseline.variant, baseline, totals.baseline)}</th><th scope="col" class="r">own time</th><th scope="col" class="r">pages</th><th scope="col">${headText(candidate.variant, candidate, totals.candidate)}</th><th scope="col" class="r">own time</th><th scope="col" class="r">pages</th></tr></thead><tbody>${rows.map(
    (row) =>
      html`<tr class="p-${row.mark}"><th scope="row"><span aria-hidden="true">${SIGNS[row.mark]}</span> ${row.mark}</th>${stepCells(row.baseline, totals.baseline, 'base')}${stepCells(row.candidate, totals.candidate, 'better')}</tr>
`,
  )}</tbody></table></div>`;
}

/** What to look at in either plan; nothing where no rule found anything. */
function smellsPart(plans: readonly PlanRecord[]): Part {
  const found = plans.flatMap(({ variant, root }) => smellsOf(root).map((smell) => ({ variant, ...smell })));
  if (found.length === 0) return false;
  return html`<p class="how"><b>Look at:</b></p><ul class="notes">${found.map(({ variant, step, says }) => html`<li>${variant}: <code>${step}</code> ${says}.</li>`)}</ul>`;
}

/** The plans of this comparison, or one line saying that there are none. */
export function planPart(optimization: OptimizationRecord, comparison: Comparison): Part {
  const baseline = planFor(optimization, comparison, comparison.baseline);
  const candidate = planFor(optimization, comparison, comparison.variant);
  if (baseline === undefined && candidate === undefined) {
    return html`<p class="note">Plan: none was recorded; this store or this bench has nothing to explain.</p>`;
  }
  if (baseline === undefined || candidate === undefined) {
    const [has, lacks] =
      baseline === undefined ? [comparison.variant, comparison.baseline] : [comparison.baseline, comparison.variant];
    return html`<p class="note">Plan: recorded for ${has} only; ${lacks} has none, so there is nothing to compare.</p>`;
  }
  const rows = diffPlans(baseline.root, candidate.root);
  const analysed = baseline.analyzed && candidate.analyzed;
  return html`<figure><figcaption>Plan, before and after</figcaption>${table(rows, baseline, candidate)}<p class="how"><b>How to read:</b> matching steps share a row; rows are estimated → actual. ${analysed ? 'Bars are each step’s own share of its plan’s time; from one EXPLAIN ANALYZE each: evidence, never the verdict.' : 'A write is explained and never analysed, so it has no times.'}</p>${smellsPart([baseline, candidate])}</figure>`;
}
