/** PostgreSQL: a fresh cluster with settings that keep background work out of measurements, scram passwords, and no socket but loopback. */
import { existsSync, realpathSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Settings } from '../../define.ts';
import { runCommand } from '../command.ts';
import { installWith, pathWay, treeWay } from '../database-ways.ts';
import { npmPostgresWay } from '../npm-postgres.ts';
import { supplyOf } from '../supply.ts';
import { writePrivate } from '../user.ts';
import type { Beyond, Launch, Recipe, Site } from './recipe.ts';

export const POSTGRES_USER = 'bench';
export const POSTGRES_DATABASE = 'bench';
const MB = 1024 ** 2;

/** A memory limit of the container counts, not only the machine. */
function memoryBytes(): number {
  const limit = process.constrainedMemory();
  return limit !== undefined && limit > 0 && limit < totalmem() ? limit : totalmem();
}

const sharedBuffersMb = (bytes: number): number => Math.max(16, Math.floor(Math.min(1024 * MB, bytes / 8) / MB));

/** What every server of a bench has unless a variant says otherwise. */
export function postgresDefaults(memory: number, has: { readonly statements: boolean; readonly zones: boolean }): Settings {
  const timezone = has.zones ? 'UTC' : 'GMT';
  return {
    shared_buffers: `${sharedBuffersMb(memory)}MB`,
    max_connections: 200,
    random_page_cost: 1.1,
    autovacuum: 'off',
    checkpoint_timeout: '30min',
    max_wal_size: '4GB',
    jit: 'off',
    max_parallel_workers_per_gather: 0,
    track_io_timing: 'on',
    timezone,
    log_timezone: timezone,
    log_checkpoints: 'off',
    log_autovacuum_min_duration: -1,
    // A refused CREATE ROLE would put its password into the log.
    log_min_error_statement: 'panic',
    ...(has.statements ? { shared_preload_libraries: 'pg_stat_statements' } : {}),
  };
}

const quoted = (value: Settings[string]): string => `'${String(value).replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** postgresql.conf, whole: nothing of the server's sample file is kept. */
export function postgresConf(port: number, settings: Settings): string {
  const ours: Settings = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', logging_collector: 'off' };
  const lines = Object.entries({ ...ours, ...settings }).map(([name, value]) => `${name} = ${quoted(value)}`);
  return `${lines.join('\n')}\n`;
}

/** Whether a PostgreSQL has a module of its contrib packages. A program on PATH may be a link to where they are. */
export function hasLibrary(postgres: string, name: string): boolean {
  const folder = existsSync(postgres) ? dirname(realpathSync(postgres)) : '';
  return ['../lib', '../lib/postgresql'].some((lib) =>
    ['so', 'dylib'].some((end) => existsSync(join(folder, lib, `${name}.${end}`))),
  );
}

/** Debian's PostgreSQL reads the system's time zones, which a minimal system lacks. GMT is the one zone that is built in, and the same time as UTC. */
const hasZones = (postgres: string): boolean =>
  ['/usr/share/zoneinfo/UTC', join(dirname(postgres), '../share/postgresql/timezone/UTC')].some((path) => existsSync(path));

const localeFor = (platform: NodeJS.Platform): string => (platform === 'linux' ? 'C.UTF-8' : 'C');

async function initdb(site: Site, data: string, signal: AbortSignal): Promise<void> {
  const { folder, runner, env, guard } = site;
  const passwordFile = join(folder, 'password');
  writePrivate(passwordFile, `${site.password}\n`, runner);
  const args = [
    '-D',
    data,
    '-U',
    POSTGRES_USER,
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--data-checksums',
    '--encoding=UTF8',
  ];
  const locale = [`--locale=${localeFor(process.platform)}`, '--no-sync', '--no-instructions'];
  await runCommand(
    guard,
    {
      program: site.binaries.programs['initdb'] ?? 'initdb',
      args: [...args, ...locale],
      cwd: folder,
      env,
      runner,
      timeoutMs: 120_000,
    },
    signal,
  );
  await rm(passwordFile);
}

/** Without a client at hand, the database is made in single-user mode, which needs no password and no port. */
async function createDatabase(site: Site, data: string, signal: AbortSignal): Promise<void> {
  const { folder, runner, env, guard } = site;
  const program = site.binaries.programs['postgres'] ?? 'postgres';
  const args = ['--single', '-F', '-D', data, 'postgres'];
  await runCommand(
    guard,
    { program, args, cwd: folder, env, runner, input: `CREATE DATABASE ${POSTGRES_DATABASE};\n`, timeoutMs: 60_000 },
    signal,
  );
}

const NEEDED = ['postgres', 'initdb'] as const;
export const postgresSupply = supplyOf('postgres', [treeWay(NEEDED), pathWay(NEEDED), npmPostgresWay], () =>
  installWith({ apt: 'postgresql', brew: 'postgresql', apk: 'postgresql', dnf: 'postgresql-server' }),
);

/** Its program on a data folder that is there, configured anew as a whole. */
export function postgresOn(data: string, site: Site): Launch {
  const { request, port, password } = site;
  const program = site.binaries.programs['postgres'] ?? 'postgres';
  const has = { statements: hasLibrary(program, 'pg_stat_statements'), zones: hasZones(program) };
  const settings = { ...postgresDefaults(memoryBytes(), has), ...request.settings };
  writeFileSync(join(data, 'postgresql.conf'), postgresConf(port, settings));
  const endpoint = { host: '127.0.0.1', port, user: POSTGRES_USER, password, database: POSTGRES_DATABASE };
  return { program, args: ['-D', data], endpoint, readyTimeoutMs: 60_000 };
}

/** Libraries that are packaged neither by Debian nor by npm: only a server that was there before has them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  citus:
    'docker compose --profile citus up -d --wait, and its address in MHBENCH_POSTGRES_URL (docs/compose.md), or that of another PostgreSQL that has it',
};

/** What a private PostgreSQL would not start with. */
function beyondPrivate({ shared_preload_libraries: libraries = '' }: Settings): Beyond | null {
  const asked = String(libraries)
    .trim()
    .split(/\s*,\s*/);
  const [name, remedy] = Object.entries(ELSEWHERE).find(([each]) => asked.includes(each)) ?? [];
  return remedy === undefined ? null : { reason: `no package source of a private PostgreSQL has ${name}`, remedy };
}

export const postgresRecipe: Recipe = {
  beyond: beyondPrivate,
  ours: [
    'port',
    'listen_addresses',
    'unix_socket_directories',
    'data_directory',
    'hba_file',
    'ident_file',
    'config_file',
    'include',
    'logging_collector',
  ],
  stop: [
    { signal: 'SIGINT', waitMs: 20_000 },
    { signal: 'SIGQUIT', waitMs: 8_000 },
  ],
  lastSignal: 'SIGQUIT',
  prepare: async (site, signal) => {
    const data = join(site.folder, 'data');
    await initdb(site, data, signal);
    await createDatabase(site, data, signal);
    return postgresOn(data, site);
  },
};
