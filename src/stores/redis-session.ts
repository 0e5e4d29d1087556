/** One Redis server as the project uses it: single commands, and pipelines in which no failed reply stays unseen. */
import { type RedisOptions as IoredisOptions, Redis } from 'ioredis';
import { z } from 'zod';
import { ServerError } from '../errors.ts';
import { SENTINEL_MASTER } from '../sentinel-master.ts';
import { before } from './deadline.ts';
import type { Command } from './redis.ts';
import { refusal } from './refusal.ts';
import type { Address } from './store.ts';

export const CONNECT_TIMEOUT_MS = 10_000;
/** Outlasts a pipeline of a thousand and an emptying of the whole server. */
const ANSWER_TIMEOUT_MS = 120_000;
const PIPELINE = 1000;
/** Between attempts to find a master. */
const RETRY_MS = 50;

/** What one server can be asked. */
export interface RedisServer {
  run(command: Command): Promise<unknown>;
  /** INFO's fields by name. */
  info(): Promise<ReadonlyMap<string, string>>;
  /** CONFIG's settings by name. */
  config(pattern: string): Promise<ReadonlyMap<string, string>>;
}

/** A way into a lane, on however many servers its keys lie. */
export interface RedisWay extends AsyncDisposable {
  run(command: Command): Promise<unknown>;
  /** Sends commands 1 to `count` a thousand at a time and gives each reply to `take`, in order; the first failed one ends it. */
  fill(count: number, entry: (i: number) => Command, take?: (reply: unknown, i: number) => void): Promise<void>;
  /** Each server that has keys of the lane: of a cluster every master, else the only one. */
  servers(): readonly RedisServer[];
}

export interface RedisSession extends RedisServer, RedisWay {}

export interface RedisOptions {
  readonly autoPipelining?: boolean;
  readonly connectTimeoutMs?: number;
  /** How long an answer is waited for. */
  readonly answerTimeoutMs?: number;
  readonly commandTimeoutMs?: number;
  /** Asks sentinels which server is the master, and again whenever that one is lost. */
  readonly watched?: {
    readonly sentinels: readonly { readonly host: string; readonly port: number }[];
    readonly failoverDetector: boolean;
  };
}

/** The driver's constructor wants the replies' form told apart from its other options. */
type DriverOptions = Omit<IoredisOptions, 'replyMapping'>;

export type RedisEndpoint = Pick<Address, 'host' | 'port' | 'user' | 'password' | 'database' | 'tls'>;

/** Where it connects. A connection that was lost stays so, unless sentinels can say who is the master now. */
function whereOf({ host, port, password, tls }: RedisEndpoint, { watched }: RedisOptions): DriverOptions {
  if (watched === undefined) return { host, port, ...(tls && { tls: {} }), retryStrategy: () => null };
  const { sentinels, failoverDetector } = watched;
  const again = { retryStrategy: () => RETRY_MS, sentinelRetryStrategy: () => RETRY_MS };
  return { name: SENTINEL_MASTER, sentinels: [...sentinels], sentinelPassword: password, failoverDetector, ...again };
}

/** Connects, and only then resolves. While there is no connection every command fails at once, and none is sent again unseen. */
export async function openRedis(address: RedisEndpoint, options: RedisOptions = {}): Promise<RedisSession> {
  const { autoPipelining = false, connectTimeoutMs = CONNECT_TIMEOUT_MS, answerTimeoutMs = ANSWER_TIMEOUT_MS } = options;
  const settings = {
    ...whereOf(address, options),
    ...(address.user === '' ? {} : { username: address.user }),
    ...(address.password === '' ? {} : { password: address.password }),
    ...(options.commandTimeoutMs === undefined ? {} : { commandTimeout: options.commandTimeoutMs }),
    connectTimeout: connectTimeoutMs,
    lazyConnect: true,
    enableOfflineQueue: false,
    enableAutoPipelining: autoPipelining,
    autoResendUnfulfilledCommands: false,
  };
  const redis = new Redis(settings);
  const failures: unknown[] = [];
  // Without a listener a lost connection is printed; the command that meets it fails with the reason.
  redis.on('error', (error) => {
    if (failures.length === 0) failures.push(error);
  });
  try {
    await before(connectTimeoutMs, redis.connect());
    // The driver's own choice of a database may fail without a word.
    if (databaseOf(address) !== 0) await redis.call('SELECT', databaseOf(address));
  } catch (error) {
    redis.disconnect();
    throw refusal('redis did not answer', address, failures[0] ?? error);
  }
  endSilence(redis, answerTimeoutMs);
  return sessionOf(redis);
}

