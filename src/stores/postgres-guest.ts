/** PostgreSQL as a server that may have been there before: whether it answers, what stands in its database, and how what is ours is taken away. */
import pg from 'pg';
import { answered } from './deadline.ts';
import { LANE_PREFIX, MARKER, MARKER_TEXT, TEMPLATE_PREFIX } from './names.ts';
import { dropLane } from './postgres-role.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import { amount, standing } from './standing.ts';
import type { Guest, Store } from './store.ts';

export const ping: Store['ping'] = (address, { timeoutMs }) =>
  answered('postgres', address, {
    timeoutMs,
    async ask() {
      await using session = await openSession(address, { connectMs: timeoutMs, answerMs: timeoutMs });
      await session.run('SELECT 1');
    },
  });

/** Lanes before the templates that they read from. A role that a run left in another database of this server goes when that one is reset. */
const LANES = `
SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, $1)
UNION
SELECT datname FROM pg_database WHERE starts_with(datname, $1)
UNION
SELECT rolname FROM pg_roles r WHERE starts_with(rolname, $1) AND NOT EXISTS (
  SELECT 1 FROM pg_shdepend d JOIN pg_database b ON b.oid = d.dbid
  WHERE d.refclassid = 'pg_authid'::regclass AND d.refobjid = r.oid AND b.datname <> current_database())
ORDER BY name`;

export const reset: Store['reset'] = async (address) => {
  await using session = await openSession(address);
  for (const { name } of await session.run(LANES, [LANE_PREFIX])) await dropLane(session, String(name));
  const templates = await session.run('SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, $1)', [
    TEMPLATE_PREFIX,
  ]);
  for (const { name } of templates) await session.run(`DROP SCHEMA ${pg.escapeIdentifier(String(name))} CASCADE`);
};

/** Tables, views and sequences of their own, of everybody but PostgreSQL itself, extensions and the marker; rows as the planner knows them, or the counters where nothing was analysed. */
const RELATIONS = `
SELECT n.nspname || '.' || c.relname AS name, c.relkind IN ('r', 'p', 'm', 'f') AS holds,
       CASE WHEN c.relkind NOT IN ('r', 'm') THEN 0 WHEN c.reltuples >= 0 THEN c.reltuples ELSE coalesce(s.n_live_tup, 0) END::bigint AS rows
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname <> 'information_schema' AND n.nspname <> $1
  AND NOT starts_with(n.nspname, 'pg_')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('e', 'i', 'a'))
ORDER BY rows DESC, name`;

/** The database with its sums, then its largest tables. */
async function found(session: PostgresSession): Promise<readonly string[]> {
  const relations = await session.run(RELATIONS, [MARKER]);
  if (relations.length === 0) return [];
  const tables = relations.filter(({ holds }) => holds === true);
  const others = relations.length - tables.length;
  const rows = tables.reduce((sum, each) => sum + Number(each['rows']), 0);
  const [here] = await session.run('SELECT current_database() AS name');
  const sums = [
    amount(tables.length, 'table'),
    ...(others > 0 ? [amount(others, 'view or sequence').replace('view or sequences', 'views or sequences')] : []),
    ...(tables.length > 0 ? [`about ${amount(rows, 'row')}`] : []),
  ];
  return [
    `database ${here?.['name']}: ${sums.join(', ')}`,
    ...tables.map((each) => `${each['name']}: about ${amount(Number(each['rows']), 'row')}`),
  ];
}

const MARKED = `SELECT 1 FROM pg_namespace WHERE nspname = '${MARKER}'`;

export const guest: Guest = {
  async inspect(address) {
    await using session = await openSession(address);
    const marked = (await session.run(MARKED)).length > 0;
    return standing(marked, await found(session));
  },
  async mark(address) {
    await using session = await openSession(address);
    await session.run(`CREATE SCHEMA IF NOT EXISTS ${MARKER}`);
    await session.run(`COMMENT ON SCHEMA ${MARKER} IS ${pg.escapeLiteral(MARKER_TEXT)}`);
  },
  async unmark(address) {
    await using session = await openSession(address);
    await session.run(`DROP SCHEMA IF EXISTS ${MARKER}`);
  },
};
