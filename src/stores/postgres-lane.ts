/** A PostgreSQL lane: a schema with copies of the tables that a variant changes, and a role that finds them first on its search path. */
import { rm } from 'node:fs/promises';
import { ServerError, UserError } from '../errors.ts';
import { LANE_PREFIX } from './names.ts';
import { makeForBackups, PROGRAMS } from './postgres-backup.ts';
import { connect } from './postgres-connection.ts';
import { contentsOf } from './postgres-data.ts';
import { changerOf } from './postgres-locks.ts';
import { letPromote, replayed, replicasOf, serverFor } from './postgres-members.ts';
import { dropLane, type LaneAddress, makeWithoutRole, makeWithRole, mayMakeRoles, refuseTaken } from './postgres-role.ts';
import { keysOf } from './postgres-schema.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import { settlerOf } from './postgres-settle.ts';
import { dropOnShards, makeOnShards } from './postgres-shards.ts';
import { letCount } from './postgres-statements.ts';
import { bytesOf, structureOf } from './postgres-structure.ts';
import { type Template, template } from './postgres-template.ts';
import type { Address, LaneHandle, LaneRequest, LaneServices } from './store.ts';

const OWNER_CONNECTIONS = 2;
/** Leaves room for the prefix within PostgreSQL's 63 bytes. */
const LANE_NAME = /^[a-z0-9][a-z0-9_]{0,49}$/;

/** Makes the lane, loaded and settled. When anything fails, nothing of it stays. */
export async function createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<'postgres'>> {
  if (!LANE_NAME.test(request.name)) throw new RangeError(`"${request.name}" cannot name a PostgreSQL lane: ${LANE_NAME}`);
  const server = await serverFor(request, services);
  if (request.servers['prisma'] !== undefined) await services.library('prisma');
  await letCount(server);
  const makeSchema = (await mayMakeRoles(server)) ? makeWithRole : makeWithoutRole;
  // The whole data set first: every run has it, also one whose lanes are all of other sizes. What goes with its lane is spared it.
  if (request.own !== true) await template(server, services.counts, services);
  const from = await template(server, request.counts, services);
  const schema = `${LANE_PREFIX}${request.name}`;
  const drop = async () => {
    await as(server, (session) => dropLane(session, schema));
    await dropOnShards(server, schema);
  };
  await as(server, (session) => refuseTaken(session, schema, server));
  try {
    const made = { ...(await makeSchema(server, schema, from)), counts: request.counts };
    const direct = request.servers[PROGRAMS] === undefined ? made : await forBackups(made, server, services);
    await makeOnShards(server, direct);
    await letPromote(server, direct);
    await copyTables(direct, request, from);
    await replayed(server);
    const address = await withPooler(direct, request, services, server);
    const owner = await connect(address, { client: { named: false, max: OWNER_CONNECTIONS }, clients: OWNER_CONNECTIONS });
    return {
      name: request.name,
      address,
      owner,
      describe: () => as(address, (session) => structureOf(session, schema)),
      changer: async () => changerOf(await openSession(address), schema),
      contents: () => {
        const originals = request.tables.map((table) => ({ schema: from.schemaOf(table), table }));
        return as(address, (session) => contentsOf(session, schema, originals));
      },
      size: () => as(address, (session) => bytesOf(session, schema)),
      settle: settlerOf({ server, address: direct, schema, owner, ownerConnections: OWNER_CONNECTIONS }),
      ...(replicasOf(server).length > 0 && { reopen: () => connect(address, { client: { target: 'primary' }, clients: 1 }) }),
      drop: async () => {
        await owner.close();
        await drop();
        if (direct.programs !== undefined) await rm(direct.programs.folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await drop().catch(() => undefined); // The first error is the one to tell.
    throw error;
  }
}

async function forBackups(lane: LaneAddress, server: Address, services: LaneServices): Promise<LaneAddress> {
  return { ...lane, programs: await makeForBackups(server, lane, services) };
}

async function as<T>(address: Address, work: (session: PostgresSession) => Promise<T>): Promise<T> {
  await using session = await openSession(address);
  return await work(session);
}

/** Rows in id order and keys afterwards, so that two copies have the same layout on disk. The role does it itself: what it makes is its own. */
async function copyTables(lane: LaneAddress, request: LaneRequest, from: Template): Promise<void> {
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
  if (lane.searchPath !== undefined)
    throw new UserError(
      `${server.user} may not make roles on the postgres on ${server.host}:${server.port}, and a lane without a role of its own has no way through PgBouncer: its connections go from client to client and lose the lane's search path`,
      `ALTER ROLE ${server.user} CREATEROLE, or leave out what uses pgbouncer`,
    );
  const users = [{ user: lane.user, password: lane.password }];
  const { host, port } = await services.server('pgbouncer', {
    settings,
    own: request.name,
    upstream: { address: server, users },
  });
  return { ...lane, via: { ...lane.via, pgbouncer: { host, port } } };
}
