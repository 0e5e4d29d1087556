/** Runs one short command to its end: guarded, with a deadline and a signal, its output collected, its failure told with its last words. */
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { ServerError } from '../errors.ts';
import { endSpawned, type Guard, spawnGuarded } from './processes.ts';
import type { Runner } from './user.ts';

export interface Command {
  /** What it is called in an error; else the program. */
  readonly name?: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly runner?: Runner | null;
  readonly input?: string;
  readonly timeoutMs: number;
}

const LOG_LINES = 20;
const MAX_TEXT = 16 * 1024 * 1024;

function collect(stream: Readable | null): { text: string } {
  const collected = { text: '' };
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    if (collected.text.length < MAX_TEXT) collected.text += chunk;
  });
  return collected;
}

export const lastLines = (text: string, lines: number): readonly string[] =>
  text.trim() === '' ? [] : text.trimEnd().split('\n').slice(-lines);

/** Resolves with what the command printed. */
export async function runCommand(guard: Guard, command: Command, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const { program, args, cwd, runner = null, env = process.env, timeoutMs } = command;
  const { name = basename(program) } = command;
  const spawned = await spawnGuarded(guard, {
    program,
    args,
    cwd,
    env,
    runner,
    stdio: ['pipe', 'pipe', 'pipe'],
    signal: 'SIGTERM',
  });
  const [out, err] = [collect(spawned.child.stdout), collect(spawned.child.stderr)];
  spawned.child.stdin?.on('error', () => undefined).end(command.input ?? '');
  const deadline = AbortSignal.timeout(timeoutMs);
  const stop = (): void => void endSpawned(spawned, [{ signal: 'SIGTERM', waitMs: 2_000 }]);
  const either = AbortSignal.any([deadline, signal]);
  either.addEventListener('abort', stop, { once: true });
  try {
    const closed = new Promise<void>((resolve) => spawned.child.once('close', () => resolve()));
    const how = await spawned.ended;
    await closed;
    signal.throwIfAborted();
    const log = [...lastLines(out.text, LOG_LINES), ...lastLines(err.text, LOG_LINES)].slice(-LOG_LINES);
    if (deadline.aborted) throw new ServerError(`${name} did not finish within ${timeoutMs / 1000} s`, { log });
    if (how !== 'exit code 0') throw new ServerError(`${name} failed: ${how}`, { log });
    return out.text;
  } finally {
    either.removeEventListener('abort', stop);
  }
}
