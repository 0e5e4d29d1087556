/** A Redis lane: on servers of ours all that they hold; on one that was there before one of its logical databases, noted before it is used. */
import type { TableName } from '../define.ts';
import { ServerError } from '../errors.ts';
import { memberOf, waysTo } from './members.ts';
import { OURS } from './names.ts';
import { nodesOf } from './redis-cluster.ts';
import { ready } from './redis-cluster-ready.ts';
import { connect, figureOf, openWay } from './redis-connection.ts';
import { structureOf } from './redis-facts.ts';
import { databaseOf, openRedis, type RedisWay } from './redis-session.ts';
import { settle } from './redis-settle.ts';
import type { Address, LaneHandle, LaneRequest, LaneServices } from './store.ts';

/** The tables that have a form in Redis: `user:<id>` and `session:<id>`. */
export const REDIS_TABLES: readonly TableName[] = ['users', 'sessions'];
/** A hash of database 0: the number of each database that a lane has, and the lane's name. */
export const LANE_NOTES = `${OURS}:lanes`;
/** Redis has 16 unless it is told otherwise; database 0 is everybody's. */
const LAST_DATABASE = 15;
/** Those that a lane can stand on, and the member by which it is known. */
const TOPOLOGIES = { 'redis-sentinel': 'master', 'redis-cluster': 'node-1' } as const;

/** Makes the lane and loads it. When anything fails, nothing of it stays. */
export async function createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<'redis'>> {
  const server = await serverFor(request, services);
  const database = server.attached ? await claimDatabase(server, `lane ${request.name}`) : server.database;
  const address: Address = { ...server, database, counts: request.counts };
  const way = await openWay(address);
  try {
    if (!server.attached) await refuseKeys(way, address);
    return await load(way, request, { address, services });
  } catch (error) {
    await way[Symbol.asyncDispose]();
    throw error;
  }
}

/** A server of its own, or a topology of its own, with a way to each member. */
async function serverFor({ name, servers }: LaneRequest, services: LaneServices): Promise<Address> {
  const redis = servers['redis'] ?? {};
  const [topology, first] = Object.entries(TOPOLOGIES).find(([each]) => servers[each] !== undefined) ?? [];
  if (topology === undefined || first === undefined) return await services.server('redis', { settings: redis, own: name });
  const settings = { redis, [topology]: servers[topology] ?? {} };
  const members = await services.topology(topology, { settings, own: name });
  return { ...memberOf(topology, members, first), via: waysTo(members) };
}

async function load(
  way: RedisWay,
  request: LaneRequest,
  { address, services }: { readonly address: Address; readonly services: LaneServices },
): Promise<LaneHandle<'redis'>> {
  try {
    const tables = REDIS_TABLES.filter((table) => request.tables.includes(table));
    if (tables.length > 0) await services.seed(address, request.counts, tables);
    // A drill kills a node of it, and without a replica of that one nothing would follow.
    if (nodesOf(address).length > 0) await ready(address);
    const owner = await connect(address, { client: {}, clients: 1 });
    return {
      name: request.name,
      address,
      owner,
      describe: () => structureOf(way, address),
      // On a server that was there before, the figure is the sum over everything that it holds.
      size: () => (address.attached ? Promise.resolve(null) : figureOf(way, 'used_memory_dataset')),
      settle: () => settle(way, address),
      ...(address.via && { reopen: () => connect(address, { client: {}, clients: 1 }) }),
      async drop() {
        try {
          await empty(way, address);
        } finally {
          await way[Symbol.asyncDispose]();
          await owner.close();
        }
      },
    };
  } catch (error) {
    await empty(way, address).catch(() => undefined); // The first error is the one to tell.
    throw error;
  }
}

async function empty(way: RedisWay, address: Address): Promise<void> {
  if (address.attached) await releaseDatabase(address);
  else await way.run(['FLUSHALL', 'SYNC']);
}

/** A lane ends with FLUSHALL, so it must not begin on a server that holds somebody's keys. */
async function refuseKeys(way: RedisWay, { host, port }: Address): Promise<void> {
  const keys = Number(await way.run(['DBSIZE']));
  if (keys === 0) return;
  throw new ServerError(`the redis on ${host}:${port} holds ${keys} keys already, so it is not used for a lane`, {
    hint: 'give an empty server; nothing was changed on this one',
  });
}

/** The first database that is empty and that no other lane has. Of two runs that see the same one, only one can note it. */
export async function claimDatabase(server: Address, holder: string, noted = LANE_NOTES): Promise<string> {
  await using notes = await openRedis({ ...server, database: '0' });
  for (let database = 1; database <= LAST_DATABASE; database += 1) {
    // Looked at before it is noted: whoever dies in between has noted nothing that a reset would empty.
    if (!(await isEmpty({ ...server, database: String(database) }))) continue;
    if ((await notes.run(['HSETNX', noted, database, holder])) === 1) return String(database);
  }
  throw new ServerError(
    `the redis on ${server.host}:${server.port} has no empty database among 1 to ${LAST_DATABASE} for ${holder}`,
    { hint: 'empty one of them, or drop what an earlier run left there' },
  );
}

/** One that the server does not have cannot be taken either. */
async function isEmpty(address: Address): Promise<boolean> {
  try {
    await using session = await openRedis(address);
    return (await session.run(['DBSIZE'])) === 0;
  } catch (error) {
    if (error instanceof ServerError && /out of range|SELECT is not allowed/i.test(error.message)) return false;
    throw error;
  }
}

/** Empties the lane's database and takes its note away; the other databases are not touched. */
export async function releaseDatabase(address: Address): Promise<void> {
  const database = databaseOf(address);
  if (!(database >= 1 && database <= LAST_DATABASE)) throw new RangeError(`database ${address.database} is no lane's`);
  await using session = await openRedis(address);
  await session.run(['FLUSHDB', 'SYNC']);
  await using notes = await openRedis({ ...address, database: '0' });
  await notes.run(['HDEL', LANE_NOTES, database]);
}
