/** What Redis says of itself: settings as they are in force, and its structure as sorted lines. */
import { databaseOf, openRedis, type RedisEndpoint, type RedisServer, type RedisWay } from './redis-session.ts';
import type { Address, Facts } from './store.ts';

const PROBE_TIMEOUT_MS = 1000;

/** Redis does not tell which settings differ from their defaults, so these are the ones that change a measurement. */
const TELLING =
  /^(maxmemory|maxmemory-policy|maxmemory-samples|save|appendonly|appendfsync|io-threads|io-threads-do-reads|hz|dynamic-hz|active-expire-effort|activedefrag|lazyfree-lazy-(eviction|expire|server-del|user-del)|(hash|zset|set|list)-max-.*)$/;

/** Differs between two servers that are set alike, or is secret. */
const OWN_TO_A_SERVER =
  /^(port|tls-.*|bind|bind-source-addr|dir|pidfile|logfile|unixsocket|aclfile|requirepass|masterauth|masteruser|proc-title-template)$/;

const versionOf = async (session: RedisServer): Promise<string> => (await session.info()).get('redis_version') ?? 'unknown';

/** The version, and the settings that change a measurement. */
export async function facts(address: Address): Promise<Facts> {
  await using session = await openRedis(address);
  const settings = [...(await session.config('*'))].filter(([name]) => TELLING.test(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return { version: await versionOf(session), settings: Object.fromEntries(settings) };
}

/** Every setting by name, and `version`. Throws when the server is not ready. */
export async function probeRedis(endpoint: RedisEndpoint): Promise<Record<string, string>> {
  await using session = await openRedis(endpoint, { connectTimeoutMs: PROBE_TIMEOUT_MS });
  return { ...Object.fromEntries(await session.config('*')), version: await versionOf(session) };
}

/** Every setting, and whether the lane's database holds keys: how many is not structure, and in which database it lies is no difference between lanes. */
export async function structureOf(way: Pick<RedisWay, 'servers'>, address: Address): Promise<readonly string[]> {
  return together(await Promise.all(way.servers().map((server) => linesOf(server, address))));
}

async function linesOf(server: RedisServer, address: Address): Promise<readonly string[]> {
  const settings = [...(await server.config('*'))].filter(([name]) => !OWN_TO_A_SERVER.test(name));
  const databases = [...(await keysByDatabase(server)).keys()];
  const held = address.attached ? databases.filter((each) => each === databaseOf(address)).map(() => 0) : databases;
  return [...settings.map(([name, value]) => `setting ${name} ${value}`), ...held.map((each) => `keyspace db${each}`)];
}

/** The structure of several servers, sorted: what not all of them have says how many do. */
export function together(structures: readonly (readonly string[])[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const line of structures.flat()) counts.set(line, (counts.get(line) ?? 0) + 1);
  const all = structures.length;
  return [...counts].map(([line, had]) => (had === all ? line : `${line} (${had} of ${all} masters)`)).sort();
}

/** `db0:keys=12,expires=0,avg_ttl=0`; databases without keys are not told. */
export async function keysByDatabase(session: RedisServer): Promise<ReadonlyMap<number, number>> {
  const fields = [...(await session.info())].flatMap(([field, value]): [number, number][] => {
    const database = /^db(\d+)$/.exec(field)?.[1];
    const keys = /(?:^|,)keys=(\d+)/.exec(value)?.[1];
    return database === undefined || keys === undefined ? [] : [[Number(database), Number(keys)]];
  });
  return new Map(fields);
}
