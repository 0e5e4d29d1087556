/** `mhbench report`: renders a stored run again. Reads run.json, writes index.html beside it, and needs no database. */
import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Io } from '../config.ts';
import { differencesOf } from '../experiment/gate.ts';
import type { RunRecord } from '../experiment/record.ts';
import { redact } from '../redact.ts';
import { renderHtml, renderPage } from '../report/html.ts';
import { comparedPath, type IndexedPair, renderIndex } from '../report/index-page.ts';
import { pagesOf } from '../report/page.ts';
import { findRecord, readRecord, storedRuns } from './stored-runs.ts';

export interface ReportOptions {
  readonly run: string | undefined;
  readonly out: string;
}

export async function report({ run, out }: ReportOptions, io: Pick<Io, 'stdout' | 'cwd'>): Promise<number> {
  const recordPath = await findRecord({ run, out, cwd: io.cwd });
  const path = await writeReport(recordPath);
  io.stdout.write(`${path}\n`);
  await writeIndex(resolve(io.cwd, out));
  return 0;
}

/** As many as a page shows, the newest: each is read whole. */
const MOST_RUNS = 50;

/** The page of all runs, in the folder that holds them; none where there is no run. */
export async function writeIndex(out: string): Promise<void> {
  const runs: { readonly folder: string; readonly record: RunRecord | null }[] = [];
  for (const folder of (await storedRuns(out)).slice(-MOST_RUNS)) {
    const record = await readRecord(join(out, folder, 'run.json')).catch(() => null); // It is told in its row.
    runs.push({ folder, record });
  }
  if (runs.length > 0) await written(join(out, 'index.html'), redact(renderIndex(runs, pairsOf(runs, out))));
}

/** As many as the lists of the page hold, the newest: every two of them are a line. */
const MOST_PAIRED = 12;
function pairsOf(
  runs: readonly { readonly folder: string; readonly record: RunRecord | null }[],
  out: string,
): readonly IndexedPair[] {
  const readable = runs.flatMap(({ folder, record }) => (record === null ? [] : [{ folder, record }])).slice(-MOST_PAIRED);
  return readable
    .flatMap((after, i) => readable.slice(0, i).map((before) => ({ before, after })))
    .reverse()
    .map(({ before, after }) => ({
      ...{ before: before.folder, after: after.folder },
      made: existsSync(join(out, comparedPath(before.folder, after.folder))),
      unlike: differencesOf(after.record, before.record).length > 0,
    }));
}

/** The run's page, and one of its own for each optimisation. */
export async function writeReport(recordPath: string): Promise<string> {
  const record = await readRecord(recordPath);
  const folder = dirname(recordPath);
  for (const { id, path } of pagesOf(record)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await written(join(folder, path), redact(renderPage(record, id)));
  }
  return await written(join(folder, 'index.html'), redact(renderHtml(record)));
}

/** Written beside and renamed, so that a reader never sees half a report. */
async function written(path: string, html: string): Promise<string> {
  await writeFile(`${path}.part`, html);
  await rename(`${path}.part`, path);
  return path;
}
