/** Kafka, Neo4j and MongoDB (or what stands in its place) as real servers: they answer with their settings, and nothing of them is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServerError, UserError } from '../errors.ts';
import { probes } from '../testing/probes.ts';
import { throughKafka, throughMongodb, throughNeo4j } from '../testing/round-trips.ts';
import { type LocalProvisioner, localProvisioner } from './local.ts';
import { startTimeOf } from './pids.ts';
import { placeFor } from './place.ts';
import type { LocalServer, StartRequest } from './provisioner.ts';
import { runnerForServers } from './user.ts';

const benchDir = fileURLToPath(new URL('../../.bench', import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'mhbench test '));
const logDir = join(scratch, 'logs');
const { signal } = new AbortController();
const CACHE = 'storage.wiredTiger.engineConfig.cacheSizeGB';

const open = (): Promise<LocalProvisioner> =>
  localProvisioner({ benchDir, runId: 'test', logDir, probes, signal, note: () => undefined });
const runs = (pid: number): boolean => startTimeOf(pid) !== null;
const dataFolders = (prefix: string): readonly string[] => {
  const { data } = placeFor(benchDir, runnerForServers());
  return existsSync(data) ? readdirSync(data).filter((name) => name.startsWith(prefix)) : [];
};
/** Polls with a deadline of 30 s. */
async function until(fact: () => boolean): Promise<boolean> {
  for (let tries = 0; tries < 600 && !fact(); tries += 1) await pause(50);
  return fact();
}
const failureOf = async (request: Omit<StartRequest, 'name'>): Promise<unknown> => {
  await using provisioner = await open();
  return await provisioner.start({ ...request, name: `refused-${request.kind}` }, signal).catch((error: unknown) => error);
};
const logOf = (error: unknown): string => (error instanceof ServerError ? error.log.join('\n') : String(error));

/** The addresses at which a process listens, as the kernel writes them: hexadecimal, each four bytes backwards. */
function listening(pid: number): readonly string[] {
  const sockets = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    const target = readlinkSync(`/proc/${pid}/fd/${fd}`);
    return target.startsWith('socket:[') ? [target.slice(8, -1)] : [];
  });
  const lines = ['tcp', 'tcp6'].flatMap((name) => readFileSync(`/proc/${pid}/net/${name}`, 'utf8').split('\n').slice(1));
  const fields = lines.map((line) => line.trim().split(/\s+/));
  return fields.filter((each) => each[3] === '0A' && sockets.includes(each[9] ?? '')).map((each) => each[1]?.split(':')[0] ?? '');
}
const LOOPBACK = ['0100007F', '0000000000000000FFFF00000100007F', '00000000000000000000000001000000'];

