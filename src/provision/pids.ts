/** Who a process is: its id and its start time, so that an id used again by somebody else is never taken for ours. Ends processes politely, then firmly. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

export interface ProcessId {
  readonly pid: number;
  readonly startTime: string;
}

/** A signal, and how long it is given to work. */
export interface StopStep {
  readonly signal: NodeJS.Signals;
  readonly waitMs: number;
}

const POLL_MS = 20;

interface Stat {
  readonly state: string;
  readonly parent: number;
  readonly startTime: string;
}

/** Reads a line of /proc/<pid>/stat. The name in brackets may hold spaces and brackets, so fields are counted from the last one. */
export function parseStat(line: string): Stat | null {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [state, parent] = fields;
  const startTime = fields[19];
  if (state === undefined || parent === undefined || startTime === undefined) return null;
  return { state, parent: Number(parent), startTime };
}

function statOf(pid: number): Stat | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return null; // The process ended between two looks: there is nothing to read any more.
  }
}

function startTimeFromPs(pid: number): string | null {
  try {
    const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() || null;
  } catch {
    return null; // `ps` fails when there is no such process.
  }
}

/** When a process started, as its kernel tells it; null when it does not run (a zombie has ended). */
export function startTimeOf(pid: number): string | null {
  if (process.platform !== 'linux') return startTimeFromPs(pid);
  const stat = statOf(pid);
  return stat === null || hasEnded(pid, stat) ? null : stat.startTime;
}

/** The first thread of a program may be a zombie while others still end, and hold its ports and memory until then: of a Java machine there are dozens. */
function hasEnded(pid: number, { state }: Stat): boolean {
  if (state !== 'Z') return state === 'X';
  try {
    return readdirSync(`/proc/${pid}/task`).length <= 1;
  } catch {
    return true; // It was cleared away between two looks.
  }
}

export const isRunning = (id: ProcessId): boolean => startTimeOf(id.pid) === id.startTime;

/** Processes that have this folder, or one within it, as theirs. Linux only; elsewhere none is found. */
export function processesIn(folder: string): readonly number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((name) => {
    const cwd = /^\d+$/.test(name) ? cwdOf(Number(name)) : null;
    return cwd !== null && `${cwd}/`.startsWith(`${folder}/`) ? [Number(name)] : [];
  });
}

function cwdOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return null; // It has ended, or is another user's.
  }
}

/**
 * Ends what was started with this folder as its home, and nobody else who is in it. A run may die in the moment between a server's start and
 * its entry in the ledger; the folder was entered before. Linux only.
 */
export async function endThoseAtHome(folder: string): Promise<readonly ProcessId[]> {
  if (process.platform !== 'linux') return [];
  const found = readdirSync('/proc').flatMap((name) => {
    const startTime = /^\d+$/.test(name) && homeOf(Number(name)) === folder ? startTimeOf(Number(name)) : null;
    return startTime === null ? [] : [{ pid: Number(name), startTime }];
  });
  await Promise.all(found.map((id) => endProcess(id, [])));
  return found;
}

function homeOf(pid: number): string | undefined {
  try {
    const entries = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return entries.find((entry) => entry.startsWith('HOME='))?.slice('HOME='.length);
  } catch {
    return undefined; // It has ended, or is another user's.
  }
}

/** Every process below this one. Needed before a SIGKILL, because a backend of PostgreSQL has a session of its own. */
export function descendantsOf(pid: number): readonly ProcessId[] {
  if (process.platform !== 'linux') return [];
  const all = readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : null;
    return stat === null ? [] : [{ pid: Number(name), ...stat }];
  });
  const below = (parent: number): readonly ProcessId[] =>
    all
      .filter((each) => each.parent === parent)
      .flatMap((each) => [{ pid: each.pid, startTime: each.startTime }, ...below(each.pid)]);
  return below(pid);
}

function signalOne(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch {
    return false; // It has ended, leads no group, or belongs to another user: the caller looks whether it still runs.
  }
}

/** Signals the process and its group, if it leads one and if it is still the process we know. */
export function signalIfOurs(id: ProcessId, signal: NodeJS.Signals): void {
  if (!isRunning(id)) return;
  if (!signalOne(-id.pid, signal)) signalOne(id.pid, signal);
}

/** Waits until the process has ended; false when the time is over first. */
export async function waitUntilEnded(id: ProcessId, waitMs: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < waitMs; waitedMs += POLL_MS) {
    if (!isRunning(id)) return true;
    await pause(POLL_MS);
  }
  return !isRunning(id);
}

/** Ends a process and all below it: each polite signal gets its time, then SIGKILL. True when it is gone. */
export async function endProcess(id: ProcessId, steps: readonly StopStep[]): Promise<boolean> {
  for (const step of steps) {
    signalIfOurs(id, step.signal);
    if (await waitUntilEnded(id, step.waitMs)) return true;
  }
  const below = isRunning(id) ? descendantsOf(id.pid) : [];
  signalIfOurs(id, 'SIGKILL');
  for (const child of below) signalIfOurs(child, 'SIGKILL');
  return waitUntilEnded(id, 5_000);
}
