/** Redis watched by three sentinels: a master and two replicas, of which one is made master when two sentinels miss theirs. */
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
import { replicaMissing } from './redis-fields.ts';

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

/** sentinel.conf, which the sentinel itself writes anew whenever it learns something. */
const sentinelConf = (place: Pick<Site, 'port' | 'folder' | 'password'>, { master, watching }: Watch): string =>
  `${[
    ...redisLines(place),
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

/** What a sentinel does not know yet; null when it knows the master, how to watch it, both replicas and both other sentinels. */
async function sentinelMissing(stage: Stage, sentinel: LocalServer, { master, watching }: Watch): Promise<string | null> {
  const known = await stage.ask('sentinel', sentinel);
  const wanted: Readonly<Record<string, string>> = {
    ...{ name: SENTINEL_MASTER, port: String(master), flags: 'master', 'num-slaves': '2', 'num-other-sentinels': '2' },
    ...Object.fromEntries(Object.entries(watching).map(([name, value]) => [name, String(value)])),
  };
  const wrong = Object.entries(wanted).filter(([name, value]) => known[name] !== value);
  return wrong.length === 0 ? null : `${sentinel.name} says ${wrong.map(([name]) => `${name} ${known[name]}`).join(', ')}`;
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
  form: async (stage, [master = 0, one = 0, other = 0, ...watching]) => {
    const watch: Watch = { master, watching: { ...WATCHING, ...stage.settings['redis-sentinel'] } };
    const settings = { ...SETTINGS, ...stage.settings['redis'] };
    await stage.start({ name: 'master', port: master, recipe: dataNode(null), settings });
    for (const [name, port] of [['replica-1', one] as const, ['replica-2', other] as const]) {
      const replica = await stage.start({ name, port, recipe: dataNode(master), settings });
      await stage.until(() => replicaMissing(stage, replica));
    }
    const sentinels: LocalServer[] = [];
    for (const [at, port] of watching.entries())
      sentinels.push(await stage.start({ name: `sentinel-${at + 1}`, port, recipe: sentinelOf(watch) }));
    for (const sentinel of sentinels) await stage.until(() => sentinelMissing(stage, sentinel, watch));
  },
};
