/** Whom a change of a lane makes wait: the locks that it holds, read inside its own transaction just before that ends. */
import pg from 'pg';
import type { Sql } from './postgres.ts';
import type { PostgresSession } from './postgres-session.ts';
import type { Changer, Lock } from './store.ts';

/** active_sql_transaction, invalid_transaction_termination: VACUUM, CREATE INDEX CONCURRENTLY, a procedure that commits. */
const ONLY_OUTSIDE = ['25001', '2D000'];
const TABLES = `SELECT c.oid, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'm')`;
const HELD = `SELECT relation AS oid, mode FROM pg_locks WHERE pid = pg_backend_pid() AND granted AND relation = ANY($1::oid[])`;

/** Against a SELECT, which takes ACCESS SHARE, and a write, which takes ROW EXCLUSIVE (PostgreSQL manual, 13.3.1). Weaker ones stop neither. */
const STOPS: Readonly<Record<string, Lock['stops']>> = {
  AccessExclusiveLock: 'everybody',
  ExclusiveLock: 'writers',
  ShareRowExclusiveLock: 'writers',
  ShareLock: 'writers',
};

/**
 * The session is the changer's own, and ends with it. Tables that the change makes itself are nobody else's to wait for. What runs outside a
 * transaction lets its locks go before they can be asked for, so that nothing is told of it.
 */
export function changerOf(session: PostgresSession, schema: string): Changer<'postgres'> {
  const run = (statement: Sql) =>
    typeof statement === 'string' ? session.run(statement) : session.run(statement.sql, statement.params);
  return {
    async run(statement) {
      const tables = new Map((await session.run(TABLES, [schema])).map(({ oid, name }) => [Number(oid), String(name)]));
      await session.run('BEGIN');
      try {
        await run(statement);
        const held = await session.run(HELD, [[...tables.keys()]]);
        await session.run('COMMIT');
        return locksOf(held.map(({ oid, mode }) => [tables.get(Number(oid)) ?? '', String(mode)]));
      } catch (error) {
        await session.run('ROLLBACK').catch(() => undefined); // The first error is the one to tell.
        if (!(error instanceof pg.DatabaseError) || !ONLY_OUTSIDE.includes(error.code ?? '')) throw error;
        await run(statement);
        return [];
      }
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** Of each table the one that stops most; sorted by table. */
function locksOf(held: readonly (readonly [table: string, mode: string])[]): readonly Lock[] {
  const modes = Object.keys(STOPS);
  const strongest = [...held].sort(([, one], [, other]) => modes.indexOf(one) - modes.indexOf(other));
  const found = new Map<string, Lock>();
  for (const [on, mode] of strongest) {
    const stops = STOPS[mode];
    if (stops !== undefined && !found.has(on)) found.set(on, { on, mode, stops });
  }
  return [...found.values()].sort((one, other) => one.on.localeCompare(other.on));
}
