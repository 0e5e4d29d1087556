/** Starts a keeper that outlives whoever starts it, and waits until it listens. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ServerError } from '../errors.ts';
import { logFolder, privateFolder, socketFile } from '../provision/kept.ts';
import { connectTo } from './channel.ts';

const LISTENS_MS = 30_000;
const POLL_MS = 50;
const LOG_LINES = 20;

export const keeperLog = (benchDir: string): string => join(logFolder(benchDir), 'keeper.log');

/** What it said last. */
export const lastWordsOf = async (benchDir: string): Promise<readonly string[]> =>
  (await readFile(keeperLog(benchDir), 'utf8').catch(() => '')).trimEnd().split('\n').slice(-LOG_LINES);

/** Logs of earlier ones are gone with their servers. Resolves with the connection on which it waits to be asked. */
export async function spawnKeeper(benchDir: string, cwd: string, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  rmSync(logFolder(benchDir), { recursive: true, force: true });
  privateFolder(logFolder(benchDir));
  const log = openSync(keeperLog(benchDir), 'w', 0o600);
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const program = fileURLToPath(new URL('../keeper.ts', import.meta.url));
  const stdio = ['ignore', log, log] as const;
  const child = spawn(process.execPath, ['--import', tsx, program, benchDir], { cwd, detached: true, stdio: [...stdio] });
  closeSync(log);
  child.unref();
  const deadline = AbortSignal.timeout(LISTENS_MS);
  while (child.exitCode === null && child.signalCode === null && !deadline.aborted) {
    const socket = await connectTo(socketFile(benchDir));
    if (socket !== null) return socket;
    await pause(POLL_MS);
  }
  child.kill('SIGKILL');
  throw new ServerError('the process that would keep the servers did not come up', { log: await lastWordsOf(benchDir) });
}
