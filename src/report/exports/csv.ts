/** A table for spreadsheets and notebooks (RFC 4180): one row a comparison; an empty cell is not measured. Pure. */
import type { RunRecord } from '../../experiment/record.ts';
import { type ExportRow, exportRows } from './rows.ts';

type Cell = string | number | null | undefined;
const COLUMNS: readonly (readonly [name: string, of: (row: ExportRow, record: RunRecord) => Cell])[] = [
  ['run', (_, { run }) => run.id],
  ['id', ({ comparison }) => comparison.id],
  ['store', ({ comparison }) => comparison.store],
  ['role', ({ comparison }) => comparison.role],
  ['bench', ({ comparison }) => comparison.bench],
  ['metric', ({ comparison }) => comparison.metric],
  ['baseline', ({ comparison }) => comparison.baseline],
  ['candidate', ({ comparison }) => comparison.variant],
  ['sweep', ({ comparison }) => comparison.at?.over],
  ['value', ({ comparison }) => comparison.at?.value],
  ['verdict', ({ comparison }) => comparison.verdict],
  ['reason', ({ comparison }) => comparison.reason],
  ['times_better', ({ timesBetter }) => timesBetter?.estimate],
  ['low', ({ timesBetter }) => timesBetter?.low],
  ['high', ({ timesBetter }) => timesBetter?.high],
  ['confidence', ({ comparison, timesBetter }) => (timesBetter === null ? null : comparison.effect?.confidence)],
  ['sessions', ({ comparison }) => comparison.sessions],
  ['baseline_figure', ({ baseline }) => baseline],
  ['candidate_figure', ({ candidate }) => candidate],
  ['unit', ({ unit }) => unit],
  ['answers_equal', ({ comparison }) => String(comparison.answers.equal)],
];

/** Quoted where it must be; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
function written(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(record: RunRecord): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...exportRows(record).map((row) => COLUMNS.map(([, of]) => written(of(row, record)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}
