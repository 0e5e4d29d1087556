/** A table of rows into PostgreSQL through COPY: the quick part of a load, which `mhbench seed --compare-copy` measures alone. */
import type { TableName } from '../src/define.ts';
import { createTable } from '../src/stores/postgres-schema.ts';
import type { PostgresSession } from '../src/stores/postgres-session.ts';
import type { Dataset } from './domain.ts';
import type { RowThread } from './row-thread.ts';

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
