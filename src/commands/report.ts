/** `mhbench report`: renders a stored run again. Reads run.json, writes index.html beside it, and needs no database. */
import { rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Io } from '../config.ts';
import { redact } from '../redact.ts';
import { renderHtml } from '../report/html.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export interface ReportOptions {
  readonly run: string | undefined;
  readonly out: string;
}

export async function report({ run, out }: ReportOptions, io: Pick<Io, 'stdout' | 'cwd'>): Promise<number> {
  const recordPath = await findRecord({ run, out, cwd: io.cwd });
  const path = await writeReport(recordPath);
  io.stdout.write(`${path}\n`);
  return 0;
}

/** Written beside and renamed, so that a reader never sees half a report. */
export async function writeReport(recordPath: string): Promise<string> {
  const html = redact(renderHtml(await readRecord(recordPath)));
  const path = join(dirname(recordPath), 'index.html');
  await writeFile(`${path}.part`, html);
  await rename(`${path}.part`, path);
  return path;
}
