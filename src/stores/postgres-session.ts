/** One PostgreSQL session for work that needs exactly one: loading, structure, explaining. The pool for measured calls is elsewhere. */
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { messageOf, ServerError } from '../errors.ts';
import type { Address } from './store.ts';

export type Rows = readonly Readonly<Record<string, unknown>>[];
const CONNECT_TIMEOUT_MS = 10_000;
const INT8_OID = 20;

/** A whole number that JavaScript cannot hold exactly stays text. */
function wholeNumber(text: string): number | string {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : text;
}
// biome-ignore lint/suspicious/noExplicitAny: the driver declares its parsers so.
const typeParser = (oid: any, format?: any): any =>
  oid === INT8_OID && format !== 'binary' ? wholeNumber : pg.types.getTypeParser(oid, format);

/** How every client of ours is set up. */
export const clientConfig = (address: Pick<Address, 'host' | 'port' | 'user' | 'password' | 'database'>): pg.ClientConfig => ({
  host: address.host,
  port: address.port,
  user: address.user,
  password: address.password,
  database: address.database,
  application_name: 'mhbench',
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  types: { getTypeParser: typeParser },
});

/** The rows of the last statement, when the text held several. */
export function rowsOf(result: pg.QueryResult | readonly pg.QueryResult[]): Rows {
  const last = 'rows' in result ? result : result.at(-1);
  return last?.rows ?? [];
}

/** The driver's own words name neither the server nor the role. */
export async function connected<T>(
  connecting: Promise<T>,
  { host, port, user }: Pick<Address, 'host' | 'port' | 'user'>,
): Promise<T> {
  try {
    return await connecting;
  } catch (error) {
    throw new ServerError(`${user} could not connect to postgres on ${host}:${port}: ${messageOf(error)}`, { cause: error });
  }
}

export interface PostgresSession extends AsyncDisposable {
  run(text: string, params?: readonly unknown[]): Promise<Rows>;
  /** COPY … FROM STDIN; the next chunk is asked for when the server has taken the last. Resolves with the rows that it counted. */
  copyIn(text: string, chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<number>;
  /** COPY … TO STDOUT, chunk by chunk. */
  copyOut(text: string, take: (chunk: Buffer) => void): Promise<void>;
}

/** Connects and hands over the session; the caller disposes of it. */
export async function openSession(
  address: Pick<Address, 'host' | 'port' | 'user' | 'password' | 'database'>,
): Promise<PostgresSession> {
  const client = new pg.Client(clientConfig(address));
  // A server that stops would end this process otherwise; the next statement fails with the reason.
  client.on('error', () => undefined);
  await connected(client.connect(), address);
  return {
    run: async (text, params) => rowsOf(await (params === undefined ? client.query(text) : client.query(text, [...params]))),
    async copyIn(text, chunks, signal) {
      const target = client.query(copyFrom(text));
      await pipeline(Readable.from(chunks, { objectMode: true, highWaterMark: 2 }), target, { ...(signal && { signal }) });
      return target.rowCount ?? 0;
    },
    async copyOut(text, take) {
      const source = client.query(copyTo(text));
      source.on('data', take);
      await once(source, 'end');
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}
