/** One PostgreSQL session for work that needs exactly one: loading, structure, explaining. The pool for measured calls is elsewhere. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { cuttableClient } from './postgres-socket.ts';
import { refusal } from './refusal.ts';
import type { Address } from './store.ts';

export type Rows = readonly Readonly<Record<string, unknown>>[];
export type Endpoint = Pick<Address, 'host' | 'port' | 'user' | 'password' | 'database' | 'tls' | 'searchPath'>;
export const CONNECT_TIMEOUT_MS = 10_000;
/** Outlasts the longest statement of a load; a server that has stopped in the middle of one is told all the same. */
export const ANSWER_TIMEOUT_MS = 600_000;
const INT8_OID = 20;

/** A whole number that JavaScript cannot hold exactly stays text. */
function wholeNumber(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}
const typeParser: typeof pg.types.getTypeParser = (oid, format) =>
  oid === INT8_OID && format !== 'binary' ? wholeNumber : pg.types.getTypeParser(oid, format);

/** How every client of ours is set up. */
export const clientConfig = (address: Endpoint): pg.ClientConfig => ({
  host: address.host,
  port: address.port,
  user: address.user,
  password: address.password,
  database: address.database,
  // Said in either case: where nothing is said, the driver reads PGSSLMODE.
  ssl: address.tls === true,
  application_name: 'mhbench',
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  ...(address.searchPath === undefined ? {} : { options: `-c search_path=${address.searchPath.join(',')}` }),
  types: { getTypeParser: typeParser },
});

/** The rows of the last statement, when the text held several. */
export function rowsOf(result: pg.QueryResult | readonly pg.QueryResult[]): Rows {
  const last = 'rows' in result ? result : result.at(-1);
  return last?.rows ?? [];
}

/** The driver's own words name neither the server nor the role. */
export async function connected<T>(connecting: Promise<T>, address: Pick<Endpoint, 'host' | 'port' | 'user'>): Promise<T> {
  try {
    return await connecting;
  } catch (error) {
    throw refusal(`${address.user} could not connect to postgres`, address, error);
  }
}

export interface PostgresSession extends AsyncDisposable {
  run(text: string, params?: readonly unknown[]): Promise<Rows>;
  /** COPY … FROM STDIN; the next chunk is asked for when the server has taken the last. Resolves with the rows that it counted. */
  copyIn(text: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<number>;
  /** COPY … TO STDOUT, chunk by chunk. */
  copyOut(text: string, take: (chunk: Buffer) => void): Promise<void>;
}

/** Connects and hands over the session; the caller disposes of it. */
export async function openSession(address: Endpoint, options: SessionOptions = {}): Promise<PostgresSession> {
  const { connectMs = CONNECT_TIMEOUT_MS, answerMs = ANSWER_TIMEOUT_MS, signal } = options;
  signal?.throwIfAborted();
  const { driver: client, cut, end } = cuttableClient({ ...clientConfig(address), connectionTimeoutMillis: connectMs });
  await connected(client.connect(), address);
  const abort = (): void => cut('the work was called off');
  signal?.addEventListener('abort', abort, { once: true });
  /** Ends the connection when nothing has moved for so long. */
  const watched = async <T>(work: (moved: () => void) => Promise<T>): Promise<T> => {
    const timer = setTimeout(() => cut(`no answer within ${answerMs / 1000} s`), answerMs);
    try {
      return await work(() => void timer.refresh());
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    run: (text, params) =>
      watched(async () => rowsOf(await (params === undefined ? client.query(text) : client.query(text, [...params])))),
    copyIn: (text, chunks) =>
      watched(async (moved) => {
        const target = client.query(copyFrom(text));
        await pipeline(Readable.from(telling(chunks, moved), { objectMode: true, highWaterMark: 2 }), target);
        return target.rowCount ?? 0;
      }),
    copyOut: (text, take) =>
      watched(async (moved) => {
        const source = client.query(copyTo(text));
        source.on('data', take).on('data', moved);
        await once(source, 'end');
      }),
    async [Symbol.asyncDispose]() {
      signal?.removeEventListener('abort', abort);
      await end();
    },
  };
}

async function* telling(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, moved: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    moved();
    yield chunk;
  }
}

interface SessionOptions {
  readonly connectMs?: number;
  readonly answerMs?: number;
  /** Cuts the connection when it aborts: whatever is at work fails. */
  readonly signal?: AbortSignal | undefined;
}
