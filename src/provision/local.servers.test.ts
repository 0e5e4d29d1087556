/** The local provisioner against real servers: they answer with the settings they were given, and nothing of them outlives its run. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerError } from '../errors.ts';
import { probes, queryOnce } from '../testing/probes.ts';
import { sweepLeftovers } from './leftovers.ts';
import { type LocalProvisioner, localProvisioner } from './local.ts';
import { isRunning, startTimeOf } from './pids.ts';
import { placeFor } from './place.ts';
import { openGuard } from './processes.ts';
import type { LocalServer } from './provisioner.ts';
import { runnerForServers } from './user.ts';

const benchDir = fileURLToPath(new URL('../../.bench', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'mhbench test '));
const logDir = join(scratch, 'logs');
const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const { signal } = new AbortController();

const open = (options: Partial<Parameters<typeof localProvisioner>[0]> = {}): Promise<LocalProvisioner> =>
  localProvisioner({ benchDir, runId: 'test', logDir, probes, signal, note: () => undefined, ...options });
const dataFolders = (prefix: string): readonly string[] => {
  const { data } = placeFor(benchDir, runnerForServers());
  return existsSync(data) ? readdirSync(data).filter((name) => name.startsWith(prefix)) : [];
};
/** Polls with a deadline of 20 s. */
async function until(fact: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 400 && !fact(); tries += 1) await pause(50);
  return fact();
}
const logOf = (error: unknown): string => (error instanceof ServerError ? error.log.join('\n') : 'no error of ours');
const runs = (pid: number): boolean => startTimeOf(pid) !== null;
const recordsOf = (pid: number): readonly string[] =>
  readdirSync(join(benchDir, 'run')).filter((name) => name.startsWith(`${pid}-`) && name.endsWith('.json'));

// Servers run as another user when root tests, and that user must be able to pass.
beforeAll(() => chmodSync(scratch, 0o755));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('three servers with settings', () => {
  let provisioner: LocalProvisioner;
  let postgres: LocalServer;
  let pgbouncer: LocalServer;
  let redis: LocalServer;

  beforeAll(async () => {
    provisioner = await open();
    postgres = await provisioner.start(
      { kind: 'postgres', name: 'three-main', settings: { work_mem: '8MB', shared_buffers: 4096 } },
      signal,
    );
    const users = [{ user: postgres.endpoint.user, password: postgres.endpoint.password }];
    const upstream = { endpoint: postgres.endpoint, users };
    pgbouncer = await provisioner.start(
      { kind: 'pgbouncer', name: 'three-pool', settings: { default_pool_size: 3 }, upstream },
      signal,
    );
    redis = await provisioner.start({ kind: 'redis', name: 'three-cache', settings: { maxmemory: '32mb' } }, signal);
  });
  afterAll(() => provisioner[Symbol.asyncDispose]());

  test('PostgreSQL runs with what was asked, and with what benchmarks need', async () => {
    expect(await probes.postgres(postgres.endpoint)).toMatchObject({
      work_mem: '8MB',
      shared_buffers: '32MB',
      autovacuum: 'off',
      jit: 'off',
      data_checksums: 'on',
      password_encryption: 'scram-sha-256',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: '200',
      server_encoding: 'UTF8',
      shared_preload_libraries: 'pg_stat_statements',
    });
    expect(postgres.endpoint).toMatchObject({ host: '127.0.0.1', user: 'bench', database: 'bench' });
  });

  test('a wrong password is refused', async () => {
    await expect(queryOnce({ ...postgres.endpoint, password: 'wrong' }, 'SELECT 1')).rejects.toThrow(
      /password authentication failed/,
    );
    await expect(queryOnce({ ...pgbouncer.endpoint, password: 'wrong' }, 'SELECT 1')).rejects.toThrow(/failed/);
    await expect(probes.redis({ ...redis.endpoint, password: 'wrong' })).rejects.toThrow();
  });

  test('PgBouncer passes queries to it in transaction mode', async () => {
    expect(await probes.pgbouncer(pgbouncer.endpoint)).toMatchObject({
      pool_mode: 'transaction',
      default_pool_size: '3',
      listen_addr: '127.0.0.1',
    });
    expect(await queryOnce(pgbouncer.endpoint, 'SELECT current_database() AS name')).toEqual([{ name: 'bench' }]);
  });

  test('Redis holds data in memory alone', async () => {
    expect(await probes.redis(redis.endpoint)).toMatchObject({
      maxmemory: '33554432',
      save: '',
      appendonly: 'no',
      bind: '127.0.0.1',
    });
  });

  test('each says its version, and where it comes from and why', async () => {
    for (const server of [postgres, pgbouncer, redis]) {
      expect(server.version).toMatch(/^\d+\.\d+/);
      expect(server.source).toMatch(/private tree|PATH/);
      expect(server.reason).not.toBe('');
      expect(await provisioner.available(server.kind)).toMatchObject({ state: 'ready', remedy: null });
    }
  });

  test.runIf(process.getuid?.() === 0)('no server runs as root', () => {
    for (const { pid } of [postgres, pgbouncer, redis]) {
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534/m);
    }
  });

  test('no password stands among the arguments of a process or in a log', async () => {
    for (const server of [postgres, pgbouncer, redis]) {
      expect(readFileSync(`/proc/${server.pid}/cmdline`, 'utf8')).not.toContain(server.endpoint.password);
      expect((await server.logTail(1000)).join('\n')).not.toContain(server.endpoint.password);
    }
  });

  test('after the stop there is no process and no data, and the logs are still there', async () => {
    await provisioner.stopAll();
    expect([postgres, pgbouncer, redis].map(({ pid }) => runs(pid))).toEqual([false, false, false]);
    expect(dataFolders('three-')).toEqual([]);
    expect((await postgres.logTail(3)).join('\n')).toContain('database system is shut down');
    expect(readdirSync(logDir).filter((name) => name.startsWith('three-'))).toHaveLength(3);
  });
});

