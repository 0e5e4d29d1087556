/** Redis watched by three sentinels: a master and two replicas, of which one is made master when two sentinels miss theirs. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Settings } from '../../define.ts';
import { SENTINEL_MASTER } from '../../sentinel-master.ts';
import { installWith, pathWay, treeWay } from '../database-ways.ts';
import { freePorts } from '../ports.ts';
import type { LocalServer } from '../provisioner.ts';
import type { Recipe, Site } from '../servers/recipe.ts';
import { redisEndpoint, redisLines, redisRecipe, redisWith } from '../servers/redis.ts';
import { supplyOf } from '../supply.ts';
import type { Stage, TopologyRecipe } from '../topology.ts';
import { writePrivate } from '../user.ts';
import { redisCli, replicaMissing } from './redis-fields.ts';

const QUORUM = 2;
const SENTINELS = 3;

/** Quick, for a machine of its own; SENTINEL SET changes it at run time. */
const WATCHING: Settings = { 'down-after-milliseconds': 2_000, 'failover-timeout': 10_000, 'parallel-syncs': 1 };

interface Watch {
  /** Its port. */
  readonly master: number;
  /** How the sentinels watch it. */
  readonly watching: Settings;
}

/** A copy is sent at once instead of after five seconds, in which further replicas might ask for one. */
const SETTINGS = { 'repl-diskless-sync-delay': 0 } as const;

/** Any of them may become the master, and the master a replica: all know the password. */
const dataNode = (master: number | null): Recipe =>
  redisWith(({ password }) => [`masterauth ${password}`, ...(master === null ? [] : [`replicaof 127.0.0.1 ${master}`])]);

/** By which a sentinel is known to the others: 40 hexadecimal digits. */
const sentinelId = (port: number): string => createHash('sha1').update(`sentinel ${port}`).digest('hex');

/** sentinel.conf, which the sentinel itself writes anew whenever it learns something. */
const sentinelConf = (place: Pick<Site, 'port' | 'folder' | 'password'>, { master, watching }: Watch): string =>
  `${[
    ...redisLines(place),
    `sentinel myid ${sentinelId(place.port)}`,
    `sentinel monitor ${SENTINEL_MASTER} 127.0.0.1 ${master} ${QUORUM}`,
    `sentinel auth-pass ${SENTINEL_MASTER} ${place.password}`,
    ...Object.entries(watching).map(([name, value]) => `sentinel ${name} ${SENTINEL_MASTER} ${value}`),
  ].join('\n')}\n`;

const sentinelOf = (watch: Watch): Recipe => ({
  ...redisRecipe,
  probe: 'sentinel',
  prepare: async (site) => {
    const conf = join(site.folder, 'sentinel.conf');
    writePrivate(conf, sentinelConf(site, watch), site.runner);
    const program = site.binaries.programs['redis-server'] ?? 'redis-server';
    return { program, args: [conf, '--sentinel'], endpoint: redisEndpoint(site), readyTimeoutMs: 20_000 };
  },
});

/** Says on the master of each sentinel what it will say there itself every two seconds, so that the others need not wait to hear of it. */
async function introduce(stage: Stage, master: LocalServer, sentinels: readonly LocalServer[]): Promise<void> {
  const watched = [SENTINEL_MASTER, '127.0.0.1', master.endpoint.port, 0];
  for (const { endpoint } of sentinels) {
    const hello = ['127.0.0.1', endpoint.port, sentinelId(endpoint.port), 0, ...watched].join(',');
    await redisCli(stage, master, ['PUBLISH', '__sentinel__:hello', hello]);
  }
}

/** What the sentinel says of a field of each server of a list: `SENTINELS` or `REPLICAS`. */
async function told(stage: Stage, sentinel: LocalServer, list: string, field: string): Promise<readonly string[]> {
  const lines = (await redisCli(stage, sentinel, ['SENTINEL', list, SENTINEL_MASTER])).split('\n');
  return lines.flatMap((line, at) => (line === field ? [lines[at + 1] ?? ''] : []));
}

/** Whom a sentinel has not reached yet, though it knows of them; null when each other sentinel and each replica has answered it. */
async function unreached(stage: Stage, sentinel: LocalServer): Promise<string | null> {
  const others = await told(stage, sentinel, 'SENTINELS', 'flags');
  // Taken from the replica's own answer.
  const replicas = await told(stage, sentinel, 'REPLICAS', 'master-link-status');
  const answered = others.every((flags) => flags === 'sentinel') && replicas.every((status) => status === 'ok');
  return answered ? null : `${sentinel.name} says of sentinels ${others.join(' and ')}, of replicas ${replicas.join(' and ')}`;
}

/** What a sentinel lacks; null when it knows the master and how to watch it, and has reached both replicas and both other sentinels. */
async function sentinelMissing(stage: Stage, sentinel: LocalServer, { master, watching }: Watch): Promise<string | null> {
  const known = await stage.ask('sentinel', sentinel);
  const wanted: Readonly<Record<string, string>> = {
    ...{ name: SENTINEL_MASTER, port: String(master), flags: 'master', 'num-slaves': '2', 'num-other-sentinels': '2' },
    ...Object.fromEntries(Object.entries(watching).map(([name, value]) => [name, String(value)])),
  };
  const wrong = Object.entries(wanted).filter(([name, value]) => known[name] !== value);
  if (wrong.length === 0) return await unreached(stage, sentinel);
  return `${sentinel.name} says ${wrong.map(([name]) => `${name} ${known[name]}`).join(', ')}`;
}

const NEEDED = ['redis-server', 'redis-cli'] as const;
export const redisTopologySupply = (name: 'redis-sentinel' | 'redis-cluster') =>
  supplyOf(name, [treeWay(NEEDED), pathWay(NEEDED)], () =>
    installWith({ apt: 'redis-server redis-tools', brew: 'redis', apk: 'redis', dnf: 'redis' }),
  );

export const redisSentinel: TopologyRecipe = {
  kind: 'redis',
  supply: redisTopologySupply('redis-sentinel'),
  ports: () => freePorts(3 + SENTINELS),
  form: async (stage, [port = 0, one = 0, other = 0, ...watching]) => {
    const watch: Watch = { master: port, watching: { ...WATCHING, ...stage.settings['redis-sentinel'] } };
    const settings = { ...SETTINGS, ...stage.settings['redis'] };
    const master = await stage.start({ name: 'master', port, recipe: dataNode(null), settings });
    // One after another: a master at work for one lets the other wait for its next look round, a second later.
    for (const [name, at] of [['replica-1', one] as const, ['replica-2', other] as const]) {
      const replica = await stage.start({ name, port: at, recipe: dataNode(port), settings });
      await stage.until(() => replicaMissing(stage, replica));
    }
    const watchers = watching.map((at, n) => ({ name: `sentinel-${n + 1}`, port: at, recipe: sentinelOf(watch) }));
    const sentinels = await stage.startAll(watchers);
    await stage.until(async () => {
      const missing = await Promise.all(sentinels.map((sentinel) => sentinelMissing(stage, sentinel, watch)));
      const first = missing.find((each) => each !== null) ?? null;
      if (first !== null) await introduce(stage, master, sentinels);
      return first;
    });
  },
};
