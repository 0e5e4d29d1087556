/** What a candidate changes against its baseline, as lines: kept, gone, new. */
import type { OptimizationRecord } from '../experiment/record.ts';
import { type Html, html } from './html-template.ts';

export interface DiffLine {
  readonly sign: ' ' | '−' | '+';
  readonly text: string;
}

/** The longest common lines stay; of the rest, what goes stands before what comes. */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const length = Array.from({ length: before.length + 1 }, () => new Array<number>(after.length + 1).fill(0));
  const at = (i: number, j: number) => length[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      const row = length[i];
      if (row !== undefined) row[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [gone, come] = [before[i], after[j]];
    if (gone !== undefined && gone === come) {
      lines.push({ sign: ' ', text: gone });
      [i, j] = [i + 1, j + 1];
    } else if (gone !== undefined && (come === undefined || at(i + 1, j) >= at(i, j + 1))) {
      lines.push({ sign: '−', text: gone });
      i += 1;
    } else {
      lines.push({ sign: '+', text: come ?? '' });
      j += 1;
    }
  }
  return lines;
}

const lineOf = ({ sign, text }: DiffLine): Html => {
  if (sign === '+')
    return html`<ins>+ ${text}
</ins>`;
  return sign === '−'
    ? html`<del>− ${text}
</del>`
    : html`<span>  ${text}
</span>`;
};
const block = (name: string, lines: readonly DiffLine[]): Html =>
  html`<pre class="diff" tabindex="0" role="group" aria-label="${name}"><code>${lines.map(lineOf)}</code></pre>`;

/** A statement over several lines is several lines of the diff. */
const linesOf = (change: readonly string[]): string[] => change.flatMap((line) => line.split('\n'));

/** What this candidate's state differs in from the baseline's. */
export function changeLines({ baseline, variants }: OptimizationRecord, candidate: string): DiffLine[] {
  const changeOf = (name: string) => linesOf(variants.find((variant) => variant.name === name)?.change ?? []);
  return diffLines(changeOf(baseline), changeOf(candidate));
}

/** One diff for every candidate; where nothing is applied, the statements themselves differ. */
export function changePart(optimization: OptimizationRecord): Html {
  const candidates = optimization.variants.filter((variant) => variant.name !== optimization.baseline);
  if (candidates.length === 0) return html`<p class="note">The record names no candidate.</p>`;
  return html`${candidates.map((candidate) => {
    const lines = changeLines(optimization, candidate.name);
    const empty = lines.every((line) => line.sign === ' ');
    return html`<h5 class="t">${optimization.baseline} → ${candidate.name}</h5>${
      empty
        ? html`<p class="note">Nothing is applied to the store: the same question is asked in another way, shown with each comparison.</p>`
        : block(`Change: ${candidate.name}`, lines)
    }`;
  })}`;
}
export const statementsPart = (name: string, baseline: string | null, candidate: string | null): Html | false => {
  if (baseline === null && candidate === null) return false;
  if (baseline === candidate) return html`<p class="note">Asked, the same of both: <code>${baseline}</code></p>`;
  return html`<h5 class="t">Asked</h5>${block(`Statements: ${name}`, diffLines(baseline?.split('\n') ?? [], candidate?.split('\n') ?? []))}`;
};
