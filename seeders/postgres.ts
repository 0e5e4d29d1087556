/** Loads the data set into a PostgreSQL schema through COPY, and believes nothing until it has read every byte back. */
import { TABLES, type TableName } from '../src/define.ts';
import { ServerError } from '../src/errors.ts';
import { digestOf } from '../src/stores/postgres-data.ts';
import { foreignKeysOf, keysOf } from '../src/stores/postgres-schema.ts';
import { openSession, type PostgresSession } from '../src/stores/postgres-session.ts';
import type { Address, LoadReport } from '../src/stores/store.ts';
import type { Dataset } from './domain.ts';
import { copyTable, LOADING, type Part } from './postgres-copy.ts';
import { type RowThread, startRowThread } from './row-thread.ts';

/** Loads the named tables into `target.schema`, which is made when it is not there. */
export async function seed(
  target: Address,
  data: Dataset,
  tables: readonly TableName[],
  signal?: AbortSignal,
): Promise<LoadReport> {
  const started = performance.now();
  const schema = target.schema ?? 'public';
  const wanted = TABLES.filter((table) => tables.includes(table));
  await using thread = startRowThread(data.world, signal);
  await using session = await openSession(target, { signal });
  await session.run(LOADING);
  await session.run(`CREATE SCHEMA IF NOT EXISTS ${schema}`);
  const loaded: LoadReport['tables'][number][] = [];
  for (const table of wanted) loaded.push(await load({ session, thread }, { schema, table, data }));
  for (const table of wanted) {
    const keys = foreignKeysOf(schema, table, (parent) => (wanted.includes(parent) ? schema : undefined));
    for (const key of keys) await session.run(key);
  }
  const rows = loaded.reduce((sum, table) => sum + table.rows, 0);
  return { tables: loaded, rows, seconds: (performance.now() - started) / 1000 };
}

interface Load {
  readonly session: PostgresSession;
  readonly thread: RowThread;
}

async function load({ session, thread }: Load, part: Part): Promise<LoadReport['tables'][number]> {
  const { schema, table, data } = part;
  const expected = await copyTable(session, part, thread);
  for (const key of keysOf(schema, table, data.counts[table])) await session.run(key);
  await session.run(`VACUUM (ANALYZE, FREEZE) ${schema}.${table}`);
  return proven(session, part, expected);
}

/** Counts the rows and reads all of them back in id order. */
async function proven(session: PostgresSession, part: Part, expected: string): Promise<LoadReport['tables'][number]> {
  const { schema, table, data } = part;
  const name = `${schema}.${table}`;
  const [facts] = await session.run(`SELECT count(*) AS rows, pg_total_relation_size('${name}') AS bytes FROM ${name}`);
  const rows = Number(facts?.['rows']);
  if (rows !== data.counts[table]) throw unlike(part, `${data.counts[table]} rows`, `${rows} rows`);
  const digest = await digestOf(session, schema, table);
  if (digest !== expected) throw unlike(part, `content with SHA-256 ${expected}`, digest);
  return { table, rows, digest, bytes: Number(facts?.['bytes']) };
}

const unlike = ({ table, data }: Part, expected: string, found: string): ServerError =>
  new ServerError(
    `postgres holds another table ${table} than was loaded (seed ${data.seed}): expected ${expected}, found ${found}`,
    {
      hint: 'drop the schema and load again; if it happens twice, the server or its disk loses data',
    },
  );
