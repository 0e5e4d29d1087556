/** How many statements of a lane's role the server has executed: what an ORM makes of a call is counted where it arrives. */
import pg from 'pg';
import { UntoldError } from '../errors.ts';
import { openSession, type Rows } from './postgres-session.ts';
import type { Address } from './store.ts';

const EXTENSION = 'pg_stat_statements';
/** No such table, and a library that the server was not started with. */
const NOT_COUNTED = ['42P01', '55000'];
/** The question is none of them. */
const CALLS = `SELECT coalesce(sum(calls), 0) AS calls FROM ${EXTENSION}
  WHERE userid = current_user::regrole AND query NOT LIKE '%${EXTENSION}%'`;

/** Makes what is asked, where the server is ours and has it loaded. */
export async function letCount(server: Address): Promise<void> {
  if (server.attached) return;
  await using session = await openSession(server);
  const [found] = await session.run(
    `SELECT current_setting('shared_preload_libraries') LIKE '%${EXTENSION}%'
       AND EXISTS (SELECT FROM pg_available_extensions WHERE name = '${EXTENSION}') AS counts`,
  );
  if (found?.['counts'] === true) await session.run(`CREATE EXTENSION IF NOT EXISTS ${EXTENSION}`);
}

/** Each statement as often as it was executed, BEGIN and COMMIT among them. */
export async function statementsOf(run: (text: string) => Promise<Rows>): Promise<number> {
  try {
    const [counted] = await run(CALLS);
    return Number(counted?.['calls']);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || !NOT_COUNTED.includes(error.code ?? '')) throw error;
    throw new UntoldError(`the server does not count statements (${EXTENSION}): ${error.message}`);
  }
}
