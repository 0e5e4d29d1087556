/** `mhbench compare`: two stored runs beside each other, where they may be held beside each other. */
import type { Io } from '../config.ts';
import { EXIT } from '../exit-codes.ts';
import { differencesOf, GATE_CODES } from '../experiment/gate.ts';
import type { RunRecord } from '../experiment/record.ts';
import { redact, redactedJson } from '../redact.ts';
import { type ComparedRow, type ComparedRuns, compareRuns } from '../report/compare-runs.ts';
import { effectText, NOT_MEASURED, plural } from '../report/format.ts';
import { timesOf } from '../report/view.ts';
import { referenceFor } from './gate.ts';
import type { Ran } from './run.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export interface CompareOptions {
  readonly before: string;
  readonly after: string;
  readonly out: string;
  readonly allowMismatch: boolean;
  readonly json: boolean;
}

/** The code for unlike runs, with every difference, unless they are allowed. */
export async function compare(options: CompareOptions, io: Pick<Io, 'stdout' | 'stderr' | 'cwd'>): Promise<number> {
  const place = { out: options.out, cwd: io.cwd };
  const after = await readRecord(await findRecord({ ...place, run: options.after }));
  const before = await referenceFor(after, options.before, place);
  const differences = differencesOf(after, before);
  for (const difference of differences) io.stderr.write(redact(`unlike: ${difference}\n`));
  if (differences.length > 0 && !options.allowMismatch) {
    io.stderr.write('the runs are not compared; --allow-mismatch compares them all the same\n');
    return GATE_CODES.unlike;
  }
  const compared = compareRuns(before, after);
  io.stdout.write(options.json ? `${redactedJson(compared)}\n` : redact(textOf(compared, { before, after })));
  return EXIT.done;
}

/** `run --reference`: what the run just ended changed. One of another kind was refused before it began. */
export function compareAfter({ record, reference = null }: Ran, io: Pick<Io, 'stderr'>): void {
  if (record !== null && reference !== null)
    io.stderr.write(redact(textOf(compareRuns(reference, record), { before: reference, after: record })));
}

const SIGNS: Readonly<Record<ComparedRow['says'], string>> = { more: '▲', less: '▼', 'no change seen': '=', 'not known': '◇' };

function rowText({ key, before, after, change, says }: ComparedRow): string {
  const [one, other] = [timesOf(before), timesOf(after)].map((times) => (times === null ? NOT_MEASURED : effectText(times)));
  const by = change === null ? '' : `  ${effectText({ estimate: change.ratio, low: change.low, high: change.high })}`;
  return `${SIGNS[says]} ${key}  ${one} → ${other}${by}  ${says}${before.verdict === after.verdict ? '' : ` (${before.verdict} → ${after.verdict})`}`;
}

/** What changed first; the rest is counted. */
function textOf(
  { rows, added, removed }: ComparedRuns,
  { before, after }: Readonly<Record<'before' | 'after', RunRecord>>,
): string {
  const changed = rows.filter(
    ({ says, before: one, after: other }) => says === 'more' || says === 'less' || one.verdict !== other.verdict,
  );
  return [
    `${before.run.id} → ${after.run.id}: times better in each run, and the change`,
    ...changed.map(rowText),
    `${plural(rows.length - changed.length, 'comparison')} without a change that can be seen (which does not show that there is none)`,
    ...added.map((key) => `+ new: ${key}`),
    ...removed.map((key) => `− gone: ${key}`),
    ...after.skipped.map(({ id, reason }) => `– skipped in ${after.run.id}: ${id}: ${reason}`),
    '',
  ].join('\n');
}
