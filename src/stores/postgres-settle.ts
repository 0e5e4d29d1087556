/** How a PostgreSQL lane is settled: no dead rows that nobody meant, everything on disk, tables and indexes in shared_buffers. */
import { replayed } from './postgres-members.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import { warm } from './postgres-warm.ts';
import { leftOut, step, stepsOf } from './settle.ts';
import { amount } from './standing.ts';
import type { Address, Connection, SettleStep } from './store.ts';

interface SettledLane {
  /** As whom the server was given to us: on one of ours, somebody who may do everything. */
  readonly server: Address;
  readonly address: Address;
  readonly schema: string;
  readonly owner: Connection<'postgres'>;
  readonly ownerConnections: number;
}

/** To be called before each comparison: what the first call finds dead is part of what the variant changed, and stays. */
export function settlerOf(lane: SettledLane): () => Promise<readonly SettleStep[]> {
  const { server, address, schema } = lane;
  let meant: number | null = null;
  return () =>
    stepsOf(async () => {
      await using session = await openSession(server.attached ? address : server);
      await tellCounts(lane);
      const rows = await step('dead rows', async () => {
        const dead = await deadRows(session, schema);
        const total = sum(dead.map(({ rows }) => rows));
        meant ??= total;
        return total <= meant ? deadText(total) : await vacuum(session, schema, { dead, meant });
      });
      const written = await checkpoint(session, server);
      const copied = server.via === undefined ? [] : [await step('replay', () => replayed(server))];
      return [rows, written, ...copied, await warm(session, { schema, ours: !server.attached })];
    });
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** A connection that stays open keeps its latest counts to itself for a while. PostgreSQL 14 cannot be told not to. */
async function tellCounts({ owner, ownerConnections }: SettledLane): Promise<void> {
  const flush = () => owner.run({ sql: 'SELECT pg_stat_force_next_flush()', params: [] }).catch(() => undefined);
  await Promise.all(Array.from({ length: ownerConnections }, flush));
}

interface Dead {
  readonly table: string;
  readonly name: string;
  readonly rows: number;
}

async function deadRows(session: PostgresSession, schema: string): Promise<readonly Dead[]> {
  const rows = await session.run(
    `SELECT format('%I.%I', schemaname, relname) AS table, relname AS name, n_dead_tup AS rows
     FROM pg_stat_all_tables WHERE schemaname = $1 AND n_dead_tup > 0 ORDER BY relname`,
    [schema],
  );
  return rows.map(({ table, name, rows: dead }) => ({ table: String(table), name: String(name), rows: Number(dead) }));
}

const deadText = (rows: number): string =>
  rows === 0
    ? 'n_dead_tup is 0 in every table'
    : `n_dead_tup is ${rows.toLocaleString('en')}, which the variant’s change left; kept`;

/** Whoever meant to measure dead rows would lose them, so a lane that began with some keeps all of them. */
async function vacuum(
  session: PostgresSession,
  schema: string,
  { dead, meant }: { readonly dead: readonly Dead[]; readonly meant: number },
): Promise<string | Omit<SettleStep, 'did'>> {
  const total = sum(dead.map(({ rows }) => rows));
  const before = `n_dead_tup was ${total.toLocaleString('en')}`;
  if (meant > 0) {
    const warning = `${amount(total - meant, 'dead row')} more than the variant’s change left; kept, because VACUUM would take both`;
    return { found: before, warning };
  }
  for (const { table } of dead) await session.run(`VACUUM ${table}`);
  const left = sum((await deadRows(session, schema)).map(({ rows }) => rows));
  return `${before}; VACUUM of ${dead.map(({ name }) => name).join(', ')}; n_dead_tup is ${left.toLocaleString('en')}`;
}

function checkpoint(session: PostgresSession, { attached }: Address): Promise<SettleStep> | SettleStep {
  if (attached) return leftOut('CHECKPOINT', 'a checkpoint is the whole server’s');
  return step('CHECKPOINT', async () => {
    const [stood] = await session.run('SELECT pg_current_wal_insert_lsn() AS lsn');
    await session.run('CHECKPOINT');
    const [found] = await session.run('SELECT redo_lsn AS redo, redo_lsn >= $1::pg_lsn AS whole FROM pg_control_checkpoint()', [
      stood?.['lsn'],
    ]);
    const where = `redo begins at ${String(found?.['redo'])}, and ${String(stood?.['lsn'])} was written last`;
    return found?.['whole'] === true ? where : { found: where, warning: 'the checkpoint does not hold all that was written' };
  });
}
