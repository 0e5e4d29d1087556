/** The history on disk: append-only, one file a machine, under the folder of the reports. */
import { appendFile, mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { RunRecord } from '../experiment/record.ts';
import { redact } from '../redact.ts';
import { type HistoryLine, historyLine, linesOfRun } from '../report/history.ts';
import { machineKey } from '../report/machine-key.ts';

const folderIn = (out: string): string => path.join(out, 'history');

/** Adds what this run has to say; nothing where it judged nothing. */
export async function appendHistory(out: string, record: RunRecord): Promise<void> {
  const lines = linesOfRun(record);
  if (lines.length === 0) return;
  await mkdir(folderIn(out), { recursive: true });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  await appendFile(path.join(folderIn(out), `${machineKey(record)}.ndjson`), redact(text));
}

export interface MachineHistory {
  readonly machine: string;
  readonly lines: readonly HistoryLine[];
}

/** Of every machine; a line that cannot be read is told with its place. */
export async function readHistories(out: string): Promise<readonly MachineHistory[]> {
  const names = (await readdir(folderIn(out)).catch(() => [])).filter((name) => name.endsWith('.ndjson')).sort();
  return await Promise.all(
    names.map(async (name) => {
      const text = await readFile(path.join(folderIn(out), name), 'utf8');
      const lines = text.split('\n').flatMap((line, i) => (line === '' ? [] : [lineOf(line, `${name}, line ${i + 1}`)]));
      return { machine: name.replace(/\.ndjson$/, ''), lines };
    }),
  );
}

function lineOf(text: string, where: string): HistoryLine {
  const mistake = (why: string) => new UserError(`the history cannot be read: ${where}: ${why}`, 'take that line out');
  try {
    const parsed = historyLine.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    throw mistake(z.prettifyError(parsed.error));
  } catch (error) {
    throw error instanceof UserError ? error : mistake('it is no JSON');
  }
}
