/** Redis: in memory only unless a variant says otherwise, its password in a file and never among its arguments. */
import { join } from 'node:path';
import type { Settings } from '../../define.ts';
import { installWith, pathWay, treeWay } from '../database-ways.ts';
import { supplyOf } from '../supply.ts';
import { writePrivate } from '../user.ts';
import type { Recipe, Site } from './recipe.ts';

const redisDefaults: Settings = { save: '', appendonly: 'no', loglevel: 'notice' };

const written = (value: Settings[string]): string => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === '' ? '""' : String(value);
};

/** What every process of Redis has, a sentinel too. */
export const redisLines = (place: Pick<Site, 'port' | 'folder' | 'password'>): readonly string[] => [
  'bind 127.0.0.1',
  `port ${place.port}`,
  `dir ${JSON.stringify(place.folder)}`,
  `requirepass ${place.password}`,
  'daemonize no',
  'supervised no',
  'logfile ""',
];

/** redis.conf. */
export function redisConf(
  place: Pick<Site, 'port' | 'folder' | 'password'>,
  settings: Settings,
  more: readonly string[] = [],
): string {
  const ours = [...redisLines(place), 'always-show-logo no', ...more];
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${written(value)}`);
  return `${[...ours, ...lines].join('\n')}\n`;
}

export const redisSupply = supplyOf('redis', [treeWay(['redis-server']), pathWay(['redis-server'])], () =>
  installWith({ apt: 'redis-server', brew: 'redis', apk: 'redis', dnf: 'redis' }),
);

/** How a process of Redis is reached. */
export const redisEndpoint = ({ port, password }: Site) => ({
  host: '127.0.0.1',
  port,
  user: 'default',
  password,
  database: '0',
});

/** A server whose configuration holds further lines: such as whom it copies. */
export const redisWith = (more: (site: Site) => readonly string[]): Recipe => ({
  ours: [
    ...['bind', 'port', 'dir', 'requirepass', 'daemonize', 'supervised', 'logfile'],
    ...['pidfile', 'unixsocket', 'include', 'masterauth', 'replicaof', 'cluster-config-file'],
  ],
  stop: [{ signal: 'SIGTERM', waitMs: 5_000 }],
  lastSignal: 'SIGTERM',
  prepare: async (site) => {
    const conf = join(site.folder, 'redis.conf');
    writePrivate(conf, redisConf(site, { ...redisDefaults, ...site.request.settings }, more(site)), site.runner);
    const program = site.binaries.programs['redis-server'] ?? 'redis-server';
    return { program, args: [conf], endpoint: redisEndpoint(site), readyTimeoutMs: 20_000 };
  },
});

export const redisRecipe = redisWith(() => []);
