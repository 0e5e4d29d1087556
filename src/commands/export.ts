/** `mhbench export`: a stored run in the formats of other programs, to a file or to stdout. */
import { mkdir, writeFile } from 'node:fs/promises';
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
import { type LinkedImage, markdown } from '../report/exports/markdown.ts';
import { openMetrics } from '../report/exports/open-metrics.ts';
import { lines, summary } from '../report/exports/summary.ts';
import { plural } from '../report/format.ts';
import { type ImageRenderer, type NoImages, openRenderer } from './image-renderer.ts';
import { imagesThere, writeImages } from './images.ts';
import { findRecord, readRecord } from './stored-runs.ts';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

interface Format {
  /** What it is called in a folder that holds all of them. */
  readonly file: string;
  readonly write: (record: RunRecord, images: readonly LinkedImage[]) => string;
}

/** Each format by the name that the command line has for it. */
const FORMATS: Readonly<Record<string, Format>> = {
  md: { file: 'summary.md', write: markdown },
  junit: { file: 'junit.xml', write: junit },
  csv: { file: 'results.csv', write: csv },
  bmf: { file: 'bmf.json', write: (record) => json(bmf(record)) },
  'gab-bigger': { file: 'gab-bigger.json', write: (record) => json(biggerIsBetter(record)) },
  'gab-smaller': { file: 'gab-smaller.json', write: (record) => json(smallerIsBetter(record)) },
  openmetrics: { file: 'metrics.txt', write: openMetrics },
  summary: { file: 'summary.json', write: (record) => lines(summary(record)) },
};
/** Images, which stand in the run's folder. */
const PNG = 'png';

export interface ExportOptions {
  readonly run: string | undefined;
  readonly out: string;
  /** Null with `all`. */
  readonly format: string | null;
  /** Null: stdout. */
  readonly file: string | null;
  /** A folder that is made, and gets every format. */
  readonly all: string | null;
}

/** `renderer`: what draws images, or why nothing does. */
export async function exportRun(
  options: ExportOptions,
  io: Pick<Io, 'stdout' | 'stderr' | 'cwd'>,
  renderer = openRenderer,
): Promise<number> {
  const { run, out, format, file, all } = options;
  if ((format === null) === (all === null) || (all !== null && file !== null) || (format === PNG && file !== null))
    throw new UserError(
      'Give either --format (with --file or without; images have names of their own) or --all.',
      'mhbench export --help shows all.',
    );
  const formats = format === null ? Object.values(FORMATS) : format === PNG ? [] : [formatOf(format)];
  const recordPath = await findRecord({ run, out, cwd: io.cwd });
  const [record, folder] = [await readRecord(recordPath), path.dirname(recordPath)];
  const drawn = format === PNG || all !== null ? await draw(record, folder, { io, renderer: renderer() }) : true;
  if (all !== null) await mkdir(path.resolve(io.cwd, all), { recursive: true });
  for (const { file: name, write } of formats) {
    const target = all === null ? file : path.join(all, name);
    const from = target === null ? folder : path.dirname(path.resolve(io.cwd, target));
    const text = redact(write(record, imagesThere(record, folder, from)));
    if (target === null) io.stdout.write(text);
    else await writeFile(path.resolve(io.cwd, target), text);
  }
  return drawn || all !== null ? EXIT.done : EXIT.environment;
}

interface Drawing {
  readonly io: Pick<Io, 'stderr'>;
  readonly renderer: ImageRenderer | NoImages;
}
/** Whether images could be drawn; why not is told. */
async function draw(record: RunRecord, folder: string, { io, renderer }: Drawing): Promise<boolean> {
  if ('reason' in renderer) {
    io.stderr.write(redact(`images skipped, because ${renderer.reason}; remedy: ${renderer.remedy}\n`));
    return false;
  }
  const written = await writeImages(record, folder, renderer);
  const where = path.join(folder, 'img');
  io.stderr.write(
    redact(written.length === 0 ? 'no images: this run has no chart\n' : `${plural(written.length, 'image')} in ${where}\n`),
  );
  return true;
}

function formatOf(name: string): Format {
  const format = FORMATS[name];
  if (format !== undefined) return format;
  const known = [...Object.keys(FORMATS), PNG];
  throw new UserError(`There is no format ${name}.${didYouMean(name, known)}`, `There are ${known.join(', ')}.`);
}
