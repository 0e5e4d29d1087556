/** A PostgreSQL lane's tables and indexes in shared_buffers, and how many of their blocks are there. */
import { z } from 'zod';
import { LANE_PREFIX, OURS } from './names.ts';
import type { PostgresSession } from './postgres-session.ts';
import { step } from './settle.ts';
import { amount } from './standing.ts';
import type { SettleStep } from './store.ts';

const MOST_OF_CACHE = 0.8;
const TOOLS = `${OURS}_tools`;
const extensions = z.object({ prewarm: z.string().nullable(), buffercache: z.string().nullable() });

/** Tables and materialised views of a schema, what of them is kept apart because it is long, and the indexes of both. */
const RELATIONS = `
WITH tables AS (SELECT oid, reltoastrelid FROM pg_class WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'm')),
heaps AS (SELECT oid FROM tables UNION SELECT reltoastrelid FROM tables WHERE reltoastrelid <> 0),
relations AS (SELECT oid FROM heaps UNION SELECT indexrelid FROM pg_index JOIN heaps ON heaps.oid = indrelid)`;

const FIT = `
SELECT pg_size_bytes(current_setting('shared_buffers')) AS cache,
       (SELECT count(DISTINCT relnamespace) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
        WHERE starts_with(nspname, '${LANE_PREFIX}')) AS lanes,
       (SELECT coalesce(sum(pg_relation_size(c.oid)), 0)::int8 FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
        WHERE starts_with(nspname, '${LANE_PREFIX}') AND relkind IN ('r', 'm', 'i')) AS bytes`;

interface Warming {
  readonly schema: string;
  /** The server is one of ours, so extensions may be made in it. */
  readonly ours: boolean;
}

export async function warm(session: PostgresSession, { schema, ours }: Warming): Promise<SettleStep> {
  const { prewarm, buffercache } = await extensionsOf(session, ours);
  const did = prewarm === null ? 'count(*) of every table' : 'pg_prewarm of tables and indexes';
  return await step(did, async () => {
    const found =
      prewarm !== null
        ? await readBlocks(session, schema, { prewarm, buffercache })
        : `${await readAll(session, schema)}; indexes were not read, because there is no pg_prewarm`;
    const { says, crowded } = await room(session);
    const told = { found: `${found}; ${says}` };
    return crowded ? { ...told, warning: 'more than 80 % of the cache, so lanes may drive each other out of it' } : told;
  });
}

/** Qualified names of what the extensions give; null where there is none that we may use. */
interface Extensions {
  readonly prewarm: string | null;
  readonly buffercache: string | null;
}

/** On a server of ours they are made when its packages have them; on another they are used where they are and we may. */
async function extensionsOf(session: PostgresSession, ours: boolean): Promise<Extensions> {
  if (ours) {
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${TOOLS}`);
    for (const name of ['pg_prewarm', 'pg_buffercache']) await made(session, name);
  }
  const [found] = await session.run(
    `SELECT (SELECT pronamespace::regnamespace || '.pg_prewarm' FROM pg_proc
             WHERE proname = 'pg_prewarm' AND has_function_privilege(oid, 'EXECUTE') LIMIT 1) AS prewarm,
            (SELECT relnamespace::regnamespace || '.pg_buffercache' FROM pg_class
             WHERE relname = 'pg_buffercache' AND has_table_privilege(oid, 'SELECT') LIMIT 1) AS buffercache`,
  );
  return extensions.parse(found);
}

/** A server whose packages lack it goes without, which the step says. */
const made = (session: PostgresSession, name: string): Promise<unknown> =>
  session.run(`CREATE EXTENSION IF NOT EXISTS ${name} SCHEMA ${TOOLS}`).catch(() => undefined);

async function readBlocks(
  session: PostgresSession,
  schema: string,
  { prewarm, buffercache }: { readonly prewarm: string; readonly buffercache: string | null },
): Promise<string> {
  const [read] = await session.run(
    `${RELATIONS} SELECT count(*) AS relations, coalesce(sum(${prewarm}(oid::regclass)), 0)::int8 AS blocks FROM relations`,
    [schema],
  );
  const whole = `${amount(Number(read?.['blocks']), 'block')} of ${Number(read?.['relations'])} tables and indexes`;
  if (buffercache === null) return `${whole} read; what stayed in the cache this user may not see`;
  const [cached] = await session.run(
    `${RELATIONS} SELECT count(*) AS blocks, count(*) FILTER (WHERE isdirty) AS dirty FROM ${buffercache}
     WHERE reldatabase = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relforknumber = 0
       AND relfilenode IN (SELECT pg_relation_filenode(oid) FROM relations)`,
    [schema],
  );
  const there = `${Number(cached?.['blocks']).toLocaleString('en')} of ${whole} are in shared_buffers`;
  return `${there}, ${Number(cached?.['dirty']).toLocaleString('en')} of them yet to be written`;
}

const explained = z.tuple([z.object({ Plan: z.object({ 'Shared Hit Blocks': z.number(), 'Shared Read Blocks': z.number() }) })]);

/** Reads every table twice: the second time tells how much of the first stayed. */
async function readAll(session: PostgresSession, schema: string): Promise<string> {
  const tables = await session.run(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = $1 ORDER BY tablename`,
    [schema],
  );
  await session.run('SET enable_indexonlyscan = off; SET enable_indexscan = off; SET enable_bitmapscan = off');
  let [hit, read] = [0, 0];
  for (const { name } of tables) {
    await session.run(`SELECT count(*) FROM ${String(name)}`);
    const [again] = await session.run(`EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) SELECT count(*) FROM ${String(name)}`);
    const [{ Plan: blocks }] = explained.parse(again?.['QUERY PLAN']);
    hit += blocks['Shared Hit Blocks'];
    read += blocks['Shared Read Blocks'];
  }
  return `${hit.toLocaleString('en')} of ${amount(hit + read, 'block')} of ${amount(tables.length, 'table')} are in shared_buffers`;
}

/** What all lanes together take of the cache, of which a part must be left to other things. */
async function room(session: PostgresSession): Promise<{ readonly says: string; readonly crowded: boolean }> {
  const [fit] = await session.run(FIT);
  const [bytes, cache] = [Number(fit?.['bytes']), Number(fit?.['cache'])];
  const mb = (size: number) => `${Math.ceil(size / 1024 ** 2).toLocaleString('en')} MB`;
  const says = `${amount(Number(fit?.['lanes']), 'lane')} on this server: ${mb(bytes)}, shared_buffers ${mb(cache)}`;
  return { says, crowded: bytes > MOST_OF_CACHE * cache };
}
