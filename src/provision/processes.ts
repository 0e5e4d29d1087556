/** Spawns processes so that none outlives the run: each is registered with the watchdog and on disk in the same breath in which it starts. */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, constants, mkdirSync, openSync, renameSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { messageOf, ServerError } from '../errors.ts';
import { EMPTY_LEDGER, entered, type Ledger, type LedgerLine, linesOf, type RunTrace } from './ledger.ts';
import { endProcess, type ProcessId, type StopStep, startTimeOf } from './pids.ts';
import type { Runner } from './user.ts';

/** Keeps what must not outlive this run. */
export interface Guard extends AsyncDisposable {
  /** From now on the process ends with this run, however the run ends. */
  guard(pid: number, signal?: NodeJS.Signals): void;
  unguard(pid: number): void;
  /** From now on the folder is deleted with this run. */
  guardFolder(folder: string): void;
  unguardFolder(folder: string): void;
}

/** It has nothing left to do when a run ends in order. */
const WATCHDOG_ENDS_MS = 15_000;

/** Part of every Unix. */
const MAKE_PIPE = 'mkfifo';

interface Pipe {
  readonly fd: number;
  readonly watchdog: ChildProcess;
}

/** Opens the pipe to a new watchdog. A named pipe, because its end can be written to synchronously and is not inherited by other children. */
function openPipe(path: string): Pipe {
  rmSync(path, { force: true });
  execFileSync(MAKE_PIPE, ['-m', '600', path]);
  const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const fd = openSync(path, 'w');
  rmSync(path);
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const program = fileURLToPath(new URL('../watchdog.ts', import.meta.url));
  const stdio: SpawnOptions['stdio'] = [readEnd, 'ignore', 'ignore'];
  const watchdog = spawn(process.execPath, ['--import', tsx, program], { detached: true, cwd: '/', stdio });
  closeSync(readEnd);
  watchdog.unref();
  return { fd, watchdog };
}

const writeLines = (fd: number, lines: readonly LedgerLine[]): void => {
  for (const line of lines) writeSync(fd, `${JSON.stringify(line)}\n`);
};

/** The watchdog's end of the ledger: a watchdog that somebody ended is replaced, and the new one is told everything. */
function watch(base: string): { tell(line: LedgerLine, ledger: Ledger): void; close(): Promise<void> } {
  let pipe: Pipe | null = null;
  const reopen = (ledger: Ledger): void => {
    pipe = openPipe(`${base}.pipe`);
    writeLines(pipe.fd, linesOf({ ...ledger, record: `${base}.json` }));
  };
  return {
    tell: (line, ledger) => {
      if (pipe === null) return reopen(ledger);
      try {
        writeLines(pipe.fd, [line]);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
        closeSync(pipe.fd);
        reopen(ledger);
      }
    },
    close: async () => {
      if (pipe === null) return;
      const { fd, watchdog } = pipe;
      pipe = null;
      watchdog.ref();
      const ended = watchdog.exitCode === null && watchdog.signalCode === null ? once(watchdog, 'exit') : Promise.resolve();
      closeSync(fd);
      const deadline = new AbortController();
      await Promise.race([ended, pause(WATCHDOG_ENDS_MS, undefined, { signal: deadline.signal })]).finally(() =>
        deadline.abort(),
      );
    },
  };
}

/** The guard of this process. The watchdog starts with the first thing to guard. `runDir` holds the records of all runs. */
export function openGuard(runDir: string): Guard {
  const own: ProcessId = { pid: process.pid, startTime: startTimeOf(process.pid) ?? 'unknown' };
  const base = join(runDir, `${own.pid}-${own.startTime.replaceAll(/\W/g, '-')}-${randomBytes(3).toString('hex')}`);
  const watchdog = watch(base);
  let ledger: Ledger = EMPTY_LEDGER;

  const tell = (line: LedgerLine): void => {
    mkdirSync(runDir, { recursive: true });
    ledger = entered(ledger, line);
    watchdog.tell(line, ledger);
    const trace: RunTrace = { cli: own, processes: ledger.processes, folders: ledger.folders };
    writeFileSync(`${base}.new`, JSON.stringify(trace), { mode: 0o600 });
    renameSync(`${base}.new`, `${base}.json`);
  };

  return {
    guard: (pid, signal = 'SIGTERM') => {
      const startTime = startTimeOf(pid);
      if (startTime !== null) tell({ add: { pid, startTime, signal } });
    },
    unguard: (pid) => ledger.processes.some((each) => each.pid === pid) && tell({ remove: pid }),
    guardFolder: (folder) => tell({ folder }),
    unguardFolder: (folder) => ledger.folders.includes(folder) && tell({ folderGone: folder }),
    [Symbol.asyncDispose]: () => watchdog.close(),
  };
}

/** Deletes a folder that the guard holds. */
export async function removeFolder(guard: Guard, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  guard.unguardFolder(folder);
}

/** A started process: who it is, and when it has ended. */
export interface Spawned extends ProcessId {
  readonly child: ChildProcess;
  /** Resolves with how it ended, in words. */
  readonly ended: Promise<string>;
}

export interface SpawnRequest {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runner: Runner | null;
  readonly stdio: NonNullable<SpawnOptions['stdio']>;
  /** What the watchdog sends first. */
  readonly signal: NodeJS.Signals;
}

/** Starts a process in a session of its own, so that Ctrl-C in a terminal does not reach it, and registers it. */
export async function spawnGuarded(guard: Guard, request: SpawnRequest): Promise<Spawned> {
  const { program, args, cwd, env, runner, stdio } = request;
  const as = runner === null ? {} : { uid: runner.uid, gid: runner.gid };
  const child = spawn(program, args, { cwd, env, stdio, detached: true, ...as });
  if (child.pid === undefined) {
    const [error] = await once(child, 'error');
    throw new ServerError(`${basename(program)} could not be started: ${messageOf(error)}`, { cause: error });
  }
  guard.guard(child.pid, request.signal);
  const { pid } = child;
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      guard.unguard(pid);
      resolve(signal === null ? `exit code ${code}` : `signal ${signal}`);
    });
  });
  return { pid, startTime: startTimeOf(pid) ?? 'ended', child, ended };
}

/** Ends a process that we started. */
export const endSpawned = (spawned: ProcessId, steps: readonly StopStep[]): Promise<boolean> => endProcess(spawned, steps);
