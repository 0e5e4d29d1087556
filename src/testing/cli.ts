/** Runs the CLI as a user does, in a process of its own, and reads its events; for tests. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { RunEvent } from '../experiment/events.ts';
import { type RunRecord, runRecord } from '../experiment/record.ts';

export const project = path.resolve(import.meta.dirname, '..', '..');

export interface CliRun {
  readonly events: RunEvent[];
  readonly pid: number;
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
  kill(signal: NodeJS.Signals): void;
}

interface Surroundings {
  readonly cwd?: string;
  /** A command that runs the CLI, such as `prlimit`. */
  readonly through?: readonly string[];
  /** Options of Node. */
  readonly node?: readonly string[];
}

export function startCli(
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
  onEvent: (event: RunEvent) => void = () => undefined,
  { cwd = project, through = [], node = [] }: Surroundings = {},
): CliRun {
  const [program, ...rest] = [...through, process.execPath, ...node, path.join(project, 'src', 'mhbench.js'), ...words];
  const child = spawn(program ?? '', rest, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: RunEvent[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const event = JSON.parse(line) as RunEvent;
    events.push(event);
    onEvent(event);
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, stderr })),
  );
  return { events, pid: child.pid ?? 0, ended, kill: (signal) => child.kill(signal) };
}

/** What the file says, unchecked. */
export function rawRun(out: string): unknown {
  const [name] = readdirSync(out).filter((entry) => existsSync(path.join(out, entry, 'run.json')));
  return JSON.parse(readFileSync(path.join(out, name ?? '', 'run.json'), 'utf8'));
}

export const readRun = (out: string): RunRecord => runRecord.parse(rawRun(out));

/** Every process whose command line names our private folder, whoever started it. */
export function ourProcesses(): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      try {
        const text = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return text.includes(path.join(project, '.bench')) || text.includes(path.join(project, 'src', 'worker.ts'))
          ? [`${name} ${text}`]
          : [];
      } catch {
        return [];
      }
    });
}
