/** The record while it grows: saved without secrets after every comparison by an atomic rename, so that nothing measured is ever lost. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FREE_DISK } from '../disk-full.ts';
import { messageOf, ServerError } from '../errors.ts';
import { redactedJson } from '../redact.ts';
import { type OptimizationRecord, type RunRecord, runRecord } from './record.ts';

export interface RecordFile {
  readonly record: RunRecord;
  readonly path: string;
  save(): Promise<void>;
}

export async function recordFile(folder: string, record: RunRecord, elapsedMs: () => number): Promise<RecordFile> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'run.json');
  let saving: Promise<void> = Promise.resolve();
  const write = async () => {
    record.run.durationMs = Math.round(elapsedMs());
    // Only what the schema names is written: whatever else an object carries, such as an address with its password, stays here.
    const text = `${redactedJson(runRecord.parse(record))}\n`;
    try {
      await writeFile(`${file}.new`, text);
      await rename(`${file}.new`, file);
    } catch (error) {
      throw new ServerError(`${file} cannot be written: ${messageOf(error)}`, { cause: error, hint: FREE_DISK });
    }
  };
  return {
    record,
    path: file,
    save: () => {
      saving = saving.then(write);
      return saving;
    },
  };
}

/** The optimisation's part of the record, made at its first use. */
export function partOf(record: RunRecord, fresh: OptimizationRecord): OptimizationRecord {
  const known = record.optimizations.find(({ id }) => id === fresh.id);
  if (known !== undefined) return known;
  record.optimizations.push(fresh);
  return fresh;
}