// Servers run as another user when root tests, and that user must be able to pass.
beforeAll(() => chmodSync(scratch, 0o755));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('three servers with settings', () => {
  let provisioner: LocalProvisioner;
  let kafka: LocalServer;
  let neo4j: LocalServer;
  let mongodb: LocalServer;

  beforeAll(async () => {
    provisioner = await open();
    const memory = { 'server.memory.heap.initial_size': '300m', 'server.memory.heap.max_size': '400m' };
    const ofKafka = { 'jvm.heap.max': '400m', 'num.io.threads': 2, 'message.max.bytes': 2_000_000 };
    kafka = await provisioner.start({ kind: 'kafka', name: 'more-kafka', settings: ofKafka }, signal);
    const ofNeo4j = { ...memory, 'server.memory.pagecache.size': '64m' };
    neo4j = await provisioner.start({ kind: 'neo4j', name: 'more-neo4j', settings: ofNeo4j }, signal);
    mongodb = await provisioner.start({ kind: 'mongodb', name: 'more-mongodb', settings: { [CACHE]: 0.25 } }, signal);
  });
  afterAll(() => provisioner[Symbol.asyncDispose]());

  test('Kafka runs with what was asked, and with what one node on a small machine needs', async () => {
    expect(await probes.kafka(kafka.endpoint)).toMatchObject({
      'num.io.threads': '2',
      'message.max.bytes': '2000000',
      'auto.create.topics.enable': 'false',
      'offsets.topic.replication.factor': '1',
      'group.initial.rebalance.delay.ms': '0',
    });
    expect(readFileSync(`/proc/${kafka.pid}/cmdline`, 'utf8').split('\0')).toEqual(
      expect.arrayContaining(['-Xms256m', '-Xmx400m']),
    );
    expect(kafka.version).toBe('4.3.1');
    expect(await throughKafka(kafka.endpoint, 'a message')).toBe('a message');
  });

  test('Neo4j runs with what was asked, asks for its password, and keeps its logs small', async () => {
    expect(await probes.neo4j(neo4j.endpoint)).toMatchObject({
      version: '5.26.30',
      'server.memory.pagecache.size': '64.00MiB',
      'server.memory.heap.max_size': '400.00MiB',
      'dbms.security.auth_enabled': 'true',
      'db.tx_log.preallocate': 'false',
    });
    expect(readFileSync(`/proc/${neo4j.pid}/cmdline`, 'utf8').split('\0')).toEqual(
      expect.arrayContaining(['-Xms300m', '-Xmx400m']),
    );
    expect(await throughNeo4j(neo4j.endpoint, 'a node')).toBe('a node');
    await expect(probes.neo4j({ ...neo4j.endpoint, password: 'wrong' })).rejects.toThrow(/unauthorized|authentication/i);
  });

  test('MongoDB answers, and what stands in its place says that it is not MongoDB', async () => {
    const { version } = await probes.mongodb(mongodb.endpoint);
    expect(mongodb.version).toBe(version);
    if (mongodb.reason.includes('SecantusDB')) expect(version).toBe('SecantusDB 0.7.0b3 (MongoDB protocol), not MongoDB');
    else expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(await throughMongodb(mongodb.endpoint, 'a document')).toBe('a document');
  });

  test('each says where it comes from and why, and is ready without a network', async () => {
    for (const server of [kafka, neo4j, mongodb]) {
      expect(server.source).toMatch(/^(private tree|PATH)$/);
      expect(server.reason).not.toBe('');
      expect(await provisioner.available(server.kind)).toMatchObject({ state: 'ready', version: server.version, remedy: null });
    }
  });

  test.runIf(process.platform === 'linux')('they listen on loopback alone', () => {
    for (const server of [kafka, neo4j, mongodb]) {
      const addresses = listening(server.pid);
      expect(addresses).not.toEqual([]);
      expect(addresses.filter((address) => !LOOPBACK.includes(address))).toEqual([]);
    }
  });

  test.runIf(process.getuid?.() === 0)('no server runs as root', () => {
    for (const { pid } of [kafka, neo4j, mongodb]) {
      expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Uid:\t65534\t65534/m);
    }
  });

  test('the password stands neither among the arguments nor in the log nor in a file but its digest', async () => {
    expect(neo4j.endpoint.password.length).toBeGreaterThan(20);
    expect(readFileSync(`/proc/${neo4j.pid}/cmdline`, 'utf8')).not.toContain(neo4j.endpoint.password);
    expect((await neo4j.logTail(1000)).join('\n')).not.toContain(neo4j.endpoint.password);
    const [folder = ''] = dataFolders('more-neo4j');
    const files = readdirSync(join(placeFor(benchDir, runnerForServers()).data, folder));
    expect(files).toContain('conf');
    expect(files).not.toContain('password');
  });

  test('after the stop there is no process, no data, no file of a Java machine', async () => {
    await provisioner.stopAll();
    expect([kafka, neo4j, mongodb].map(({ pid }) => runs(pid))).toEqual([false, false, false]);
    expect(dataFolders('more-')).toEqual([]);
    const counters = readdirSync(tmpdir()).filter((name) => name.startsWith('hsperfdata_'));
    const ofOurs = counters
      .flatMap((name) => readdirSync(join(tmpdir(), name)))
      .filter((pid) => [kafka.pid, neo4j.pid].includes(Number(pid)));
    expect(ofOurs).toEqual([]);
    expect((await neo4j.logTail(5)).join('\n')).toContain('Stopped.');
  });
});

describe('a start that fails', () => {
  test('a value that Kafka refuses is told with the words of its log', async () => {
    const error = await failureOf({ kind: 'kafka', settings: { 'num.io.threads': 'many' } });
    expect(error).toBeInstanceOf(ServerError);
    expect(logOf(error)).toMatch(/Invalid value many for configuration num.io.threads/);
    expect(dataFolders('refused-')).toEqual([]);
  });

  test('a setting that Neo4j does not know is told with the words of its log', async () => {
    const error = await failureOf({ kind: 'neo4j', settings: { 'server.no_such_setting': 1 } });
    expect(logOf(error)).toContain('server.no_such_setting');
    expect(dataFolders('refused-')).toEqual([]);
  });

  test('what the provisioner itself sets, or no machine takes, is refused', async () => {
    expect(await failureOf({ kind: 'kafka', settings: { listeners: 'PLAINTEXT://0.0.0.0:9092' } })).toBeInstanceOf(UserError);
    expect(await failureOf({ kind: 'neo4j', settings: { 'dbms.security.auth_enabled': false } })).toBeInstanceOf(UserError);
    expect(await failureOf({ kind: 'kafka', settings: { 'jvm.heap.max': '1 gig' } })).toBeInstanceOf(UserError);
    expect(dataFolders('refused-')).toEqual([]);
  });
});

describe('a run that dies', () => {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  async function abandoned(): Promise<{ readonly child: ChildProcess; readonly pids: readonly number[] }> {
    const program = fileURLToPath(new URL('fixtures/abandoned-run.ts', import.meta.url));
    const args = ['--import', tsx, program, benchDir, logDir, 'kafka', 'neo4j', 'mongodb'];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data');
    return { child, pids: JSON.parse(String(line)) as readonly number[] };
  }

  test('after SIGKILL no server and no data is left', async () => {
    const { child, pids } = await abandoned();
    expect(pids.map(runs)).toEqual([true, true, true]);
    child.kill('SIGKILL');
    expect(await until(() => !pids.some(runs))).toBe(true);
    expect(await until(() => dataFolders('abandoned-').length === 0)).toBe(true);
  });
});
