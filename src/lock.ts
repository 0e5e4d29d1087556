/** Locks between processes that release themselves: a listening socket dies with its process, so no lock outlives its holder, even after kill -9. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { ServerError } from './errors.ts';

const holderShape = z.object({ pid: z.number(), project: z.string(), command: z.string(), since: z.string() });
/** Who holds a lock, as it tells everybody who asks. */
export type Holder = z.infer<typeof holderShape>;

export interface LockOptions {
  readonly signal: AbortSignal;
  /** Wait until it is free, or throw at once. */
  readonly wait: boolean;
  /** Called once, when there is somebody to wait for. */
  onWait?(holder: Holder | null): void;
}

const POLL_MS = 250;
const ANSWER_MS = 1_000;
/** A holder can end between our attempt and our question; so often in a row is no accident. */
const TRIES_WITHOUT_HOLDER = 20;

/** The whole of a socket's address: versions of Node differ in how they fill the rest of a shorter one, and would not meet at it. */
const ADDRESS_BYTES = 108;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** Linux has addresses without a file; elsewhere it is a socket file in the temporary folder. Long names are hashed: addresses are short. */
function addressOf(name: string): string {
  const short = createHash('sha256').update(name).digest('hex').slice(0, 24);
  return process.platform === 'linux' ? `\0mhbench-${short}`.padEnd(ADDRESS_BYTES, '-') : join(tmpdir(), `mhbench-${short}.lock`);
}

/** Listens at the address; null when somebody else does. */
async function listenAt(address: string, who: Holder): Promise<Server | null> {
  const server = createServer((socket) => socket.on('error', () => undefined).end(`${JSON.stringify(who)}\n`));
  server.unref();
  try {
    server.listen({ path: address });
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (codeOf(error) === 'EADDRINUSE') return null;
    throw error;
  }
}

type Asked = { readonly kind: 'held'; readonly holder: Holder | null } | { readonly kind: 'dead' };

/** Asks who listens. A socket file whose holder died refuses the connection. */
async function ask(address: string): Promise<Asked> {
  const socket = createConnection({ path: address });
  socket.setTimeout(ANSWER_MS, () => socket.destroy());
  try {
    await once(socket, 'connect');
    const answer = holderShape.safeParse(JSON.parse(await text(socket)));
    return { kind: 'held', holder: answer.success ? answer.data : null };
  } catch (error) {
    return ['ECONNREFUSED', 'ENOENT'].includes(codeOf(error)) ? { kind: 'dead' } : { kind: 'held', holder: null };
  } finally {
    socket.destroy();
  }
}

function refusal(name: string, holder: Holder | null): ServerError {
  if (holder === null) return new ServerError(`the lock "${name}" is held by a process that does not say who it is`);
  const since = holder.since === '' ? '' : `, since ${holder.since}`;
  const message = `another run is at work: "${holder.command}" (process ${holder.pid}) in ${holder.project}${since}`;
  return new ServerError(message, { hint: `wait until it ends, or end it with: kill ${holder.pid}` });
}

function held(server: Server, address: string): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      if (!address.startsWith('\0')) await rm(address, { force: true });
    },
  };
}

/** Takes the lock of this name on this machine, and holds it until it is disposed or this process ends. */
export async function acquireLock(name: string, who: Holder, options: LockOptions): Promise<AsyncDisposable> {
  const address = addressOf(name);
  let told = false;
  for (let unanswered = 0; unanswered < TRIES_WITHOUT_HOLDER; ) {
    options.signal.throwIfAborted();
    const server = await listenAt(address, who);
    if (server !== null) return held(server, address);
    const asked = await ask(address);
    if (asked.kind === 'dead') {
      unanswered += 1;
      if (!address.startsWith('\0')) await rm(address, { force: true });
      continue;
    }
    unanswered = 0;
    if (!options.wait) throw refusal(name, asked.holder);
    if (!told) options.onWait?.(asked.holder);
    told = true;
    await pause(POLL_MS, undefined, { signal: options.signal });
  }
  throw new ServerError(`the lock "${name}" is neither free nor held by anybody who answers`, {
    hint: `look at what listens at ${JSON.stringify(address)}`,
  });
}
