/** What runs that died without their watchdog left behind: found by their records on disk, ended by id and start time, never by name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { parseRunTrace, type RunTrace } from './ledger.ts';
import { endProcess, endThoseAtHome, isRunning, type ProcessId } from './pids.ts';
import { privateHome } from './place.ts';

export interface Leftovers {
  readonly processes: RunTrace['processes'];
  readonly folders: readonly string[];
}

const isWithin = (folder: string, home: string): boolean => resolve(folder).startsWith(resolve(home) + sep);

/** What of a record is still ours to clear away: nothing while its run lives; no process whose id was given to another one; no folder outside our homes. */
export function leftoversOf(trace: RunTrace, homes: readonly string[], runs: (id: ProcessId) => boolean): Leftovers | null {
  if (runs(trace.cli)) return null;
  return {
    processes: trace.processes.filter(runs),
    folders: trace.folders.filter((folder) => homes.some((home) => isWithin(folder, home))),
  };
}

async function clear(leftovers: Leftovers, cli: number): Promise<readonly string[]> {
  const ended = await Promise.all(
    leftovers.processes.map(async (each) => {
      const gone = await endProcess(each, [{ signal: each.signal, waitMs: 6_000 }]);
      return gone
        ? `ended process ${each.pid}, left by run ${cli}`
        : `process ${each.pid}, left by run ${cli}, could not be ended`;
    }),
  );
  const folders = leftovers.folders.filter((folder) => existsSync(folder));
  const strays: ProcessId[] = [];
  for (const folder of folders) {
    strays.push(...(await endThoseAtHome(folder)));
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
  ended.push(...strays.map(({ pid }) => `ended process ${pid}, left by run ${cli}`));
  return [...ended, ...folders.map((folder) => `removed ${folder}, left by run ${cli}`)];
}

/** Where the records of runs are. */
export const recordsIn = (benchDir: string): string => join(benchDir, 'run');

/** Every record that is one of ours. */
function recordsOf(benchDir: string): readonly { readonly path: string; readonly trace: RunTrace }[] {
  const records = recordsIn(benchDir);
  const names = existsSync(records) ? readdirSync(records).filter((name) => name.endsWith('.json')) : [];
  return names.flatMap((name) => {
    const path = join(records, name);
    const trace = existsSync(path) ? parseRunTrace(readFileSync(path, 'utf8')) : null;
    return trace === null ? [] : [{ path, trace }];
  });
}

/** What a process has open now, as it wrote it down. */
export const traceOf = (benchDir: string, { pid, startTime }: ProcessId): readonly RunTrace[] =>
  recordsOf(benchDir).flatMap(({ trace }) => (trace.cli.pid === pid && trace.cli.startTime === startTime ? [trace] : []));

/** Clears away what dead runs left; resolves with a line for each thing it did. */
export async function sweepLeftovers(benchDir: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { path, trace } of recordsOf(benchDir)) {
    const leftovers = leftoversOf(trace, [benchDir, privateHome()], isRunning);
    if (leftovers === null) continue;
    lines.push(...(await clear(leftovers, trace.cli.pid)));
    await rm(path, { force: true });
  }
  return lines;
}
