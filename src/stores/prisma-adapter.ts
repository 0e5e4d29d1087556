/** Prisma's way into PostgreSQL through the pg driver, so that neither its client nor its migrations need an engine that has to be downloaded. */
import { EventEmitter } from 'node:events';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';

type Connected = Awaited<ReturnType<PrismaPg['connect']>>;

const CONNECT_TIMEOUT_MS = 10_000;
const TEXT_OID = 25;
/** "char" and name: the system catalogue has them, the adapter knows neither, and both are read as text. */
const CATALOGUE_OIDS = [18, 19];
const SHADOW_DATABASE = 'mhbench_prisma_shadow';

/** The adapter of a client that asks ordinary questions. */
export const clientAdapter = (url: string, connections?: number): PrismaPg => {
  const { connection, schema } = targetOf(url);
  return new PrismaPg({ ...connection, ...(connections !== undefined && { max: connections }) }, { schema });
};

/** What Prisma's own schema engine, compiled to WebAssembly, migrates through. */
export function migrationAdapter(url: string) {
  const { connection, schema } = targetOf(url);
  return {
    provider: 'postgres' as const,
    adapterName: '@prisma/adapter-pg',
    connect: () => migrating(new pg.Pool(connection), schema),
    connectToShadowDb: () => shadow(connection, schema),
  };
}

/** `?schema=` is Prisma's own; the driver does not know it. */
function targetOf(url: string): { readonly connection: pg.PoolConfig; readonly schema: string } {
  const parsed = new URL(url);
  const schema = parsed.searchParams.get('schema') ?? 'public';
  parsed.searchParams.delete('schema');
  return {
    connection: { connectionString: parsed.href, connectionTimeoutMillis: CONNECT_TIMEOUT_MS, allowExitOnIdle: true },
    schema,
  };
}

async function migrating(pool: pg.Pool, schema: string, ended: () => Promise<void> = async () => undefined): Promise<Connected> {
  pool.on('connect', readCatalogue);
  const adapter = await new PrismaPg(pool, { schema, disposeExternalPool: true }).connect();
  const dispose = adapter.dispose.bind(adapter);
  return Object.assign(adapter, {
    // The adapter parts a script at every semicolon, also within a function's body; the server knows better.
    executeScript: async (script: string): Promise<void> => {
      await adapter.executeRaw({ sql: script, args: [], argTypes: [] });
    },
    dispose: async (): Promise<void> => {
      await dispose();
      await ended();
    },
  });
}

/** Rows are described before they come; a type that the adapter knows takes the place of those that it does not. */
function readCatalogue(client: pg.PoolClient): void {
  const connection: unknown = Reflect.get(client, 'connection');
  if (!(connection instanceof EventEmitter)) throw new TypeError('pg has no connection that describes its rows');
  connection.prependListener('rowDescription', ({ fields }: { readonly fields: { dataTypeID: number }[] }) => {
    for (const field of fields) if (CATALOGUE_OIDS.includes(field.dataTypeID)) field.dataTypeID = TEXT_OID;
  });
}

/** An empty database in which Prisma replays the migrations; it goes when Prisma is done. */
async function shadow(connection: pg.PoolConfig, schema: string): Promise<Connected> {
  const owner = new pg.Pool(connection);
  await owner.query(`DROP DATABASE IF EXISTS ${SHADOW_DATABASE}`);
  await owner.query(`CREATE DATABASE ${SHADOW_DATABASE}`);
  const url = new URL(connection.connectionString ?? '');
  url.pathname = `/${SHADOW_DATABASE}`;
  return migrating(new pg.Pool({ ...connection, connectionString: url.href }), schema, async () => {
    await owner.query(`DROP DATABASE IF EXISTS ${SHADOW_DATABASE}`);
    await owner.end();
  });
}