/** Cuts a connection on which an answer is waited for in vain. By the socket and not by the driver, whose timer would be a tenth of a measured call. */
export function endSilence(redis: Redis, answerTimeoutMs = ANSWER_TIMEOUT_MS): void {
  redis.stream.setTimeout(answerTimeoutMs).on('timeout', () => {
    if (redis.commandQueue.length > 0) redis.stream.destroy(new Error(`no answer within ${answerTimeoutMs / 1000} s`));
  });
}

/** The logical database: 0 where none is named. */
export const databaseOf = ({ database }: Pick<Address, 'database'>): number => Number(database);

export function serverOf(redis: Redis): RedisServer {
  const run = ([name, ...args]: Command): Promise<unknown> => redis.call(String(name), ...args);
  return {
    run,
    info: async () => fieldsOf(z.string().parse(await run(['INFO', 'all']))),
    config: async (pattern) => pairsOf(z.array(z.string()).parse(await run(['CONFIG', 'GET', pattern]))),
  };
}

function sessionOf(redis: Redis): RedisSession {
  const server = serverOf(redis);
  return {
    ...server,
    fill: fillBy(async (commands) => {
      const pipeline = redis.pipeline();
      for (const [name, ...args] of commands) pipeline.call(String(name), ...args);
      return await pipeline.exec();
    }),
    servers: () => [server],
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}

/** The reply to each of several commands, or why it failed. */
type Replies = readonly (readonly [Error | null, unknown])[];

export function fillBy(send: (commands: readonly Command[]) => Promise<Replies | null>): RedisWay['fill'] {
  return async (count, entry, take) => {
    for (let first = 1; first <= count; first += PIPELINE) {
      const size = Math.min(PIPELINE, count - first + 1);
      const commands = Array.from({ length: size }, (_, i) => entry(first + i));
      const replies = checked(await send(commands), commands);
      if (take !== undefined) replies.forEach((reply, i) => void take(reply, first + i));
    }
  };
}

/** A pipeline resolves even when its commands failed: each reply carries its own error. */
function checked(replies: Replies | null, commands: readonly Command[]): unknown[] {
  if (replies?.length !== commands.length) {
    throw new ServerError(`redis answered ${replies?.length ?? 0} of ${commands.length} commands of a pipeline`);
  }
  const failed = replies.findIndex(([error]) => error !== null);
  const error = replies[failed]?.[0];
  if (error) {
    const failures = replies.filter(([each]) => each !== null).length;
    const command = commands[failed]?.slice(0, 2).join(' ');
    throw new ServerError(
      `redis refused ${failures} of ${commands.length} commands; the first was "${command} …": ${error.message}`,
      {
        cause: error,
      },
    );
  }
  return replies.map(([, reply]) => reply);
}

/** `name:value` lines; headings have no colon. */
function fieldsOf(info: string): ReadonlyMap<string, string> {
  const lines = info.split('\r\n').filter((line) => line.includes(':') && !line.startsWith('#'));
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]));
}

function pairsOf(list: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (let i = 0; i + 1 < list.length; i += 2) pairs.set(list[i] ?? '', list[i + 1] ?? '');
  return pairs;
}
