/** A summary for a pull request's comment or a CI job's page: what is significant in view, everything else folded. Below 60 KB. Pure. */
import type { RunRecord } from '../../experiment/record.ts';
import { effectText, NOT_MEASURED, plural, quantityPair } from '../format.ts';
import { summaryLines } from '../summary.ts';
import { metricName, unitOf } from '../view.ts';
import { type ExportRow, exportRows } from './rows.ts';

/** By this a bot finds its own comment again, to change it and write no second one. */
const MARKER = '<!-- mhbench -->';
/** GitHub takes 65,536 characters in a comment. */
const MOST_BYTES = 60_000;
const SIGNIFICANT = ['better', 'worse', 'invalid'];

/** A pipe would end a cell, and markup would be markup. */
export const cell = (text: string): string => text.replace(/[\\`*_{}[\]<>|#~]/g, (mark) => `\\${mark}`).replaceAll('\n', ' ');
const rowText = ({ name, comparison, baseline, candidate, unit, timesBetter }: ExportRow): string => {
  const pair = baseline === null || candidate === null || unit === null ? null : quantityPair(baseline, candidate, unit);
  const cells = [
    comparison.verdict,
    cell(name),
    metricName(comparison.metric),
    pair === null ? NOT_MEASURED : pair.join(' → '),
    timesBetter === null ? NOT_MEASURED : `${effectText(timesBetter)}, ${plural(comparison.sessions, unitOf(comparison))}`,
    comparison.reason === null ? '' : cell(comparison.reason),
  ];
  return `| ${cells.join(' | ')} |`;
};
const HEAD = ['| verdict | what | figure | before → after | times better | why |', '|---|---|---|---|---|---|'];
const bytesOf = (text: string): number => Buffer.byteLength(text);

/** As many rows as fit; what is left out is told. */
function tableOf(rows: readonly ExportRow[], most: number): readonly string[] {
  const lines: string[] = [...HEAD];
  let size = bytesOf(lines.join('\n'));
  for (const [i, row] of rows.entries()) {
    const line = rowText(row);
    size += bytesOf(line) + 1;
    if (size > most) return [...lines, '', `… and ${rows.length - i} more, in the report.`];
    lines.push(line);
  }
  return lines;
}

/** An image of the run, by the way that leads to it from where the text will stand. */
export interface LinkedImage {
  readonly title: string;
  readonly path: string;
}
const imageLine = ({ title, path }: LinkedImage): string =>
  `![${cell(title)}](${path.split('/').map(encodeURIComponent).join('/')})`;
/** The first in view, the others folded. */
function imageLines([first, ...others]: readonly LinkedImage[]): readonly string[] {
  if (first === undefined) return [];
  const folded = others.flatMap((image) => ['', imageLine(image)]);
  return [
    imageLine(first),
    '',
    ...(others.length === 0 ? [] : ['<details><summary>More charts</summary>', ...folded, '', '</details>', '']),
  ];
}

export function markdown(record: RunRecord, images: readonly LinkedImage[] = []): string {
  const { run } = record;
  const rows = exportRows(record);
  const shown = rows.filter(({ comparison }) => SIGNIFICANT.includes(comparison.verdict));
  const head = [
    MARKER,
    `### MilkyHoop Bench: ${run.profile}, run ${run.id}${run.commit === null ? '' : `, commit ${run.commit}`}`,
    '',
    '```text',
    ...fenced(summaryLines(record)),
    '```',
    '',
  ].join('\n');
  const charts = imageLines(images);
  const left = MOST_BYTES - bytesOf(head) - bytesOf(charts.join('\n')) - 400;
  const first = shown.length === 0 ? ['Nothing is better, worse or invalid.'] : tableOf(shown, left / 2);
  const all = tableOf(rows, left - bytesOf(first.join('\n')));
  return [head, ...charts, ...first, '', '<details><summary>All comparisons</summary>', '', ...all, '', '</details>', ''].join(
    '\n',
  );
}

const MOST_SUMMARY = 20_000;
/** A fence inside would end the block; very many lines would leave no room for tables. */
function fenced(lines: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let size = 0;
  for (const line of lines.map((each) => each.replaceAll('```', "'''"))) {
    size += bytesOf(line) + 1;
    if (size > MOST_SUMMARY) return [...kept, `… ${lines.length - kept.length} more lines in the report`];
    kept.push(line);
  }
  return kept;
}
