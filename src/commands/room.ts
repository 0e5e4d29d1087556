/** What a run takes of a machine beside time: read here; whether it is enough is judged in `room-findings.ts`. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, readFile, rm, statfs } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.ts';

export interface Room {
  /** Holds the servers' data. */
  readonly folder: string;
  /** Where nothing can be written, and why. */
  readonly unwritable: readonly { readonly folder: string; readonly reason: string }[];
  readonly diskFreeBytes: number;
  /** Files that can still be made; null where the file system has no such number. */
  readonly inodesFree: number | null;
  /** How many files a process may hold open; null where the system does not tell. */
  readonly openFiles: number | null;
  /** Why servers could not be reached on this machine's own address; null when they can. */
  readonly loopback: string | null;
}

/** The folder itself may not be there yet; its disk is that of the nearest folder that is. */
const existingParent = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : existingParent(dirname(folder));

/** `others` must be written to as well. */
export async function readRoom(folder: string, ports: number, others: readonly string[] = []): Promise<Room> {
  const { bavail, bsize, files, ffree } = await statfs(existingParent(folder));
  const tried = await Promise.all(
    [folder, ...others].map(async (each) => ({ folder: each, reason: await refusalToWrite(each) })),
  );
  return {
    folder,
    unwritable: tried.flatMap(({ reason, ...each }) => (reason === null ? [] : [{ ...each, reason }])),
    diskFreeBytes: bavail * bsize,
    inodesFree: files === 0 ? null : ffree,
    openFiles: openFilesIn(await readFile('/proc/self/limits', 'utf8').catch(() => '')),
    loopback: await refusalToListen(ports),
  };
}

/** Tried, not guessed from modes: a file system may be mounted for reading, or full. */
async function refusalToWrite(folder: string): Promise<string | null> {
  const path = join(existingParent(folder), `.mhbench-${randomUUID()}`);
  try {
    await using file = await open(path, 'wx');
    await file.write('whether this can be written\n');
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    await rm(path, { force: true }).catch(() => undefined);
  }
}

/** The soft limit: Node has raised it to the hard one, and what we start inherits it. */
export function openFilesIn(limits: string): number | null {
  const found = /^Max open files\s+(\d+|unlimited)/m.exec(limits)?.[1];
  if (found === undefined) return null;
  return found === 'unlimited' ? Number.MAX_SAFE_INTEGER : Number(found);
}

/** As many ports as servers at once, and one of them is called. */
async function refusalToListen(ports: number): Promise<string | null> {
  const servers: Server[] = [];
  try {
    for (let port = 0; port < ports; port += 1) servers.push(await listening());
    const [first] = servers;
    const address = first?.address();
    if (typeof address === 'object' && address !== null) await called(address.port);
    return null;
  } catch (error) {
    return messageOf(error);
  } finally {
    for (const server of servers) server.close();
  }
}

const listening = (): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server: Server = createServer((socket) => socket.on('error', () => undefined).end())
      .once('error', reject)
      .listen(0, '127.0.0.1', () => resolve(server));
  });

const CALL_MS = 2_000;
const called = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1');
    socket.once('error', reject).once('connect', () => resolve(socket.destroy() && undefined));
    socket.setTimeout(CALL_MS, () => socket.destroy(new Error(`no answer within ${CALL_MS / 1e3} s`)));
  });
