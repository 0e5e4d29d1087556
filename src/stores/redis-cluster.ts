/** A way into a Redis Cluster: for a client that knows which master has which key, and for one that asks the first node and goes where it is sent. */
import { Cluster, type Redis } from 'ioredis';
import { ServerError, UserError } from '../errors.ts';
import { hostPort } from '../host-port.ts';
import { before } from './deadline.ts';
import type { Command } from './redis.ts';
import {
  CONNECT_TIMEOUT_MS,
  endSilence,
  fillBy,
  openRedis,
  type RedisOptions,
  type RedisServer,
  type RedisSession,
  type RedisWay,
  serverOf,
} from './redis-session.ts';
import { refusal } from './refusal.ts';
import type { Address } from './store.ts';

export interface ClusterWayOptions extends Pick<RedisOptions, 'autoPipelining' | 'commandTimeoutMs'> {
  /** false: nothing is remembered of where keys are. */
  readonly slotMap?: boolean;
}

type Where = { readonly host: string; readonly port: number };

/** Where the nodes of the lane's cluster answer, the first one first; none where it stands on no cluster. */
export const nodesOf = ({ via = {} }: Pick<Address, 'via'>): readonly Where[] =>
  Object.entries(via).flatMap(([name, where]) => (name.startsWith('node-') ? [where] : []));

/** Redirections and retries are the driver's own, as its users have them. A client that has lost every node stays lost. */
export async function openCluster(address: Address, options: ClusterWayOptions = {}): Promise<RedisWay> {
  const { autoPipelining = false, commandTimeoutMs, slotMap = true } = options;
  const cluster = new Cluster([...nodesOf(address)], {
    ...{ lazyConnect: true, enableReadyCheck: false, enableAutoPipelining: autoPipelining },
    clusterRetryStrategy: () => null,
    redisOptions: {
      ...{ username: address.user, password: address.password, connectTimeout: CONNECT_TIMEOUT_MS },
      ...(commandTimeoutMs !== undefined && { commandTimeout: commandTimeoutMs }),
    },
  });
  const failures: unknown[] = [];
  // Without a listener a lost cluster is printed; the command that meets it fails with the reason.
  const note = (error: unknown): void => {
    if (failures.length === 0) failures.push(error);
  };
  cluster.on('error', note).on('node error', note);
  cluster.on('+node', (node: Redis) => node.on('connect', () => endSilence(node)));
  try {
    await before(CONNECT_TIMEOUT_MS, cluster.connect());
  } catch (error) {
    cluster.disconnect();
    throw refusal('the redis cluster did not answer', address, failures[0] ?? error);
  }
  const way = wayOf(cluster);
  if (slotMap) return way;
  try {
    return withoutMap(way, await openRedis(address, options), (where) => openRedis({ ...address, ...where }, options));
  } catch (error) {
    cluster.disconnect();
    throw error;
  }
}

function wayOf(cluster: Cluster): RedisWay {
  // Not whom the driver is connected to: it forgets a master that is gone, and those that are left would look like all.
  const servers = (): readonly RedisServer[] => {
    const known = new Map(cluster.nodes('master').map((node) => [`${node.options.host}:${node.options.port}`, node]));
    return mastersOf(cluster.slots).map((where) => {
      const node = known.get(where);
      if (node !== undefined) return serverOf(node);
      throw new ServerError(`the master on ${where} is gone, and who has its slots is not known yet`);
    });
  };
  const whole = wholeBy(servers);
  const run = (command: Command): Promise<unknown> => {
    const [name, ...args] = command;
    return isKeyless(name) ? whole(command) : cluster.call(String(name), ...args);
  };
  return {
    ...{ run, servers },
    // A pipeline of the driver's takes keys of one node alone.
    fill: fillBy(async (commands) =>
      (await Promise.allSettled(commands.map(run))).map((each) =>
        each.status === 'fulfilled' ? [null, each.value] : [each.reason as Error, null],
      ),
    ),
    async [Symbol.asyncDispose]() {
      cluster.disconnect();
    },
  };
}

const SLOTS = 16_384;

/** Who has slots, in their order: the first of each slot's nodes is its master. Throws where a slot has none. */
export function mastersOf(slots: readonly (readonly string[])[]): readonly string[] {
  const masters = new Set<string>();
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const [master] = slots[slot] ?? [];
    if (master === undefined) throw new ServerError(`no master of the redis cluster has slot ${slot}`);
    masters.add(master);
  }
  return [...masters];
}

/** Asks the first node always; the others only to bring a call where it was sent. */
function withoutMap(whole: RedisWay, first: RedisSession, open: (where: Where) => Promise<RedisSession>): RedisWay {
  const others = new Map<string, Promise<RedisSession>>();
  const other = (where: Where) => {
    const key = hostPort(where);
    const known = others.get(key) ?? open(where);
    others.set(key, known);
    return known;
  };
  return {
    ...whole,
    async run(command) {
      if (isKeyless(command[0])) return await whole.run(command);
      try {
        return await first.run(command);
      } catch (error) {
        const where = movedTo(error);
        if (where === null) throw error;
        return await (await other(where)).run(command);
      }
    },
    async [Symbol.asyncDispose]() {
      const opened = await Promise.allSettled(others.values());
      const sessions = opened.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      for (const each of [...sessions, first, whole]) await each[Symbol.asyncDispose]();
    },
  };
}

/** Who has the key, where a node says that it has not: `MOVED 3999 127.0.0.1:6381`. */
export function movedTo(error: unknown): Where | null {
  const [, host, port] = /^MOVED \d+ (.+):(\d+)$/.exec(error instanceof Error ? error.message : '') ?? [];
  return host === undefined ? null : { host, port: Number(port) };
}

/** Of these each master has a part, and how the parts become one answer is what Redis itself tells clients. */
const PARTED: Readonly<Record<string, (answers: readonly unknown[]) => unknown>> = {
  DBSIZE: (answers) => answers.reduce<number>((sum, keys) => sum + Number(keys), 0),
  KEYS: (answers) => answers.flat(),
  FLUSHALL: ([first]) => first,
  FLUSHDB: ([first]) => first,
};
/** Of these one node's answer would look right and be wrong. */
const ONE_NODES = ['BGSAVE', 'CONFIG', 'INFO', 'RANDOMKEY', 'SAVE', 'SCAN', 'SCRIPT', 'WAIT'];
const KEYLESS = new Set([...Object.keys(PARTED), ...ONE_NODES]);
const nameOf = (name: Command[number] | undefined): string => String(name).toUpperCase();
const isKeyless = (name: Command[number] | undefined): boolean => KEYLESS.has(nameOf(name));

/** Asks every master, and makes one answer of theirs where there is one. */
export function wholeBy(servers: () => readonly Pick<RedisServer, 'run'>[]): (command: Command) => Promise<unknown> {
  return async (command) => {
    const name = nameOf(command[0]);
    const joined = PARTED[name];
    if (joined !== undefined) return joined(await Promise.all(servers().map((server) => server.run(command))));
    throw new UserError(
      `${name} names no key, so one node of the cluster would answer for all`,
      `ask each master by itself: lane.everywhere('${name}', …)`,
    );
  };
}
