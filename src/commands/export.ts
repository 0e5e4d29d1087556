/** `mhbench export`: a stored run in the formats of other programs, to a file or to stdout. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Io } from '../config.ts';
import { UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import type { RunRecord } from '../experiment/record.ts';
import { didYouMean } from '../nearest.ts';
import { redact } from '../redact.ts';
import { bmf } from '../report/exports/bencher.ts';
import { csv } from '../report/exports/csv.ts';
import { biggerIsBetter, smallerIsBetter } from '../report/exports/github-benchmark.ts';
import { junit } from '../report/exports/junit.ts';
import { markdown } from '../report/exports/markdown.ts';
import { openMetrics } from '../report/exports/open-metrics.ts';
import { lines, summary } from '../report/exports/summary.ts';
import { findRecord, readRecord } from './stored-runs.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Each format by the name that the command line has for it. */
const FORMATS: Readonly<Record<string, (record: RunRecord) => string>> = {
  md: markdown,
  junit,
  csv,
  bmf: (record) => json(bmf(record)),
  'gab-bigger': (record) => json(biggerIsBetter(record)),
  'gab-smaller': (record) => json(smallerIsBetter(record)),
  openmetrics: openMetrics,
  summary: (record) => lines(summary(record)),
};

export interface ExportOptions {
  readonly run: string | undefined;
  readonly out: string;
  readonly format: string;
  /** Null: stdout. */
  readonly file: string | null;
}

export async function exportRun({ run, out, format, file }: ExportOptions, io: Pick<Io, 'stdout' | 'cwd'>): Promise<number> {
  const write = FORMATS[format];
  const known = Object.keys(FORMATS);
  if (write === undefined)
    throw new UserError(`There is no format ${format}.${didYouMean(format, known)}`, `There are ${known.join(', ')}.`);
  const text = redact(write(await readRecord(await findRecord({ run, out, cwd: io.cwd }))));
  if (file === null) io.stdout.write(text);
  else await writeFile(path.resolve(io.cwd, file), text);
  return EXIT.done;
}
