/** PostgreSQL before a comparison: nothing left to write, the lane's tables and indexes in the cache, no dead rows. */
import { OURS } from './names.ts';
import type { PostgresSession } from './postgres-session.ts';
import { steps } from './settle.ts';
import type { SettleStep } from './store.ts';

/** Tables, their indexes and what is stored beside them. */
const RELATIONS = `SELECT c.oid, pg_relation_size(c.oid)::bigint AS bytes FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'i', 'm')`;
const TOOLS = `${OURS}_tools`;
const MIB = 2 ** 20;
/** More of the cache than this, and pages begin to go while others come. */
const MOST_OF_CACHE = 0.8;

/** `lane` is the lane's own session; `server` one that may make extensions, none on a server that was there before. */
export const settle = (lane: PostgresSession, server: PostgresSession | null, schema: string): Promise<readonly SettleStep[]> =>
  steps({
    CHECKPOINT: async () => {
      await lane.run('CHECKPOINT');
      const [wal] = await lane.run('SELECT (pg_current_wal_lsn() - redo_lsn)::bigint AS bytes FROM pg_control_checkpoint()');
      return `${wal?.['bytes']} bytes of log since`;
    },
    'read tables and indexes into the cache': () => (server === null ? readAll(lane, schema) : prewarm(server, schema)),
    'look for dead rows': async () => {
      const [dead] = await lane.run(
        'SELECT coalesce(sum(n_dead_tup), 0)::bigint AS rows FROM pg_stat_user_tables WHERE schemaname = $1',
        [schema],
      );
      return `${dead?.['rows']} dead rows`;
    },
  });

async function prewarm(session: PostgresSession, schema: string): Promise<string> {
  await session.run(
    `CREATE SCHEMA IF NOT EXISTS ${TOOLS}; CREATE EXTENSION IF NOT EXISTS pg_prewarm SCHEMA ${TOOLS};
     CREATE EXTENSION IF NOT EXISTS pg_buffercache SCHEMA ${TOOLS}`,
  );
  await session.run(`SELECT sum(${TOOLS}.pg_prewarm(oid::regclass)) FROM (${RELATIONS}) relations WHERE bytes > 0`, [schema]);
  const [found] = await session.run(
    `SELECT sum(bytes)::bigint AS bytes, (sum(bytes) / current_setting('block_size')::int)::bigint AS blocks,
       (SELECT count(*) FROM ${TOOLS}.pg_buffercache b JOIN relations r ON b.relfilenode = pg_relation_filenode(r.oid)
        WHERE b.relforknumber = 0 AND b.reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database())) AS cached,
       (SELECT setting::bigint * 8192 FROM pg_settings WHERE name = 'shared_buffers') AS cache
     FROM relations`.replace(/^SELECT/, `WITH relations AS (${RELATIONS}) SELECT`),
    [schema],
  );
  const [bytes, cache] = [Number(found?.['bytes'] ?? 0), Number(found?.['cache'] ?? 0)];
  const much = bytes > MOST_OF_CACHE * cache ? `, more than ${100 * MOST_OF_CACHE} % of it` : '';
  return `${found?.['cached'] ?? 0} of ${found?.['blocks'] ?? 0} blocks cached; ${(bytes / MIB).toFixed(1)} MiB beside a cache of ${(cache / MIB).toFixed(0)} MiB${much}`;
}

/** Where no extension may be made: a scan reads the tables, and their indexes come with the first calls. */
async function readAll(session: PostgresSession, schema: string): Promise<string> {
  const tables = await session.run(
    `SELECT quote_ident(c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = $1 AND c.relkind IN ('r', 'm')`,
    [schema],
  );
  for (const { name } of tables) await session.run(`SELECT count(*) FROM ${schema}.${name}`);
  return `${tables.length} tables read by a scan; what of them is cached is not asked on a server that was there before`;
}