describe('a start that fails', () => {
  test('a value that PostgreSQL refuses is told with the words of its log', async () => {
    await using provisioner = await open();
    const start = provisioner.start({ kind: 'postgres', name: 'wrong-value', settings: { work_mem: 'lots' } }, signal);
    const error = await start.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({
      message: expect.stringContaining('postgres wrong-value could not be started: it ended with exit code 1'),
    });
    expect(logOf(error)).toContain('invalid value for parameter "work_mem": "lots"');
    expect(dataFolders('wrong-value')).toEqual([]);
  });

  test('a value that PostgreSQL changes by itself is told with both values', async () => {
    await using provisioner = await open();
    const start = provisioner.start({ kind: 'postgres', name: 'rounded', settings: { shared_buffers: '12345kB' } }, signal);
    await expect(start).rejects.toThrow(/shared_buffers: given 12345kB, reported 12344kB/);
    expect(dataFolders('rounded')).toEqual([]);
  });

  test('a setting that Redis does not know is told with the words of its log', async () => {
    await using provisioner = await open();
    const error = await provisioner
      .start({ kind: 'redis', name: 'unknown', settings: { nonsense: 1 } }, signal)
      .catch((thrown: unknown) => thrown);
    expect(logOf(error)).toContain('Bad directive or wrong number of arguments');
  });

  test('a run that is stopped during a start leaves nothing', async () => {
    const stop = new AbortController();
    const asked: number[] = [];
    const slow = (endpoint: { readonly port: number }): Promise<Record<string, string>> => {
      asked.push(endpoint.port);
      stop.abort();
      return new Promise(() => undefined);
    };
    await using provisioner = await open({ probes: { ...probes, postgres: slow } });
    await expect(provisioner.start({ kind: 'postgres', name: 'stopped', settings: {} }, stop.signal)).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(asked).toHaveLength(1);
    expect(dataFolders('stopped')).toEqual([]);
  });
});

describe('a run that dies', () => {
  async function abandoned(): Promise<{ readonly child: ChildProcess; readonly pids: readonly number[] }> {
    const program = fileURLToPath(new URL('fixtures/abandoned-run.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', tsx, program, benchDir, logDir, 'postgres', 'redis'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(child.stdout, 'data');
    return { child, pids: JSON.parse(String(line)) as readonly number[] };
  }

  test.each(['SIGKILL', 'SIGTERM'] as const)('after %s no server, no data and no record is left', async (how) => {
    const { child, pids } = await abandoned();
    expect(pids.map(runs)).toEqual([true, true]);
    child.kill(how);
    expect(await until(() => !pids.some(runs))).toBe(true);
    expect(await until(() => dataFolders('abandoned-').length === 0)).toBe(true);
    expect(await until(() => recordsOf(child.pid ?? 0).length === 0)).toBe(true);
  });

  test('what is left when the watchdog died too is swept at the next start', async () => {
    const home = join(scratch, 'sweep', '.bench');
    const folder = join(home, 'data', 'left');
    mkdirSync(folder, { recursive: true });
    mkdirSync(join(home, 'run'), { recursive: true });
    const left = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const pid = left.pid ?? 0;
    const other = { pid: process.pid, startTime: '1', signal: 'SIGKILL' };
    const processes = [{ pid, startTime: startTimeOf(pid), signal: 'SIGTERM' }, other];
    const record = { cli: { pid: 999_999_999, startTime: '1' }, processes, folders: [folder, scratch] };
    writeFileSync(join(home, 'run', '999999999-1.json'), JSON.stringify(record));
    expect(await sweepLeftovers(home)).toEqual([
      `ended process ${pid}, left by run 999999999`,
      `removed ${folder}, left by run 999999999`,
    ]);
    expect([runs(pid), existsSync(folder), existsSync(scratch), readdirSync(join(home, 'run')).length]).toEqual([
      false,
      false,
      true,
      0,
    ]);
    expect(await sweepLeftovers(home)).toEqual([]);
  });

  test('a watchdog that somebody ended is replaced, and the new one knows everything', async () => {
    const runDir = join(scratch, 'replaced');
    const guard = openGuard(runDir);
    const [first, second] = [spawn('sleep', ['600'], { stdio: 'ignore' }), spawn('sleep', ['600'], { stdio: 'ignore' })];
    guard.guard(first.pid ?? 0);
    const watchdogs = childrenRunning('watchdog.ts');
    for (const pid of watchdogs) process.kill(pid, 'SIGKILL');
    expect(await until(() => watchdogs.every((pid) => !runs(pid)))).toBe(true);
    guard.guard(second.pid ?? 0);
    await guard[Symbol.asyncDispose]();
    expect(await until(() => ![first.pid ?? 0, second.pid ?? 0].some(runs))).toBe(true);
  });
});

/** Children of this process whose arguments name a file. */
function childrenRunning(file: string): readonly number[] {
  const text = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
  return text
    .trim()
    .split(' ')
    .map(Number)
    .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(file));
}

test('a process that has another start time is not ours', () => {
  expect(isRunning({ pid: process.pid, startTime: startTimeOf(process.pid) ?? '' })).toBe(true);
  expect(isRunning({ pid: process.pid, startTime: '1' })).toBe(false);
});
