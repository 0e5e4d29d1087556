/** The way to the keeper: a socket in a folder that only its user enters. */
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createConnection, createServer, type Socket } from 'node:net';
import { relative } from 'node:path';
import { messageOf } from '../errors.ts';
import { type Ending, type KeeperAnswer, type Progress, readAnswer, readRequest, written } from './messages.ts';
import type { PartName } from './names.ts';

/** Addresses of sockets are short, and paths of projects may be long: seen from the project's folder it is short. */
const addressOf = (path: string): string => {
  const seen = relative(process.cwd(), path);
  return seen.length < path.length ? seen : path;
};

const ALIVE_MS = 5_000;
const SILENCE_MS = 30_000;

/** Does what is asked, tells how it goes; the signal is given when whoever asked has gone. */
type Handler = (names: readonly PartName[], tell: (progress: Progress) => void, signal: AbortSignal) => Promise<void>;

export interface Listening {
  /** Resolves when no request is open any more. */
  close(): Promise<void>;
}

/** Hands over lines as they come; `end` is called once there can be no more, also when the connection breaks. */
function readLines(socket: Socket, take: (line: string) => void, end: () => void): void {
  let rest = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  socket.once('end', end);
  socket.once('close', end);
  socket.on('error', end);
}

async function answer(socket: Socket, handle: Handler): Promise<void> {
  const gone = new AbortController();
  const tell = (message: KeeperAnswer): void => void (socket.writable && socket.write(written(message)));
  const asked = new Promise<string>((resolve) => readLines(socket, resolve, () => gone.abort()));
  const left = once(gone.signal, 'abort').then(() => gone.signal.throwIfAborted());
  const alive = setInterval(() => tell({ kind: 'alive' }), ALIVE_MS);
  try {
    const line = await Promise.race([asked, left]);
    await handle(readRequest(line ?? '').raise, tell, gone.signal);
    tell({ kind: 'done' });
  } catch (error) {
    tell(gone.signal.aborted ? { kind: 'given up' } : { kind: 'failed', message: messageOf(error) });
  } finally {
    clearInterval(alive);
    socket.end();
  }
}

/** Listens at the path, where nobody else may listen. `idle` is called whenever the last request has ended. */
export async function listenAt(path: string, handle: Handler, idle: () => void): Promise<Listening> {
  const open = new Set<Promise<void>>();
  rmSync(path, { force: true });
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const answering = answer(socket, handle).finally(() => {
      open.delete(answering);
      if (open.size === 0) idle();
    });
    open.add(answering);
  });
  server.listen({ path: addressOf(path) });
  await once(server, 'listening');
  return {
    close: async () => {
      server.close();
      await Promise.all(open);
    },
  };
}

/** Connects; null while nobody listens. */
export async function connectTo(path: string): Promise<Socket | null> {
  const socket = createConnection({ path: addressOf(path), allowHalfOpen: true });
  try {
    await once(socket, 'connect');
    return socket;
  } catch {
    return null; // There is no such file yet, or whoever made it has died.
  }
}

interface Lost {
  readonly kind: 'lost';
}

/** Asks for parts and tells how it goes; resolves with how it ended, `lost` when the keeper died over it or hangs. The signal gives the request up. */
export async function ask(
  socket: Socket,
  names: readonly PartName[],
  tell: (progress: Progress) => void,
  { signal, silenceMs = SILENCE_MS }: { readonly signal: AbortSignal; readonly silenceMs?: number },
): Promise<Ending | Lost> {
  const giveUp = (): void => void socket.end();
  socket.setTimeout(silenceMs, () => socket.destroy());
  socket.write(written({ raise: [...names] }));
  if (signal.aborted) giveUp();
  signal.addEventListener('abort', giveUp, { once: true });
  const ended = new Promise<Ending | Lost>((resolve) => {
    const take = (line: string): void => {
      const message = readAnswer(line);
      if (message.kind === 'note' || message.kind === 'up' || message.kind === 'missing') tell(message);
      else if (message.kind !== 'alive') resolve(message);
    };
    readLines(socket, take, () => resolve({ kind: 'lost' }));
  });
  return await ended.finally(() => {
    signal.removeEventListener('abort', giveUp);
    socket.destroy();
  });
}
