/** The commands that hand a stored run on: to other programs, to a gate, beside another run. Each is imported when it runs, so that help is quick. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from '../config.ts';
import type { CompareOptions } from './compare.ts';
import { type Ends, OUT, outOf, RUN } from './program-content.ts';
import { addPublish, addReferences } from './program-references.ts';

const MOST_PORT = 65_535;
function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= MOST_PORT) return port;
  throw new InvalidArgumentError(`a port from 0 to ${MOST_PORT} is wanted.`);
}

export function addResults(program: Command, io: Io, ends: Ends): void {
  program
    .command('export')
    .description('a stored run in the formats of other programs')
    .argument(...RUN)
    .option(
      '--format <name>',
      'md, junit, csv, bmf, gab-bigger, gab-smaller, openmetrics, summary (run.json without samples), png',
    )
    .option('--file <path>', 'where it is written (default: stdout)')
    .option('--all <folder>', "every format into this folder, and images into the run's")
    .option(...OUT)
    .action(async (run: string | undefined, flags: { out?: string; format?: string; file?: string; all?: string }) => {
      const { out, format = null, file = null, all = null } = flags;
      const { exportRun } = await import('./export.ts');
      ends(await exportRun({ run, out: await outOf(out, io), format, file, all }, io));
    });
  program
    .command('serve')
    .description('the folder of reports at http://127.0.0.1, until Ctrl-C')
    .option('--port <number>', 'where it listens (default: a free one)', portOf, 0)
    .option(...OUT)
    .action(async ({ out, port }: { out?: string; port: number }) => {
      const { serve } = await import('./serve.ts');
      ends(await serve({ out: await outOf(out, io), port }, io));
    });
  addMerge(program, io, ends);
  addReferences(program, io, ends);
  addPublish(program, io, ends);
  addJudging(program, io, ends);
}

function addMerge(program: Command, io: Io, ends: Ends): void {
  program
    .command('merge')
    .description(
      'one run of the shards of one (run --shard 1/4, …), to be judged as a whole; refuses the unlike, with every difference',
    )
    .argument('<runs...>', 'folders, run.json files, or ids of runs')
    .option('--allow-mismatch', 'machines may be of different kinds: it is told in the report')
    .option(...OUT)
    .action(async (runs: string[], { allowMismatch = false, out }: { allowMismatch?: boolean; out?: string }) => {
      const { merge } = await import('./merge.ts');
      ends(await merge({ runs, out: await outOf(out, io), allowMismatch }, io));
    });
}

interface CompareFlags {
  readonly allowMismatch?: boolean;
  readonly out?: string;
  readonly json?: boolean;
  readonly format: CompareOptions['format'];
}
function addJudging(program: Command, io: Io, ends: Ends): void {
  program
    .command('gate')
    .description('judge a stored run: broken claims, wrong answers, what is missing, too much noise; each has its exit code')
    .argument(...RUN)
    .option('--reference <name>', 'a reference, or a run, whose comparisons must all be there')
    .option('--quarantine <file>', 'JSON: [{ "id", "until", "reason" }], whose broken claims do not count until that day')
    .option(...OUT)
    .option('--json', 'as JSON')
    .action(async (run: string | undefined, flags: { reference?: string; quarantine?: string; out?: string; json?: boolean }) => {
      const { reference = null, quarantine = null, out, json = false } = flags;
      const { gate } = await import('./gate.ts');
      ends(await gate({ run, out: await outOf(out, io), reference, quarantine, json }, io));
    });
  program
    .command('compare')
    .description('two stored runs beside each other; refuses the unlike, with every difference')
    .argument('<before>', 'a folder, a run.json, the id of a run, or the name of a reference')
    .argument('<after>', 'the later one')
    .option('--allow-mismatch', 'compare them all the same')
    .option(...OUT)
    .addOption(
      new Option('--format <name>', 'html: a page under compare/, to which the page of all runs leads')
        .choices(['text', 'md', 'html', 'json'] as const)
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .action(async (before: string, after: string, flags: CompareFlags) => {
      const { allowMismatch = false, out, json = false } = flags;
      const { compare } = await import('./compare.ts');
      const format = json ? 'json' : flags.format;
      ends(await compare({ before, after, out: await outOf(out, io), allowMismatch, format }, io));
    });
  program
    .command('history')
    .description('how each comparison came out run after run on each machine, with the shifts that stayed')
    .argument('[of]', "a part of a comparison's key, such as indexing/brin (default: all)")
    .option(...OUT)
    .option('--json', 'as JSON')
    .action(async (of: string | undefined, { out, json = false }: { out?: string; json?: boolean }) => {
      const { history } = await import('./history.ts');
      ends(await history({ of, out: await outOf(out, io), json }, io));
    });
}
