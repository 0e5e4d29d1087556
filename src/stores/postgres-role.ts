/** As whom a PostgreSQL lane is reached: a role of its own, or, where none may be made, the server's own user with a search path of the lane's. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ServerError, UserError } from '../errors.ts';
import { keepSecret } from '../redact.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import type { Template } from './postgres-template.ts';
import type { Address } from './store.ts';

/** What reading counters and settling a lane need; each exists only from some version on. */
const USEFUL_ROLES = ['pg_monitor', 'pg_checkpoint'];
/** Older ones lack what plans and facts are read from. */
const LEAST_VERSION = 140_000;
/** Somebody else's session may hold a lock on what is dropped. */
const LOCK_WAIT = '30s';

export type LaneAddress = Address & { readonly schema: string };

/** Whether our user may make a role for each lane. A server of ours lets it; one that was there before need not, and may not be fit at all. */
export async function mayMakeRoles(server: Address): Promise<boolean> {
  if (!server.attached) return true;
  await using session = await openSession(server);
  const [may] = await session.run(
    `SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS shown,
            has_database_privilege(current_database(), 'CREATE') AS schemas, rolcreaterole OR rolsuper AS roles
     FROM pg_roles WHERE rolname = current_user`,
  );
  const where = `the postgres on ${server.host}:${server.port}`;
  if (Number(may?.['version']) < LEAST_VERSION)
    throw new UserError(`${where} is ${may?.['shown']}; lanes need PostgreSQL 14 or later`, 'give another server');
  if (may?.['schemas'] !== true)
    throw new UserError(
      `${server.user} may not make schemas in the database ${server.database} of ${where}`,
      `GRANT CREATE ON DATABASE ${server.database} TO ${server.user}`,
    );
  return may['roles'] === true;
}

/** A lane ends with the dropping of all that has its name, so it must not begin where somebody has it already. */
export async function refuseTaken(session: PostgresSession, schema: string, { host, port }: Address): Promise<void> {
  const taken = await session.run(
    'SELECT FROM pg_namespace WHERE nspname = $1 UNION ALL SELECT FROM pg_roles WHERE rolname = $1 UNION ALL SELECT FROM pg_database WHERE datname = $1',
    [schema],
  );
  if (taken.length === 0) return;
  throw new ServerError(
    `the postgres on ${host}:${port} has a schema, a role or a database ${schema} already, so no lane is made there`,
    {
      hint: 'drop it if a broken run left it there; nothing was changed',
    },
  );
}

/** Makes the lane's schema and says how it is reached. The search path belongs to the role, so it survives PgBouncer's transaction mode; a SET on connect would not. */
export async function makeWithRole(server: Address, schema: string, from: Template): Promise<LaneAddress> {
  await using session = await openSession(server);
  const password = keepSecret(randomBytes(18).toString('base64url'));
  await session.run(`SET password_encryption = 'scram-sha-256'`);
  await session.run(`CREATE ROLE ${schema} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
  // Who is no superuser must be a member, to drop later what the role has made.
  if (server.attached) await session.run(`GRANT ${schema} TO CURRENT_USER`);
  await session.run(`CREATE SCHEMA ${schema}`);
  await session.run(`GRANT ALL ON SCHEMA ${schema} TO ${schema}`);
  for (const each of from.schemas) {
    await session.run(`GRANT USAGE ON SCHEMA ${each} TO ${schema}`);
    await session.run(`GRANT SELECT ON ALL TABLES IN SCHEMA ${each} TO ${schema}`);
  }
  await session.run(`ALTER ROLE ${schema} SET search_path = ${pathOf(schema, from).join(', ')}`);
  // On a server that was there before nobody asked us to hand out such rights; a reading that needs them says what it lacks.
  if (!server.attached) for (const useful of await known(session)) await session.run(`GRANT ${useful} TO ${schema}`);
  return { ...server, schema, user: schema, password };
}

/** The same with the server's own user, who owns the template too: what it may not change there is taken from it. */
export async function makeWithoutRole(server: Address, schema: string, from: Template): Promise<LaneAddress> {
  await using session = await openSession(server);
  for (const each of from.schemas) {
    await session.run(`REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA ${each} FROM CURRENT_USER`);
    await session.run(`REVOKE CREATE ON SCHEMA ${each} FROM CURRENT_USER`);
  }
  await session.run(`CREATE SCHEMA ${schema}`);
  return { ...server, schema, searchPath: pathOf(schema, from) };
}

const pathOf = (schema: string, from: Template): readonly string[] => [schema, ...from.schemas, 'public'];

async function known(session: PostgresSession): Promise<readonly string[]> {
  const rows = await session.run('SELECT rolname FROM pg_roles WHERE rolname = ANY($1)', [USEFUL_ROLES]);
  return rows.map((row) => String(row['rolname']));
}

/** Drops the schema, and the database and the role of its name where there are any: its connections first, because a session that is still open would hold its locks. */
export async function dropLane(session: PostgresSession, schema: string): Promise<void> {
  await session.run(`SET lock_timeout = '${LOCK_WAIT}'`);
  const [found] = await session.run('SELECT count(*) AS roles FROM pg_roles WHERE rolname = $1', [schema]);
  const hasRole = found?.['roles'] !== 0;
  if (hasRole) {
    await session.run(`ALTER ROLE ${schema} NOLOGIN`);
    await session.run('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1', [schema]);
  }
  await session.run(`DROP DATABASE IF EXISTS ${schema} WITH (FORCE)`);
  await session.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  if (!hasRole) return;
  await session.run(`DROP OWNED BY ${schema} CASCADE`);
  await session.run(`DROP ROLE ${schema}`);
}
