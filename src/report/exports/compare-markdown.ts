/** Two runs beside each other for a pull request's comment: what changed in view, the rest folded. Pure. */
import { type ComparedPage, comparedSentence, isChanged } from '../compare-page.ts';
import type { ComparedRow } from '../compare-runs.ts';
import { effectText, NOT_MEASURED } from '../format.ts';
import { atText, metricName, timesOf, titleOf } from '../view.ts';
import { cell } from './markdown.ts';

const HEAD = ['| says | what | times better before | after | change | verdicts |', '|---|---|---|---|---|---|'];
const SAYS: Readonly<Record<ComparedRow['says'], string>> = {
  ...{ more: 'gained', less: 'lost', 'no change seen': 'no change seen', 'not known': 'not known' },
};
function rowText({ before, after, change, says }: ComparedRow): string {
  const [one, other] = [before, after].map((side) => {
    const times = timesOf(side);
    return times === null ? NOT_MEASURED : effectText(times);
  });
  const by = change === null ? NOT_MEASURED : effectText({ estimate: change.ratio, low: change.low, high: change.high });
  const at = atText(after.at);
  const what = `${titleOf(after)}${at === '' ? '' : `, ${at}`}: ${after.description}, ${metricName(after.metric)}`;
  return `| ${[SAYS[says], cell(what), one, other, by, `${before.verdict} → ${after.verdict}`].join(' | ')} |`;
}
const folded = (name: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', `<details><summary>${name}</summary>`, '', ...lines, '', '</details>'];
const bullets = (lines: readonly string[]): readonly string[] => lines.map((line) => `- ${cell(line)}`);

export function compareMarkdown({ before, after, compared, differences }: ComparedPage): string {
  const { rows, added, removed } = compared;
  const [changed, others] = [rows.filter(isChanged), rows.filter((row) => !isChanged(row))];
  const skipped = after.record.skipped.map(({ id, reason }) => `${id}: ${reason}`);
  return [
    `### ${cell(before.name)} → ${cell(after.name)}`,
    '',
    comparedSentence(compared),
    ...(differences.length === 0 ? [] : ['', '**These runs are unlike:**', ...bullets(differences)]),
    ...(changed.length === 0 ? [] : ['', ...HEAD, ...changed.map(rowText)]),
    ...folded('Without a change that can be seen', others.length === 0 ? [] : [...HEAD, ...others.map(rowText)]),
    ...folded('New', bullets(added)),
    ...folded('Gone', bullets(removed)),
    ...folded(`Skipped in ${cell(after.name)}`, bullets(skipped)),
    '',
  ].join('\n');
}
