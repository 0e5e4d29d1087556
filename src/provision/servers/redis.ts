/** Redis: in memory only unless a variant says otherwise, its password in a file and never among its arguments. */
import { join } from 'node:path';
import type { Settings } from '../../define.ts';
import { installWith, pathWay, treeWay } from '../database-ways.ts';
import { supplyOf } from '../supply.ts';
import { writePrivate } from '../user.ts';
import type { Recipe } from './recipe.ts';

const redisDefaults: Settings = { save: '', appendonly: 'no', loglevel: 'notice' };

const written = (value: Settings[string]): string => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return value === '' ? '""' : String(value);
};

/** redis.conf. */
export function redisConf(
  place: { readonly port: number; readonly folder: string; readonly password: string },
  settings: Settings,
): string {
  const ours = [
    'bind 127.0.0.1',
    `port ${place.port}`,
    `dir ${JSON.stringify(place.folder)}`,
    `requirepass ${place.password}`,
    'daemonize no',
    'supervised no',
    'logfile ""',
    'always-show-logo no',
  ];
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${written(value)}`);
  return `${[...ours, ...lines].join('\n')}\n`;
}

export const redisSupply = supplyOf('redis', [treeWay(['redis-server']), pathWay(['redis-server'])], () =>
  installWith({ apt: 'redis-server', brew: 'redis', apk: 'redis', dnf: 'redis' }),
);

export const redisRecipe: Recipe = {
  ours: [
    'bind',
    'port',
    'dir',
    'requirepass',
    'daemonize',
    'supervised',
    'logfile',
    'pidfile',
    'unixsocket',
    'include',
    'masterauth',
  ],
  stop: [{ signal: 'SIGTERM', waitMs: 5_000 }],
  lastSignal: 'SIGTERM',
  prepare: async ({ request, binaries, folder, port, password, runner }) => {
    const conf = join(folder, 'redis.conf');
    writePrivate(conf, redisConf({ port, folder, password }, { ...redisDefaults, ...request.settings }), runner);
    const endpoint = { host: '127.0.0.1', port, user: 'default', password, database: '0' };
    return { program: binaries.programs['redis-server'] ?? 'redis-server', args: [conf], endpoint, readyTimeoutMs: 20_000 };
  },
};
