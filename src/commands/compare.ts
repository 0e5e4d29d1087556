/** `mhbench compare`: two stored runs beside each other, where they may be held beside each other. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from '../config.ts';
import { EXIT } from '../exit-codes.ts';
import { differencesOf, GATE_CODES } from '../experiment/gate.ts';
import { redact, redactedJson } from '../redact.ts';
import { type ComparedPage, type ComparedSide, isChanged, renderCompare } from '../report/compare-page.ts';
import { type ComparedRow, compareRuns } from '../report/compare-runs.ts';
import { compareMarkdown } from '../report/exports/compare-markdown.ts';
import { effectText, NOT_MEASURED, plural } from '../report/format.ts';
import { comparedPath } from '../report/index-page.ts';
import { machineKey } from '../report/machine-key.ts';
import { timesOf } from '../report/view.ts';
import { writeIndex } from './report.ts';
import type { Ran } from './run.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export interface CompareOptions {
  readonly before: string;
  readonly after: string;
  readonly out: string;
  readonly allowMismatch: boolean;
  /** html is a file under `out`, whose path is told; the others go to stdout. */
  readonly format: 'text' | 'md' | 'html' | 'json';
}

type Streams = Pick<Io, 'stdout' | 'stderr' | 'cwd'>;
/** The code for unlike runs, with every difference, unless they are allowed. */
export async function compare(options: CompareOptions, io: Streams): Promise<number> {
  const out = path.resolve(io.cwd, options.out);
  const place = { out, cwd: io.cwd };
  const after = await sideOf(out, await findRecord({ ...place, run: options.after }));
  // A reference is of a kind of machine: the later run's is meant.
  const machine = machineKey(after.record);
  const before = await sideOf(out, await findRecord({ ...place, run: options.before, machine }));
  const differences = differencesOf(after.record, before.record);
  for (const difference of differences) io.stderr.write(redact(`unlike: ${difference}\n`));
  if (differences.length > 0 && !options.allowMismatch) {
    io.stderr.write('the runs are not compared; --allow-mismatch compares them all the same\n');
    return GATE_CODES.unlike;
  }
  const page = { before, after, differences, compared: compareRuns(before.record, after.record) };
  io.stdout.write(options.format === 'html' ? `${await writePage(page, out)}\n` : redact(TEXTS[options.format](page)));
  return EXIT.done;
}

/** `run --reference`: what the run just ended changed. One of another kind was refused before it began. */
export function compareAfter({ record, reference = null }: Ran, io: Pick<Io, 'stderr'>): void {
  if (record === null || reference === null) return;
  const side = (each: typeof record) => ({ record: each, name: each.run.id, href: null });
  const compared = compareRuns(reference, record);
  io.stderr.write(redact(textOf({ before: side(reference), after: side(record), differences: [], compared })));
}

const TEXTS: Readonly<Record<Exclude<CompareOptions['format'], 'html'>, (page: ComparedPage) => string>> = {
  text: textOf,
  md: compareMarkdown,
  json: ({ compared }) => `${redactedJson(compared)}\n`,
};

async function sideOf(out: string, found: string): Promise<ComparedSide> {
  const folder = path.dirname(found);
  const name = path.basename(folder);
  // A run of elsewhere may be another one of that name: no way leads to it.
  const href = path.dirname(folder) === out ? `../${encodeURIComponent(name)}/index.html` : null;
  return { record: await readRecord(found), name, href };
}

/** Written beside and renamed, so that nobody sees half a page; the page of all runs then leads to it. */
async function writePage(page: ComparedPage, out: string): Promise<string> {
  const target = path.join(out, comparedPath(page.before.name, page.after.name));
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(`${target}.part`, redact(renderCompare(page)));
  await rename(`${target}.part`, target);
  await writeIndex(out);
  return target;
}

const SIGNS: Readonly<Record<ComparedRow['says'], string>> = { more: '▲', less: '▼', 'no change seen': '=', 'not known': '◇' };

function rowText({ key, before, after, change, says }: ComparedRow): string {
  const [one, other] = [timesOf(before), timesOf(after)].map((times) => (times === null ? NOT_MEASURED : effectText(times)));
  const by = change === null ? '' : `  ${effectText({ estimate: change.ratio, low: change.low, high: change.high })}`;
  return `${SIGNS[says]} ${key}  ${one} → ${other}${by}  ${says}${before.verdict === after.verdict ? '' : ` (${before.verdict} → ${after.verdict})`}`;
}

/** What changed first; the rest is counted. */
function textOf({ before, after, compared: { rows, added, removed } }: ComparedPage): string {
  const changed = rows.filter(isChanged);
  return [
    `${before.name} → ${after.name}: times better in each run, and the change`,
    ...changed.map(rowText),
    `${plural(rows.length - changed.length, 'comparison')} without a change that can be seen (which does not show that there is none)`,
    ...added.map((key) => `+ new: ${key}`),
    ...removed.map((key) => `− gone: ${key}`),
    ...after.record.skipped.map(({ id, reason }) => `– skipped in ${after.name}: ${id}: ${reason}`),
    '',
  ].join('\n');
}
