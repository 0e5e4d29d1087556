/** Runs the CLI as a user does, in a process of its own, and reads its events; for tests. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { RunEvent } from '../experiment/events.ts';
import { type RunRecord, runRecord } from '../experiment/record.ts';
import { URL_VARIABLES } from '../provision/urls.ts';

export const project = path.resolve(import.meta.dirname, '..', '..');

/** Neither the servers of whoever runs the tests, nor containers that happen to be up. */
const alone = (): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !URL_VARIABLES.includes(name))),
  DOCKER_HOST: 'ssh://nowhere',
});

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
    env: { ...alone(), ...env },
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

const SMOKE = ['run', '--profile', 'smoke', '--scale', '0.01', '--json', '--progress', 'none'];

export interface SmokeRun {
  readonly code: number | null;
  readonly record: RunRecord;
  /** Everything that it printed and wrote. */
  readonly said: string;
}

/** A smoke run to its end. */
export async function smokeRun(out: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<SmokeRun> {
  const run = startCli([...SMOKE, '--out', out, ...words], env);
  const { code, stderr } = await run.ended;
  if (!existsSync(out) || readdirSync(out).length === 0) throw new Error(`it ended with ${code} and wrote nothing: ${stderr}`);
  const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).map((name) => path.join(out, name));
  const written = files.filter((file) => statSync(file).isFile()).map((file) => readFileSync(file, 'utf8'));
  return { code, record: readRun(out), said: [stderr, JSON.stringify(run.events), ...written].join('\n') };
}

/** A smoke run that goes on while the test looks on. */
export const startSmoke = (
  out: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  onEvent: (event: RunEvent) => void,
): CliRun => startCli([...SMOKE, '--out', out, ...words], env, onEvent);

/** What the file says, unchecked. */
export function rawRun(out: string): unknown {
  const [name] = readdirSync(out).filter((entry) => existsSync(path.join(out, entry, 'run.json')));
  if (name === undefined) throw new Error(`no run.json stands below ${out}, but ${readdirSync(out).join(', ')}`);
  return JSON.parse(readFileSync(path.join(out, name, 'run.json'), 'utf8'));
}

export const readRun = (out: string): RunRecord => runRecord.parse(rawRun(out));
