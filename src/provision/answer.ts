/** Waiting for a server's first answer, and reading why there was none: the last lines of its log, and whether somebody had its port. */
import { open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, ServerError } from '../errors.ts';
import { lastLines } from './command.ts';
import type { Probe } from './launch.ts';
import type { Spawned } from './processes.ts';
import type { Launch } from './servers/recipe.ts';

/** Somebody took a port between our look and the server's start: the start may be tried again on other ports. */
export class PortTaken extends ServerError {}

const TAIL_BYTES = 64 * 1024;

/** A log's last lines, without reading all of a long one. `from` is where to begin: before it speaks an earlier server of the same name. */
export async function tailOf(path: string, lines: number, from = 0): Promise<readonly string[]> {
  await using file = await open(path);
  const { size } = await file.stat();
  const start = Math.min(size, Math.max(from, size - TAIL_BYTES));
  if (start === size) return [];
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(size - start), position: start });
  const text = buffer.subarray(0, bytesRead).toString('utf8');
  return lastLines(text, lines);
}

/** A Java machine says so at the head of a long trace. */
const TRACE_LINES = 200;
const saysPortConflict = (lines: readonly string[]): boolean => lines.some((line) => /address already in use/i.test(line));
export const isPortConflict = async (error: ServerError, log: string, from: number): Promise<boolean> =>
  saysPortConflict(error.log) || saysPortConflict(await tailOf(log, TRACE_LINES, from).catch(() => []));

/** Asks until the server answers. Ends early when the process ends, the time is over or the run is stopped. */
export async function firstAnswer(
  launch: Launch,
  spawned: Spawned,
  probe: Probe,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const deadline = AbortSignal.timeout(launch.readyTimeoutMs);
  const either = AbortSignal.any([deadline, signal]);
  const given = new Promise<'over'>((resolve) => either.addEventListener('abort', () => resolve('over'), { once: true }));
  const ended = spawned.ended.then((how) => ({ how }));
  let last = 'it was never asked';
  for (let waitMs = 10; !either.aborted; waitMs = Math.min(waitMs * 1.5, 250)) {
    const asked = probe(launch.endpoint).then(
      (settings) => ({ settings }),
      (error: unknown) => ({ error }),
    );
    const outcome = await Promise.race([asked, ended, given]);
    if (outcome === 'over') break;
    if ('how' in outcome) throw new ServerError(`it ended with ${outcome.how} before it answered`);
    if ('settings' in outcome) return outcome.settings;
    last = messageOf(outcome.error);
    await pause(waitMs);
  }
  signal.throwIfAborted();
  throw new ServerError(`it did not answer within ${launch.readyTimeoutMs / 1000} s on port ${launch.endpoint.port}: ${last}`);
}
