/** Redis: its words for authors, and the store that the engine is given. A lane is a server process of its own. */
import { z } from 'zod';
import type { TableName } from '../define.ts';
import { ServerError, UserError } from '../errors.ts';
import { openRedis, type RedisSession } from './redis-session.ts';
import type { Address, Connection, Facts, LaneHandle, LaneRequest, LaneServices, Store } from './store.ts';

/** A command and its arguments: `['GET', 'session:17']`. */
export type Command = readonly (string | number)[];

interface RedisLane {
  command(...command: Command): Promise<unknown>;
  get(key: string): Promise<string | null>;
  /** Sends `entry(1)` to `entry(count)` by pipelines of a thousand, every reply checked. */
  fill(count: number, entry: (i: number) => Command): Promise<void>;
  /** A figure of INFO: `used_memory`, `expired_keys`. */
  info(field: string): Promise<number>;
  rows(table: TableName): number;
}

interface RedisClient {
  /** Commands of one turn of the event loop leave in one pipeline. */
  readonly autoPipelining?: boolean;
}

declare module '../define.ts' {
  interface Stores {
    redis: { lane: RedisLane; statement: Command; client: RedisClient };
  }
}

/** The tables that have a form in Redis: `user:<id>` and `session:<id>`. */
export const REDIS_TABLES: readonly TableName[] = ['users', 'sessions'];

const optionsSchema = z.strictObject({ autoPipelining: z.boolean().optional() });
const reply = z.string().nullable();

/** One connection, however many clients: Redis answers in order, and that is how its users connect. */
async function connect(
  address: Address,
  options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
): Promise<Connection<'redis'>> {
  const client = optionsSchema.safeParse(options.client);
  if (!client.success) {
    throw new UserError(
      `the client options ${JSON.stringify(options.client)} do not fit redis: ${z.prettifyError(client.error)}`,
    );
  }
  const session = await openRedis(address, { autoPipelining: client.data.autoPipelining ?? false });
  return {
    lane: laneOf(session, address),
    run: (command) => session.run(command),
    print: (command) => command.map(printed).join(' '),
    close: async () => {
      await session[Symbol.asyncDispose]();
    },
  };
}

const printed = (part: string | number): string => (/^[\w:.*-]+$/.test(String(part)) ? String(part) : JSON.stringify(part));

const laneOf = (session: RedisSession, address: Address): RedisLane => ({
  command: (...command) => session.run(command),
  get: async (key) => reply.parse(await session.run(['GET', key])),
  fill: (count, entry) => session.fill(count, entry),
  info: (field) => infoFigure(session, field),
  rows: (table) => address.counts[table],
});

async function infoFigure(session: RedisSession, field: string): Promise<number> {
  const text = (await session.info()).get(field);
  const value = Number(text);
  if (text !== undefined && Number.isFinite(value)) return value;
  throw new UserError(`INFO has no figure "${field}": ${text === undefined ? 'there is no such field' : `its value is ${text}`}`);
}

async function createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<'redis'>> {
  const server = await services.server('redis', { settings: request.servers['redis'] ?? {}, own: request.name });
  const address = { ...server, counts: request.counts };
  const session = await openRedis(address);
  try {
    await refuseKeys(session, address);
    const tables = REDIS_TABLES.filter((table) => request.tables.includes(table));
    if (tables.length > 0) await services.seed(address, request.counts, tables);
    const owner = await connect(address, { client: {}, clients: 1 });
    return {
      name: request.name,
      address,
      owner,
      describe: () => structureOf(session),
      size: () => infoFigure(session, 'used_memory_dataset'),
      drop: () => drop(session, owner),
    };
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/** A lane ends with FLUSHALL, so it must not begin on a server that holds somebody's keys. */
async function refuseKeys(session: RedisSession, { host, port }: Address): Promise<void> {
  const keys = Number(await session.run(['DBSIZE']));
  if (keys === 0) return;
  throw new ServerError(`the redis on ${host}:${port} holds ${keys} keys already, so it is not used for a lane`, {
    hint: 'give an empty server; nothing was changed on this one',
  });
}

async function drop(session: RedisSession, owner: Connection<'redis'>): Promise<void> {
  try {
    await session.run(['FLUSHALL', 'SYNC']);
  } finally {
    await session[Symbol.asyncDispose]();
    await owner.close();
  }
}

/** Differs between two servers that are set alike, or is secret. */
const OWN_TO_A_SERVER =
  /^(port|tls-port|bind|dir|pidfile|logfile|unixsocket|requirepass|masterauth|masteruser|proc-title-template)$/;

/** Every setting, and which databases hold keys: how many they hold is not structure. */
async function structureOf(session: RedisSession): Promise<readonly string[]> {
  const settings = [...(await session.config('*'))].filter(([name]) => !OWN_TO_A_SERVER.test(name));
  const databases = [...(await session.info()).keys()].filter((field) => /^db\d+$/.test(field));
  return [...settings.map(([name, value]) => `setting ${name} ${value}`), ...databases.map((name) => `keyspace ${name}`)].sort();
}

/** Redis does not tell which settings differ from their defaults, so these are the ones that change a measurement. */
const TELLING =
  /^(maxmemory|maxmemory-policy|maxmemory-samples|save|appendonly|appendfsync|io-threads|io-threads-do-reads|hz|dynamic-hz|active-expire-effort|activedefrag|lazyfree-lazy-(eviction|expire|server-del|user-del)|(hash|zset|set|list)-max-.*)$/;

async function facts(address: Address): Promise<Facts> {
  await using session = await openRedis(address);
  const settings = [...(await session.config('*'))].filter(([name]) => TELLING.test(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return { version: (await session.info()).get('redis_version') ?? 'unknown', settings: Object.fromEntries(settings) };
}

const PROBE_TIMEOUT_MS = 1000;

/** Every setting by name, and `version`. Throws when the server is not ready. */
export async function probeRedis(endpoint: {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls?: true;
}): Promise<Record<string, string>> {
  await using session = await openRedis(endpoint, { connectTimeoutMs: PROBE_TIMEOUT_MS });
  const version = (await session.info()).get('redis_version') ?? 'unknown';
  return { ...Object.fromEntries(await session.config('*')), version };
}

/** Redis: each lane is a server process, so that memory, expiry and eviction are its own. */
const unwritten = (): Promise<void> => Promise.reject(new Error('not written yet'));
export const redis: Store<'redis'> = {
  name: 'redis',
  servers: ['redis'],
  connect,
  ping: unwritten,
  reset: unwritten,
  facts,
  createLane,
};
