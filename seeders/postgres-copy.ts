/** Tables of rows into PostgreSQL through COPY: the quick part of a load, which `mhbench seed --compare-copy` measures alone. */
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { TABLES, type TableName } from '../src/define.ts';
import { SETTLED } from '../src/stores/postgres-data.ts';
import { createTable } from '../src/stores/postgres-schema.ts';
import { openSession, type PostgresSession } from '../src/stores/postgres-session.ts';
import type { Address } from '../src/stores/store.ts';
import { copyText } from './copy-text.ts';
import type { Dataset } from './domain.ts';
import { type RowThread, startRowThread } from './row-thread.ts';

export interface Part {
  readonly schema: string;
  readonly table: TableName;
  readonly data: Dataset;
}

/** Makes the table, without keys, and fills it while the thread makes the next rows. Resolves with the SHA-256 of what was sent. */
export async function copyTable(session: PostgresSession, { schema, table, data }: Part, thread: RowThread): Promise<string> {
  const text = thread.table(table);
  // One transaction, because COPY may freeze rows only in a table that nobody else has seen.
  await session.run(`BEGIN; ${createTable(schema, table)}`);
  const columns = data.columns(table).join(', ');
  await session.copyIn(`COPY ${schema}.${table} (${columns}) FROM STDIN WITH (FREEZE)`, text.chunks);
  await session.run('COMMIT');
  return text.digest();
}

/** How a session is set for a load: dates as a digest needs them, and nobody waits for the disk. */
export const LOADING = `${SETTLED}; SET synchronous_commit = off`;

/** All tables from the generator into a schema that is there; no keys, no proof. */
export async function copyAll(target: Address & { readonly schema: string }, data: Dataset, signal: AbortSignal): Promise<void> {
  await using thread = startRowThread(data.world, signal);
  await using session = await openSession(target, { signal });
  await session.run(LOADING);
  for (const table of TABLES) await copyTable(session, { schema: target.schema, table, data }, thread);
}

/** A file a table, as psql's `\copy` reads it. */
export async function writeFiles(data: Dataset, folder: string, signal: AbortSignal): Promise<void> {
  for (const table of TABLES) await pipeline(copyText(data, table), createWriteStream(path.join(folder, table)), { signal });
}
