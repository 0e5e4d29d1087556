/** What a PostgreSQL lane has on the shards of `postgres-shards`: a role and a schema of the same name on each, and the coordinator's way to them. */
import pg from 'pg';
import type { LaneAddress } from './postgres-role.ts';
import { dropLane } from './postgres-role.ts';
import { openSession } from './postgres-session.ts';
import type { Address } from './store.ts';

const SHARD = 'shard-';

/** The coordinator's shards, as it is reached itself; none where the lane stands on one server or on replicas. */
const shardsOf = (server: Address): readonly (readonly [name: string, shard: Address])[] =>
  Object.entries(server.via ?? {}).flatMap(([name, where]) =>
    name.startsWith(SHARD) ? [[name, { ...server, ...where }] as const] : [],
  );

export const hasShards = (server: Address): boolean => shardsOf(server).length > 0;

/** The lane's role may make tables on each shard, and foreign tables of them on the coordinator. */
export async function makeOnShards(server: Address, { schema, user, password }: LaneAddress): Promise<void> {
  for (const [name, shard] of shardsOf(server)) {
    await using session = await openSession(shard);
    await session.run(`SET password_encryption = 'scram-sha-256'`);
    await session.run(`CREATE ROLE ${user} LOGIN PASSWORD ${pg.escapeLiteral(password)}`);
    await session.run(`CREATE SCHEMA ${schema} AUTHORIZATION ${user}`);
    await session.run(`ALTER ROLE ${user} SET search_path = ${schema}`);
    await using coordinator = await openSession(server);
    const foreign = name.replaceAll('-', '_');
    const options = `OPTIONS (user ${pg.escapeLiteral(user)}, password ${pg.escapeLiteral(password)})`;
    await coordinator.run(`CREATE USER MAPPING FOR ${user} SERVER ${foreign} ${options}`);
    await coordinator.run(`GRANT USAGE ON FOREIGN SERVER ${foreign} TO ${user}`);
  }
}

export async function dropOnShards(server: Address, schema: string): Promise<void> {
  for (const [, shard] of shardsOf(server)) {
    await using session = await openSession(shard);
    // What a writer that died had prepared would hold its locks for ever.
    const prepared = await session.run('SELECT gid FROM pg_prepared_xacts WHERE owner = $1', [schema]);
    for (const { gid } of prepared) await session.run(`ROLLBACK PREPARED ${pg.escapeLiteral(String(gid))}`);
    await dropLane(session, schema);
  }
}
