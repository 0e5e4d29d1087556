/** A PostgreSQL lane: a schema with copies of the tables that a variant changes, and a role that finds them first on its search path. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ServerError } from '../errors.ts';
import { keepSecret } from '../redact.ts';
import { connect } from './postgres-connection.ts';
import { keysOf } from './postgres-schema.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import { bytesOf, structureOf } from './postgres-structure.ts';
import { type Template, template } from './postgres-template.ts';
import type { Address, LaneHandle, LaneRequest, LaneServices } from './store.ts';

const OWNER_CONNECTIONS = 2;
/** Leaves room for the prefix within PostgreSQL's 63 bytes. */
const LANE_NAME = /^[a-z0-9][a-z0-9_]{0,56}$/;
/** What reading counters and settling a lane need; each exists only from some version on. */
const USEFUL_ROLES = ['pg_monitor', 'pg_checkpoint'];

/** Makes the lane, loaded and settled. When anything fails, nothing of it stays. */
export async function createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<'postgres'>> {
  if (!LANE_NAME.test(request.name)) throw new RangeError(`"${request.name}" cannot name a PostgreSQL lane: ${LANE_NAME}`);
  const server = await services.server('postgres', { settings: request.servers['postgres'] ?? {} });
  // The whole data set first: every run has it, also one whose lanes are all of other sizes.
  await template(server, services.counts, services);
  const from = await template(server, request.counts, services);
  const schema = `lane_${request.name}`;
  const direct = {
    ...server,
    schema,
    user: schema,
    password: keepSecret(randomBytes(18).toString('base64url')),
    counts: request.counts,
  };
  const drop = () => dropLane(server, schema);
  try {
    await createRole(server, direct, from);
    await copyTables(direct, request, from);
    const address = await withPooler(direct, request, services, server);
    const owner = await connect(address, { client: { named: false, max: OWNER_CONNECTIONS }, clients: OWNER_CONNECTIONS });
    return {
      name: request.name,
      address,
      owner,
      describe: () => as(address, (session) => structureOf(session, schema)),
      size: () => as(address, (session) => bytesOf(session, schema)),
      drop: () => owner.close().then(drop),
    };
  } catch (error) {
    await drop().catch(() => undefined); // The first error is the one to tell.
    throw error;
  }
}

async function as<T>(address: Address, work: (session: PostgresSession) => Promise<T>): Promise<T> {
  await using session = await openSession(address);
  return await work(session);
}

/** The search path belongs to the role, so it survives PgBouncer's transaction mode; a SET on connect would not. */
async function createRole(server: Address, lane: Address & { readonly schema: string }, from: Template): Promise<void> {
  await using session = await openSession(server);
  const role = lane.schema;
  await session.run(`SET password_encryption = 'scram-sha-256'`);
  await session.run(`CREATE ROLE ${role} LOGIN PASSWORD ${pg.escapeLiteral(lane.password)}`);
  await session.run(`CREATE SCHEMA ${role}`);
  await session.run(`GRANT ALL ON SCHEMA ${role} TO ${role}`);
  for (const schema of from.schemas) {
    await session.run(`GRANT USAGE ON SCHEMA ${schema} TO ${role}`);
    await session.run(`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role}`);
  }
  await session.run(`ALTER ROLE ${role} SET search_path = ${[role, ...from.schemas, 'public'].join(', ')}`);
  for (const useful of await grantable(session)) await session.run(`GRANT ${useful} TO ${role}`);
}

/** A superuser may grant them; on a server that is not ours we may not be one, and then a reading says what it lacks. */
async function grantable(session: PostgresSession): Promise<readonly string[]> {
  const rows = await session.run(
    `SELECT rolname FROM pg_roles WHERE rolname = ANY($1) AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)`,
    [USEFUL_ROLES],
  );
  return rows.map((row) => String(row['rolname']));
}

/** Rows in id order and keys afterwards, so that two copies have the same layout on disk. The role does it itself: what it makes is its own. */
async function copyTables(lane: Address & { readonly schema: string }, request: LaneRequest, from: Template): Promise<void> {
  await using session = await openSession(lane);
  await session.run('SET synchronous_commit = off');
  for (const table of request.tables) {
    const copy = `${lane.schema}.${table}`;
    const original = `${from.schemaOf(table)}.${table}`;
    await session.run(`CREATE TABLE ${copy} (LIKE ${original} INCLUDING ALL EXCLUDING INDEXES)`);
    await session.run(`INSERT INTO ${copy} SELECT * FROM ${original} ORDER BY id`);
    for (const key of keysOf(lane.schema, table, request.counts[table])) await session.run(key);
    await session.run(`VACUUM (ANALYZE, FREEZE) ${copy}`);
    const [found] = await session.run(`SELECT count(*) AS rows FROM ${copy}`);
    if (found?.['rows'] === request.counts[table]) continue;
    throw new ServerError(
      `lane ${request.name} has ${found?.['rows']} rows of ${table}, not the ${request.counts[table]} of its template`,
    );
  }
}

async function withPooler(lane: Address, request: LaneRequest, services: LaneServices, server: Address): Promise<Address> {
  const settings = request.servers['pgbouncer'];
  if (settings === undefined) return lane;
  const users = [{ user: lane.user, password: lane.password }];
  const { host, port } = await services.server('pgbouncer', {
    settings,
    own: request.name,
    upstream: { address: server, users },
  });
  return { ...lane, via: { pgbouncer: { host, port } } };
}

/** Its connections first: a session that is still open would hold its locks. */
async function dropLane(server: Address, role: string): Promise<void> {
  await using session = await openSession(server);
  const [found] = await session.run('SELECT count(*) AS roles FROM pg_roles WHERE rolname = $1', [role]);
  if (found?.['roles'] === 0) return;
  await session.run(`ALTER ROLE ${role} NOLOGIN`);
  await session.run('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = $1', [role]);
  await session.run(`DROP SCHEMA IF EXISTS ${role} CASCADE`);
  await session.run(`DROP OWNED BY ${role} CASCADE`);
  await session.run(`DROP ROLE ${role}`);
}
