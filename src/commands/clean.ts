/** `mhbench clean`: says what runs and servers have left on the disk, and frees it when told to. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import { UserError } from '../errors.ts';
import { readKept } from '../provision/kept.ts';
import { sweepLeftovers } from '../provision/leftovers.ts';
import { processesIn } from '../provision/pids.ts';
import { privateHome } from '../provision/place.ts';
import { bytes } from '../report/format.ts';
import { childrenOf, sizeOf } from './disk-use.ts';
import { holdMachine } from './measurement-lock.ts';
import { storedRuns } from './stored-runs.ts';

export interface CleanOptions {
  readonly yes: boolean;
  readonly json: boolean;
  readonly out: string;
}

interface Part {
  readonly path: string;
  readonly bytes: number;
}

/** What the command works on beside the project; tests bring their own. */
export interface Surroundings {
  /** Our folder under the system's temporary folder. */
  readonly home: string;
  /** Keeps runs away, or throws because one is at work. */
  hold(): Promise<AsyncDisposable>;
}
const surroundingsOf = (io: Io): Surroundings => ({
  home: privateHome(),
  hold: () => holdMachine('mhbench clean', io, systemClock),
});

export async function clean(options: CleanOptions, io: Io, { home, hold }: Surroundings = surroundingsOf(io)): Promise<number> {
  if (!options.yes) return show(await leftParts(options.out, io.cwd, home), options, io);
  refuseKept(io, home);
  // Held over the look and the deletion, so that no run begins in between.
  await using _lock = await hold();
  // The records of dead runs name their processes; they must be ended before the records go.
  for (const line of await sweepLeftovers(join(io.cwd, '.bench'))) io.stderr.write(`${line}\n`);
  const parts = await leftParts(options.out, io.cwd, home);
  for (const part of parts) await rm(part.path, { recursive: true, force: true, maxRetries: 5 });
  return show(parts, options, io);
}

/** Servers that are up would lose their data: this project's, and those of others whose data lie in our temporary folder. */
function refuseKept(io: Pick<Io, 'cwd'>, home: string): void {
  const kept = readKept(join(io.cwd, '.bench'));
  if (kept !== null)
    throw new UserError(
      `${kept.servers.length} servers are up, and their data would be deleted`,
      'end them first: mhbench db down',
    );
  const [other] = processesIn(home);
  if (other !== undefined)
    throw new UserError(
      `process ${other} works in ${home}, and its data would be deleted: another project's servers are up`,
      'end them first, in that project: mhbench db down',
    );
}

/** What can be deleted: everything in .bench and in our temporary folder, and the runs; never the committed example, never a stranger's file. */
async function leftParts(out: string, cwd: string, home: string): Promise<readonly Part[]> {
  const reports = resolve(cwd, out);
  const bench = await childrenOf(join(cwd, '.bench'));
  const runs = (await storedRuns(reports)).map((name) => join(reports, name));
  const paths = [...bench, ...(await childrenOf(home)), ...runs];
  return Promise.all(paths.map(async (path) => ({ path, bytes: await sizeOf(path) })));
}

function show(parts: readonly Part[], { yes, json }: CleanOptions, io: Pick<Io, 'stdout' | 'stderr'>): number {
  const total = parts.reduce((sum, part) => sum + part.bytes, 0);
  if (json) io.stdout.write(`${JSON.stringify({ freed: yes, bytes: total, parts }, null, 2)}\n`);
  else io.stdout.write(cleanText(parts, total, yes));
  return 0;
}

function cleanText(parts: readonly Part[], total: number, freed: boolean): string {
  if (parts.length === 0) return 'nothing to clean\n';
  const sizes = parts.map((part) => bytes(part.bytes));
  const width = Math.max(...sizes.map((size) => size.length));
  const lines = parts.map((part, index) => `${(sizes[index] ?? '').padStart(width)}  ${part.path}`);
  const last = freed ? `freed ${bytes(total)}` : `would free ${bytes(total)}; delete with: mhbench clean --yes`;
  return `${[...lines, last].join('\n')}\n`;
}
