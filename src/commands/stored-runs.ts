/** Runs that stand in the reports folder: which there are, which one is meant, and what its run.json says. */
import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { type RunRecord, runRecord } from '../experiment/record.ts';
import { didYouMean } from '../nearest.ts';
import { findReference, storedReferences } from './reference-files.ts';

/** The run that is committed with the repository; never the latest, never cleaned. */
const EXAMPLE = 'example';

/** Names of the folders under `out` that hold a run.json, the oldest first. Links, such as `latest`, are left out. */
export async function storedRuns(out: string): Promise<readonly string[]> {
  if (!existsSync(out)) return [];
  const entries = await readdir(out, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== EXAMPLE && existsSync(join(out, entry.name, 'run.json')))
    .map((entry) => entry.name)
    .sort();
}

interface Wanted {
  /** A folder, the path of a run.json, or a run's id; left out: the latest. */
  readonly run: string | undefined;
  readonly out: string;
  readonly cwd: string;
  /** Of which kind of machine a reference is to be, where it has several. */
  readonly machine?: string;
}

/** The path of the run.json that is meant. */
export async function findRecord({ run, out, cwd, machine }: Wanted): Promise<string> {
  const folder = resolve(cwd, out);
  if (run === undefined) return join(folder, await latest(folder, out), 'run.json');
  for (const path of [resolve(cwd, run), join(folder, run)]) {
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) return path;
    if (found?.isDirectory() && existsSync(join(path, 'run.json'))) return join(path, 'run.json');
  }
  const reference = await findReference(folder, run, machine);
  if (reference !== undefined) return reference.file;
  const runs = [...(await storedRuns(folder)), ...(await storedReferences(folder)).map(({ name }) => name)];
  throw new UserError(
    `There is no run ${run}: it is no folder with a run.json, no run.json, no run under ${out}, and no reference.${didYouMean(run, runs)}`,
    runs.length === 0 ? `${out} holds no run yet.` : `Runs under ${out}: ${runs.slice(-5).join(', ')}.`,
  );
}

async function latest(folder: string, out: string): Promise<string> {
  const name = (await storedRuns(folder)).at(-1);
  if (name === undefined) throw new UserError(`${out} holds no run yet.`, 'Make one with: mhbench run --profile quick');
  return name;
}

/** Reads and checks a record; every mistake is told with its path. */
export async function readRecord(path: string): Promise<RunRecord> {
  const parsed = runRecord.safeParse(jsonOf(path, await readFile(path, 'utf8')));
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map((issue) => `  ${issue.path.join('.') || 'the whole'}: ${issue.message}`);
  throw new UserError(
    [`${join(basename(dirname(path)), basename(path))} is not a record that this version reads:`, ...mistakes].join('\n'),
    'mhbench schema prints the shape that a record has.',
  );
}

function jsonOf(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is not JSON: ${messageOf(error)}`, 'The run may still be writing it, or the disk was full.');
  }
}
