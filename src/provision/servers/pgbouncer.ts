/** PgBouncer before one PostgreSQL: transaction pooling, scram on both sides, passwords in a file that only its user reads. */
import { join } from 'node:path';
import type { Settings } from '../../define.ts';
import { UserError } from '../../errors.ts';
import { installWith, pathWay, treeWay } from '../database-ways.ts';
import type { StartRequest } from '../provisioner.ts';
import { supplyOf } from '../supply.ts';
import { writePrivate } from '../user.ts';
import type { Recipe } from './recipe.ts';

type Upstream = NonNullable<StartRequest['upstream']>;

const pgbouncerDefaults: Settings = {
  pool_mode: 'transaction',
  default_pool_size: 20,
  max_client_conn: 2000,
  ignore_startup_parameters: 'extra_float_digits',
  log_connections: 0,
  log_disconnections: 0,
  log_stats: 0,
};

const written = (value: Settings[string]): string => (typeof value === 'boolean' ? String(Number(value)) : String(value));

/** pgbouncer.ini. Every database name leads to the PostgreSQL behind it. */
export function pgbouncerIni(
  place: { readonly port: number; readonly usersFile: string },
  upstream: Upstream,
  settings: Settings,
): string {
  const admin = upstream.users[0]?.user ?? upstream.endpoint.user;
  const ours: Settings = {
    listen_addr: '127.0.0.1',
    listen_port: place.port,
    unix_socket_dir: '',
    auth_type: 'scram-sha-256',
    auth_file: place.usersFile,
    admin_users: admin,
    stats_users: admin,
  };
  const lines = Object.entries({ ...ours, ...settings }).map(([name, value]) => `${name} = ${written(value)}`);
  return `[databases]\n* = host=${upstream.endpoint.host} port=${upstream.endpoint.port}\n\n[pgbouncer]\n${lines.join('\n')}\n`;
}

const doubled = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** userlist.txt. Plain passwords, because PgBouncer itself must log in with scram. */
export const userList = (users: Upstream['users']): string =>
  users.map((each) => `${doubled(each.user)} ${doubled(each.password)}\n`).join('');

export const pgbouncerSupply = supplyOf('pgbouncer', [treeWay(['pgbouncer']), pathWay(['pgbouncer'])], () =>
  installWith({ apt: 'pgbouncer', brew: 'pgbouncer', apk: 'pgbouncer', dnf: 'pgbouncer' }),
);

export const pgbouncerRecipe: Recipe = {
  ours: [
    'listen_addr',
    'listen_port',
    'unix_socket_dir',
    'auth_type',
    'auth_file',
    'admin_users',
    'stats_users',
    'logfile',
    'pidfile',
    'user',
  ],
  // Version 1.18 stops at once on SIGTERM; newer ones wait for their clients on SIGTERM and stop at once on SIGQUIT.
  stop: [
    { signal: 'SIGTERM', waitMs: 3_000 },
    { signal: 'SIGQUIT', waitMs: 2_000 },
  ],
  lastSignal: 'SIGTERM',
  prepare: async ({ request, binaries, folder, port, runner }) => {
    const { upstream } = request;
    const [first] = upstream?.users ?? [];
    if (upstream === undefined || first === undefined)
      throw new UserError(`pgbouncer ${request.name} needs a PostgreSQL behind it and at least one user`);
    const [ini, usersFile] = [join(folder, 'pgbouncer.ini'), join(folder, 'userlist.txt')];
    writePrivate(usersFile, userList(upstream.users), runner);
    writePrivate(ini, pgbouncerIni({ port, usersFile }, upstream, { ...pgbouncerDefaults, ...request.settings }), runner);
    const endpoint = {
      host: '127.0.0.1',
      port,
      user: first.user,
      password: first.password,
      database: upstream.endpoint.database,
    };
    return { program: binaries.programs['pgbouncer'] ?? 'pgbouncer', args: [ini], endpoint, readyTimeoutMs: 20_000 };
  },
};
