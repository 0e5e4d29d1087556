/** Loaded schemas and the manifests in their comments, and the one that `mhbench seed` fills. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import type { TableName } from '../define.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { DATA, TEMPLATE_PREFIX } from './names.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import { structureOf } from './postgres-structure.ts';
import type { Address, DataPlace } from './store.ts';

export interface Loaded {
  readonly schema: string;
  readonly manifest: Manifest;
}

/** Every schema whose load was finished: the one that stays first, then those that runs made, in their order. */
export async function loadedSchemas(session: PostgresSession): Promise<readonly Loaded[]> {
  const rows = await session.run(
    `SELECT nspname AS schema, obj_description(oid, 'pg_namespace') AS comment
     FROM pg_namespace WHERE nspname = $1 OR starts_with(nspname, $2) ORDER BY nspname <> $1, oid`,
    [DATA, TEMPLATE_PREFIX],
  );
  return rows.flatMap((row) => {
    const manifest = readManifest(row['comment']);
    return manifest === null ? [] : [{ schema: String(row['schema']), manifest }];
  });
}

export async function writeManifest(session: PostgresSession, schema: string, text: string): Promise<void> {
  await session.run(`COMMENT ON SCHEMA ${schema} IS ${pg.escapeLiteral(text)}`);
}

/** SHA-256 of all rows in id order, as COPY prints them; of all columns unless some are named. */
export async function digestOf(
  session: PostgresSession,
  schema: string,
  table: TableName,
  columns: readonly string[] = ['*'],
): Promise<string> {
  const found = createHash('sha256');
  await session.copyOut(`COPY (SELECT ${columns.join(', ')} FROM ${schema}.${table} ORDER BY id) TO STDOUT`, (chunk) => {
    found.update(chunk);
  });
  return found.digest('hex');
}

/** How dates are printed, which a digest depends on. */
export const SETTLED = "SET timezone = 'UTC'; SET datestyle = 'ISO'";

const columnsOf = async (session: PostgresSession, schema: string, table: TableName): Promise<readonly string[]> =>
  (
    await session.run(
      'SELECT column_name AS name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY ordinal_position',
      [schema, table],
    )
  ).map(({ name }) => String(name));

/** Digests of a lane's tables in the columns of their originals; of those that still have all of them. */
export async function contentsOf(
  session: PostgresSession,
  schema: string,
  originals: readonly { readonly schema: string; readonly table: TableName }[],
): Promise<Readonly<Record<string, string>>> {
  await session.run(SETTLED);
  const digests: Record<string, string> = {};
  for (const original of originals) {
    const columns = await columnsOf(session, original.schema, original.table);
    const own = await columnsOf(session, schema, original.table);
    if (columns.length === 0 || !columns.every((column) => own.includes(column))) continue;
    digests[original.table] = await digestOf(session, schema, original.table, columns);
  }
  return digests;
}

export async function data(address: Address): Promise<DataPlace> {
  const within = async <T>(work: (session: PostgresSession) => Promise<T>): Promise<T> => {
    await using session = await openSession(address);
    return await work(session);
  };
  return {
    name: `schema ${DATA}`,
    target: () => Promise.resolve({ ...address, schema: DATA }),
    manifest: () =>
      within(async (session) => {
        const [found] = await session.run('SELECT obj_description(oid) AS comment FROM pg_namespace WHERE nspname = $1', [DATA]);
        return typeof found?.['comment'] === 'string' ? found['comment'] : null;
      }),
    look: () =>
      within(async (session) => {
        const tables = await session.run('SELECT tablename AS name FROM pg_tables WHERE schemaname = $1', [DATA]);
        const lines = [...(await structureOf(session, DATA))];
        for (const { name } of tables) {
          const [count] = await session.run(`SELECT count(*) AS rows FROM ${DATA}.${pg.escapeIdentifier(String(name))}`);
          lines.push(`${name}: ${count?.['rows']} rows`);
        }
        return lines.sort();
      }),
    clear: () => within(async (session) => void (await session.run(`DROP SCHEMA IF EXISTS ${DATA} CASCADE`))),
    writeManifest: (text) => within((session) => writeManifest(session, DATA, text)),
  };
}
