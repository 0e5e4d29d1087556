/** Clients of PostgreSQL whose connections can be cut: the driver itself waits for ever for a server that has fallen silent to take its leave. */
import type { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import pg from 'pg';
import { parted } from './deadline.ts';

export interface Cuttable<T> {
  readonly driver: T;
  /** Cuts every connection that is still open. */
  cut(reason: string): void;
  /** Ends in order, or cuts where the server does not answer. */
  end(): Promise<void>;
}

export const cuttableClient = (config: pg.ClientConfig): Cuttable<pg.Client> =>
  cuttable((stream) => new pg.Client({ ...config, stream }));

/** A client that is cut when nothing has come for `answerMs` while it is in use. */
export function timedClient(
  config: pg.ClientConfig,
  { answerMs, inUse }: { readonly answerMs: number; readonly inUse: () => boolean },
): Cuttable<pg.Client> {
  return cuttable((stream) => {
    const timed = () => {
      const socket = stream();
      cutWhenSilent(socket, answerMs, inUse);
      return socket;
    };
    return new pg.Client({ ...config, stream: timed });
  });
}

/** The socket keeps the time, so that a measured call pays nothing for it. */
const cutWhenSilent = (socket: Socket, answerMs: number, inUse: () => boolean): void =>
  void socket.setTimeout(answerMs).on('timeout', () => {
    if (inUse()) socket.destroy(new Error(`no answer within ${answerMs / 1000} s`));
  });

/** A connection that is in use and on which nothing has come for `answerMs` is cut. */
export function cuttablePool(config: pg.PoolConfig, { answerMs }: { readonly answerMs: number }): Cuttable<pg.Pool> {
  const inUse = new Set<unknown>();
  const pool = cuttable((stream) => new pg.Pool({ ...config, stream }));
  pool.driver.on('connect', (client) => {
    cutWhenSilent(socketOf(client), answerMs, () => inUse.has(client));
  });
  pool.driver.on('acquire', (client) => void inUse.add(client));
  pool.driver.on('release', (_error, client) => void inUse.delete(client));
  return pool;
}

/** The driver's types keep it to themselves. */
function socketOf(client: pg.PoolClient): Socket {
  const socket: unknown = Reflect.get(Object(Reflect.get(client, 'connection')), 'stream');
  if (socket instanceof Socket) return socket;
  throw new TypeError('pg has no socket that could be timed');
}

function cuttable<T extends pg.Client | pg.Pool>(open: (stream: () => Socket) => T): Cuttable<T> {
  const sockets = new Set<Socket>();
  const driver = open(() => {
    const socket = new Socket();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    return socket;
  });
  // A server that stops would end this process otherwise; the next call fails with the reason.
  const events: EventEmitter = driver;
  events.on('error', () => undefined);
  const cut = (reason: string): void => {
    for (const socket of sockets) socket.destroy(new Error(reason));
  };
  return { driver, cut, end: () => parted(driver.end(), () => cut('the server did not take leave')) };
}
