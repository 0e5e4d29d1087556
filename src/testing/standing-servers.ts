/** Servers that were there before a run, for tests: private ones that the test itself started, and what stands on them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { probes } from '../commands/probes.ts';
import type { Settings } from '../define.ts';
import { localProvisioner } from '../provision/local.ts';
import type { Endpoint, LocalServer, ServerKind } from '../provision/provisioner.ts';
import { openRedis } from '../stores/redis-session.ts';
import { project } from './cli.ts';
import { queryOnce } from './probes.ts';

export interface StandingServers extends AsyncDisposable {
  start(kind: ServerKind, settings?: Settings): Promise<LocalServer>;
}

export async function standingServers(): Promise<StandingServers> {
  const logDir = await mkdtemp(join(tmpdir(), 'mhbench-test-logs-'));
  const { signal } = new AbortController();
  const note = (): void => undefined;
  const local = await localProvisioner({ benchDir: join(project, '.bench'), runId: 'test', logDir, probes, signal, note });
  let started = 0;
  return {
    start: (kind, settings = {}) => local.start({ kind, name: `standing-${kind}-${++started}`, settings }, signal),
    async [Symbol.asyncDispose]() {
      await local[Symbol.asyncDispose]();
      await rm(logDir, { recursive: true, force: true });
    },
  };
}

export interface Stand extends Pick<StandingServers, 'start'> {
  /** One of those that stand from the beginning. */
  server(kind: ServerKind): LocalServer;
  /** A folder of the test's own, with a space in its name. */
  out(): string;
}

/** For a file of tests, at its top: servers that stand while they run, and a folder for what each writes. Outside of tests nothing is there yet. */
export function stand(...kinds: readonly ServerKind[]): Stand {
  const standing = new Map<ServerKind, LocalServer>();
  let servers: StandingServers;
  let folder: string;
  beforeAll(async () => {
    servers = await standingServers();
    for (const kind of kinds) standing.set(kind, await servers.start(kind));
  });
  afterAll(() => servers[Symbol.asyncDispose]());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mhbench standing test '));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return {
    start: (kind, settings) => servers.start(kind, settings),
    server(kind) {
      const server = standing.get(kind);
      if (server === undefined) throw new Error(`no ${kind} stands here, but ${kinds.join(', ')}: name it to stand()`);
      return server;
    },
    out: () => folder,
  };
}

/** A database of its own, whose owner is no superuser. */
export async function databaseOn(
  { endpoint }: LocalServer,
  { name, roles }: { readonly name: string; readonly roles: boolean },
): Promise<Endpoint> {
  const password = `p@ss/word %41 of ${name}`;
  await queryOnce(endpoint, `CREATE ROLE ${name} LOGIN ${roles ? 'CREATEROLE' : ''} PASSWORD '${password}'`);
  await queryOnce(endpoint, `CREATE DATABASE ${name} OWNER ${name}`);
  return { ...endpoint, user: name, password, database: name };
}

/** As a user would write it. */
export function urlOf(kind: ServerKind, { host, port, user, password, database }: Endpoint): string {
  const who = user + password === '' ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  return `${kind}://${who}${host}:${port}${kind === 'postgres' ? `/${encodeURIComponent(database)}` : ''}`;
}

const STRUCTURE = `
SELECT 'schema ' || nspname || ' ' || coalesce(nspacl::text, '') || coalesce(obj_description(oid), '') AS line FROM pg_namespace
 WHERE nspname !~ '^pg_(toast_)?temp_'
UNION ALL SELECT 'relation ' || relnamespace::regnamespace || '.' || relname || ' ' || relkind::text || coalesce(relacl::text, '') FROM pg_class
 WHERE relnamespace::regnamespace::text !~ '^pg_'
UNION ALL SELECT 'role ' || rolname || ' ' || rolcanlogin FROM pg_roles
UNION ALL SELECT 'setting ' || setdatabase || ' ' || setrole || ' ' || array_to_string(setconfig, ',') FROM pg_db_role_setting
UNION ALL SELECT 'database ' || datname FROM pg_database
UNION ALL SELECT 'function ' || oid::regprocedure FROM pg_proc WHERE pronamespace::regnamespace::text !~ '^pg_'
UNION ALL SELECT 'extension ' || extname FROM pg_extension
ORDER BY line`;

/** Everything that a run could have left in a database, and on its server. */
export const structureOfPostgres = async (endpoint: Endpoint): Promise<readonly string[]> =>
  (await queryOnce(endpoint, STRUCTURE)).map(({ line }) => String(line));

/** Keys by database, and the settings. */
export async function structureOfRedis(endpoint: Endpoint): Promise<readonly string[]> {
  await using session = await openRedis(endpoint);
  const held = [...(await session.info())].filter(([name]) => /^db\d+$/.test(name));
  return [...held, ...(await session.config('*'))].map((pair) => pair.join(' '));
}
