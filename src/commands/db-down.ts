/** `mhbench db down`: ends the kept servers in order, and proves that nothing of them is left. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import { ServerError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { type Kept, keptFiles, readKept, removeKept } from '../provision/kept.ts';
import { sweepLeftovers, traceOf } from '../provision/leftovers.ts';
import { portsOf } from '../provision/listening.ts';
import { descendantsOf, isRunning, type ProcessId, signalIfOurs, waitUntilEnded } from '../provision/pids.ts';
import { benchDirOf, holdKept } from './kept-servers.ts';

/** Everything that the keeper has, noted while it still runs. */
interface Belongings {
  readonly processes: readonly ProcessId[];
  readonly ports: readonly number[];
  readonly folders: readonly string[];
}

/** A Java machine gets 20 s to end, and a cluster ends its members one after another. */
const ORDERLY_MS = 90_000;
/** What still answers after this will go on answering. */
const MOMENT_MS = 5_000;
const POLL_MS = 100;
/** For the watchdog, after a keeper that had to be killed. */
const WATCHDOG_MS = 30_000;

export async function dbDown(io: Io): Promise<number> {
  const benchDir = benchDirOf(io);
  await using _held = await holdKept('mhbench db down', io);
  const kept = readKept(benchDir);
  if (kept === null) return await clearUp(benchDir, io);
  const startNs = systemClock.nowNs();
  const all = belongingsOf(kept, benchDir);
  await endKeeper(kept.keeper, all, io);
  for (const line of await sweepLeftovers(benchDir)) io.stderr.write(`${line}\n`);
  removeKept(benchDir);
  const left = await leftAfterAll(all, keptFiles(benchDir));
  const seconds = ((systemClock.nowNs() - startNs) / 1e9).toFixed(1);
  if (left.length > 0)
    throw new ServerError(`after ${seconds} s there is still: ${left.join(', ')}`, { hint: 'run mhbench db down once more' });
  const { processes, ports, folders } = all;
  io.stdout.write(
    `ended ${kept.servers.length} servers in ${seconds} s; looked after each and found nothing left: ` +
      `${processes.length} processes gone, ${ports.length} ports closed, ${folders.length} folders deleted, socket and passwords deleted\n`,
  );
  return EXIT.done;
}

/** No keeper runs; one that died may have left something, if its watchdog died too. */
async function clearUp(benchDir: string, io: Io): Promise<number> {
  const stale = keptFiles(benchDir).filter((path) => existsSync(path));
  const lines = await sweepLeftovers(benchDir);
  removeKept(benchDir);
  for (const line of lines) io.stdout.write(`${line}\n`);
  const found = lines.length > 0 || stale.length > 0;
  io.stdout.write(found ? 'cleared up after servers whose keeper had died\n' : 'no servers are up\n');
  return EXIT.done;
}

function belongingsOf({ keeper, servers }: Kept, benchDir: string): Belongings {
  const traces = traceOf(benchDir, keeper);
  const recorded = traces.flatMap(({ processes }) => processes);
  const known = [keeper, ...servers, ...recorded, ...descendantsOf(keeper.pid)];
  const processes = [...new Map(known.map(({ pid, startTime }) => [pid, { pid, startTime }])).values()].filter(isRunning);
  const ports = [...servers.map(({ endpoint }) => endpoint.port), ...portsOf(processes.map(({ pid }) => pid))];
  const files = keptFiles(benchDir);
  const folders = traces.flatMap((trace) => trace.folders).filter((folder) => !files.includes(folder));
  return { processes, ports: [...new Set(ports)], folders };
}

async function endKeeper(keeper: ProcessId, { processes }: Belongings, io: Pick<Io, 'stderr'>): Promise<void> {
  signalIfOurs(keeper, 'SIGTERM');
  if (await waitUntilEnded(keeper, ORDERLY_MS)) return;
  io.stderr.write(`the keeper (process ${keeper.pid}) does not end by itself: it is killed, and its watchdog ends the servers\n`);
  signalIfOurs(keeper, 'SIGKILL');
  await Promise.all(processes.map((each) => waitUntilEnded(each, WATCHDOG_MS)));
}

async function answersOn(port: number): Promise<boolean> {
  const socket = createConnection({ host: '127.0.0.1', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false; // Refused: nobody listens there.
  } finally {
    socket.destroy();
  }
}

/** What of it does not go away, a word each: a port is closed a moment after its program, by whoever clears that away. */
async function leftAfterAll(all: Belongings, files: readonly string[]): Promise<readonly string[]> {
  const startNs = systemClock.nowNs();
  for (;;) {
    const left = await leftOf(all, files);
    if (left.length === 0 || systemClock.nowNs() - startNs > 1e6 * MOMENT_MS) return left;
    await pause(POLL_MS);
  }
}

/** What of it is still there. */
async function leftOf({ processes, ports, folders }: Belongings, files: readonly string[]): Promise<readonly string[]> {
  const answering = await Promise.all(ports.map(async (port) => ((await answersOn(port)) ? [`port ${port}`] : [])));
  return [
    ...processes.filter(isRunning).map(({ pid }) => `process ${pid}`),
    ...answering.flat(),
    ...[...folders, ...files].filter((path) => existsSync(path)),
  ];
}
