/** MongoDB where mongod is installed, else SecantusDB in its place, which says so in its version. Loopback alone. */
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../define.ts';
import { UserError } from '../../errors.ts';
import { pathWay } from '../database-ways.ts';
import { secantusWays } from '../secantus.ts';
import { supplyOf } from '../supply.ts';
import { writePrivate } from '../user.ts';
import type { Launch, Recipe, Site } from './recipe.ts';

const MONGODB_DATABASE = 'bench';
const CACHE = 'storage.wiredTiger.engineConfig.cacheSizeGB';
const mongodbDefaults = { [CACHE]: 1 } as const;

export const mongodbSupply = supplyOf(
  'mongodb',
  [pathWay(['mongod']), ...secantusWays],
  () => 'install mongod, or Python 3.11 to 3.13 with pip, and put it on PATH',
);

/** mongod.conf, in JSON, which is YAML too. Names have dots, as the manual writes them. */
export const mongodConf = (port: number, data: string, settings: Settings): string =>
  `${Object.entries({
    ...{ ...mongodbDefaults, ...settings },
    ...{ 'net.bindIp': '127.0.0.1', 'net.port': port, 'net.unixDomainSocket.enabled': false, 'storage.dbPath': data },
  })
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join('\n')}\n`;

/** No authentication on either: whoever may use loopback on this machine may use this server, whose data are throw-away. */
const endpointOf = ({ port }: Site): Launch['endpoint'] => ({
  host: '127.0.0.1',
  port,
  user: '',
  password: '',
  database: MONGODB_DATABASE,
});

/** It would note figures of itself every second. As an argument, because a variant may have parameters of its own in the file. */
const QUIET = ['--setParameter', 'diagnosticDataCollectionEnabled=false'] as const;

function mongod(site: Site, data: string, program: string): Launch {
  const conf = join(site.folder, 'mongod.conf');
  writePrivate(conf, mongodConf(site.port, data, site.request.settings), site.runner);
  return { program, args: ['--config', conf, ...QUIET], endpoint: endpointOf(site), readyTimeoutMs: 60_000 };
}

/** Of MongoDB's settings it has the size of the cache; whatever else is asked for must not be lost in silence. */
export function secantusCache(settings: Settings): { readonly sizeMb: number; readonly given: string } {
  const unknown = Object.keys(settings).filter((name) => name !== CACHE);
  if (unknown.length > 0)
    throw new UserError(`SecantusDB has no setting ${unknown.join(', ')}; of MongoDB's settings it has ${CACHE} alone`);
  const given = settings[CACHE] ?? mongodbDefaults[CACHE];
  const sizeMb = Math.round(Number(given) * 1024);
  if (!(sizeMb >= 1)) throw new UserError(`mongodb: ${CACHE} is "${given}", which is no number of gigabytes`);
  return { sizeMb, given: String(given) };
}

function secantus(site: Site, data: string, program: string): Launch {
  const { sizeMb, given } = secantusCache(site.request.settings);
  // An empty configuration of our own: otherwise it would look for one in the folders of the system.
  const conf = join(site.folder, 'secantusd.toml');
  writePrivate(conf, '', site.runner);
  const where = ['--config', conf, '--host', '127.0.0.1', '--port', String(site.port), '--storage-path', data];
  const args = ['-m', 'secantus', ...where, '--cache-size', `${sizeMb}M`, '--log-level', 'ERROR'];
  return { program, args, endpoint: endpointOf(site), byArgument: { [CACHE]: given }, readyTimeoutMs: 30_000 };
}

export const mongodbRecipe: Recipe = {
  ours: ['net.bindip', 'net.port', 'net.unixdomainsocket.enabled', 'storage.dbpath', 'systemlog.path', 'processmanagement.fork'],
  stop: [{ signal: 'SIGTERM', waitMs: 10_000 }],
  lastSignal: 'SIGTERM',
  prepare: async (site) => {
    const { mongod: real, secantus: standIn = '' } = site.binaries.programs;
    const data = join(site.folder, 'data');
    mkdirSync(data);
    if (site.runner !== null) chownSync(data, site.runner.uid, site.runner.gid);
    return real === undefined ? secantus(site, data, standIn) : mongod(site, data, real);
  },
};
