/** The commands about what there is to measure, and about runs that are stored. Each is imported when it runs, so that help is quick. */
import type { Command } from 'commander';
import { type Flags, type Io, resolveConfig } from '../config.ts';
import { loadConfigFile } from '../config-file.ts';

/** Takes a command's exit code. */
export type Ends = (code: number) => void;

export const OUT = ['--out <folder>', 'where reports are (default: reports)'] as const;
/** The same place as for `run`: flag, environment, configuration file, default. */
export const outOf = async (out: string | undefined, io: Io): Promise<string> =>
  resolveConfig(out === undefined ? {} : { out }, io.env, await loadConfigFile(io.cwd)).out;

export function addContent(program: Command, io: Io, ends: Ends): void {
  program
    .command('list')
    .description('what there is to run')
    .option('--json', 'as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { list } = await import('./list.ts');
      ends(await list({ json }, io));
    });
  program
    .command('explain')
    .description('what an optimisation changes, what it asks, and the plans of both sides, on real servers; no time among it')
    .argument('<ids...>', "ids or globs: indexing/covering 'indexing/*'")
    .option('--scale <number>', 'how much data; 1 is the full size (default: 0.1)', '0.1')
    .option('--seed <number>', "the data's seed (default: 42)")
    .option(...OUT)
    .action(async (ids: string[], flags: Flags) => {
      const { explain } = await import('./explain.ts');
      const asked = { ...flags, ids, profile: 'smoke', progress: 'none' };
      ends(await explain(resolveConfig(asked, io.env, await loadConfigFile(io.cwd)), io));
    });
  program
    .command('new')
    .description('write a new optimisation for you to fill in; overwrites nothing')
    .argument('<id>', 'its folder and name: indexing/my-index')
    .option('--store <name>', 'postgres, redis, mongodb, kafka, faiss, neo4j', 'postgres')
    .action(async (id: string, { store }: { store: string }) => {
      const { scaffold } = await import('./scaffold.ts');
      ends(await scaffold({ id, store }, io));
    });
}

export const RUN = ['[run]', 'a folder, a run.json, or the id of a run (default: the latest)'] as const;

export function addStored(program: Command, io: Io, ends: Ends): void {
  program
    .command('report')
    .description('render a stored run again; needs no database')
    .argument(...RUN)
    .option(...OUT)
    .option('--recompute', 'compute every verdict again from the evidence in run.json and compare; writes nothing')
    .action(async (run: string | undefined, { out, recompute = false }: { out?: string; recompute?: boolean }) => {
      const options = { run, out: await outOf(out, io) };
      if (recompute) {
        const { recomputeStored } = await import('./recompute.ts');
        return ends(await recomputeStored(options, io));
      }
      const { report } = await import('./report.ts');
      ends(await report(options, io));
    });
  program
    .command('advice')
    .description(
      'what a stored run recommends of each candidate: adopt, adopt-if, reject, inconclusive; with gain, price and commands',
    )
    .argument(...RUN)
    .option(...OUT)
    .option('--json', 'as JSON')
    .action(async (run: string | undefined, { out, json = false }: { out?: string; json?: boolean }) => {
      const { advice } = await import('./advice.ts');
      ends(await advice({ run, out: await outOf(out, io), json }, io));
    });
}
