// What doctor makes of facts, and how it ends.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Availability, Provisioner } from '../provision/provisioner.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { diskUseOf } from './disk-use.ts';
import { examine } from './doctor.ts';
import { diskUseFinding, findingLines, imagesFinding, machineFindings, serverFinding } from './doctor-findings.ts';
import type { Finding } from './finding.ts';
import { type Machine, memoryWithin, pressureOf, readMachine } from './machine.ts';

const GOOD: Machine = {
  platform: 'linux',
  node: '20.20.2',
  cpu: 'Xeon',
  cores: 2,
  memoryBytes: 8 * 2 ** 30,
  freeMemoryBytes: 4 * 2 ** 30,
  memoryLimited: false,
  taskset: 'bin/taskset',
  clockSource: 'tsc',
  cpuPressurePercent: 1.5,
  loadAverage: 0.4,
};
const found = (change: Partial<Machine>): readonly Finding[] =>
  machineFindings({ ...GOOD, ...change }).filter(({ level }) => level !== 'ok');
const level = (change: Partial<Machine>): readonly string[] => found(change).map(({ name, level: is }) => `${name} ${is}`);

test('images that cannot be drawn are a warning, with what builds them', () => {
  const finding = imagesFinding({ reason: 'canvas is not built', remedy: 'npm run images:build' });
  expect(findingLines([finding])).toEqual([
    '! images  static images: off, because canvas is not built',
    '          → run npm run images:build',
  ]);
  expect(imagesFinding({ version: '3.2.3', draw: () => Promise.reject(new Error()) })).toMatchObject({
    level: 'ok',
    detail: 'static images: canvas 3.2.3',
  });
});

describe('the machine', () => {
  test('a good one has nothing to mend', () => expect(level({})).toEqual([]));
  test('Node', () => {
    expect(level({ node: '20.18.9' })).toEqual(['node missing']);
    expect(level({ node: '18.20.0' })).toEqual(['node missing']);
    expect(level({ node: '20.19.0' })).toEqual([]);
    expect(level({ node: '22.1.0' })).toEqual([]);
  });
  test('what weakens figures is a warning', () => {
    expect(level({ cores: 1 })).toEqual(['cores warn', 'pinning warn']);
    expect(level({ taskset: null })).toEqual(['pinning warn']);
    expect(level({ clockSource: 'hpet' })).toEqual(['clock warn']);
  });
  test('load by pressure, and by load average where the kernel tells no pressure', () => {
    expect(level({ cpuPressurePercent: 10.1 })).toEqual(['load warn']);
    expect(level({ cpuPressurePercent: null, loadAverage: 1.1 })).toEqual(['load warn']);
    expect(level({ cpuPressurePercent: null, loadAverage: 0.9 })).toEqual([]);
  });
  test('whatever is not in order says what to do', () => {
    const all = found({
      node: '18.0.0',
      cores: 1,
      taskset: null,
      clockSource: 'hpet',
      cpuPressurePercent: 90,
    });
    expect(all).toHaveLength(5);
    for (const { remedy } of all) expect(remedy).toMatch(/\w/);
  });
  test('pressure is read from the kernel, or unknown', () => {
    expect(pressureOf('some avg10=1.53 avg60=0.91\nfull avg10=0.00')).toBe(1.53);
    expect(pressureOf(null)).toBeNull();
  });
  test('memory is that of the control group where it has less', () => {
    const whole = { memoryBytes: 8e9, freeMemoryBytes: 3e9 };
    expect(memoryWithin(whole, null)).toEqual({ ...whole, memoryLimited: false });
    expect(memoryWithin(whole, { limitBytes: 9e9, freeBytes: 1e9 })).toEqual({ ...whole, memoryLimited: false });
    expect(memoryWithin(whole, { limitBytes: 4e9, freeBytes: 2e9 })).toEqual({
      memoryBytes: 4e9,
      freeMemoryBytes: 2e9,
      memoryLimited: true,
    });
    expect(memoryWithin(whole, { limitBytes: 7e9, freeBytes: 6e9 }).freeMemoryBytes).toBe(3e9);
  });
  test('this machine is read', async () => {
    const machine = await readMachine(process.env);
    expect(machine).toMatchObject({ node: process.versions.node });
    expect(machine.freeMemoryBytes).toBeLessThanOrEqual(machine.memoryBytes);
  });
});

const availability = (kind: Availability['kind'], state: Availability['state']): Availability => ({
  kind,
  state,
  version: state === 'missing' ? null : '15.18',
  origin: 'local',
  source: 'PATH',
  reason: 'found first',
  remedy: state === 'missing' ? 'apt-get install it' : null,
});

describe('the servers', () => {
  test('ready, fetchable and missing', () => {
    expect(serverFinding(availability('postgres', 'ready'))).toEqual({
      name: 'postgres',
      level: 'ok',
      detail: '15.18, local (PATH), found first',
      remedy: null,
    });
    expect(serverFinding(availability('redis', 'fetchable')).detail).toContain('fetched when first needed');
    expect(serverFinding(availability('redis', 'missing'))).toMatchObject({ level: 'missing', remedy: 'apt-get install it' });
    expect(serverFinding(availability('pgbouncer', 'missing')).level).toBe('warn');
    for (const kind of ['kafka', 'neo4j', 'mongodb', 'redis-cluster'] as const)
      expect(serverFinding(availability(kind, 'missing'))).toMatchObject({ level: 'warn', remedy: 'apt-get install it' });
  });
  test('a server that was named and cannot be used is missing, whatever it is for', () => {
    const finding = serverFinding({
      ...availability('kafka', 'missing'),
      origin: 'attach',
      source: 'URL',
      reason: 'it is silent',
    });
    expect(finding).toMatchObject({ level: 'missing', detail: 'attach (URL), it is silent' });
  });
  test('what is fetched has its licence', () => {
    const fetches = [{ what: 'Neo4j Community 5', licence: 'GPL-3.0; run as a server, never linked', bytes: 1 }];
    const { detail } = serverFinding({ ...availability('neo4j', 'fetchable'), fetches });
    expect(detail).toContain('Neo4j Community 5 (GPL-3.0; run as a server, never linked)');
  });
});

test('lines are aligned, and the remedy stands below', () =>
  expect(
    findingLines([serverFinding(availability('redis', 'ready')), serverFinding(availability('pgbouncer', 'missing'))]),
  ).toEqual([
    '✔ redis      15.18, local (PATH), found first',
    '! pgbouncer  local (PATH), found first',
    '             → apt-get install it',
  ]));

test('what lies in our folders is told as packages and what runs left, with how it is freed', async () => {
  await using folder = await temporaryFolder();
  for (const name of ['tree/x', 'jars/y', 'data/left']) {
    await mkdir(join(folder.path, name), { recursive: true });
    await writeFile(join(folder.path, name, 'file'), 'x'.repeat(100_000));
  }
  const use = await diskUseOf([folder.path, folder.path]);
  expect(use.packageBytes).toBeGreaterThan(200_000);
  expect(use.leftBytes).toBeGreaterThan(100_000);
  expect(use.leftBytes).toBeLessThan(use.packageBytes);
  expect(diskUseFinding({ packageBytes: 975e6, leftBytes: 3e6 })).toEqual({
    name: 'use',
    level: 'ok',
    detail: '978\u202fMB in .bench: 975\u202fMB packages, 3.00\u202fMB left by runs; mhbench clean shows and frees it',
    remedy: null,
  });
});

describe('how doctor ends', () => {
  const provisioner = (available: Provisioner['available']): Provisioner => ({
    name: 'test',
    available,
    start: () => Promise.reject(new Error('doctor starts nothing')),
    stopAll: () => Promise.resolve(),
  });
  const ended = async (available: Provisioner['available']): Promise<{ code: number; findings: readonly Finding[] }> => {
    await using folder = await temporaryFolder();
    const io = fakeIo({ cwd: folder.path, env: process.env });
    const code = await examine({ json: true, provisioner: provisioner(available), home: folder.path }, io);
    const { findings }: { findings: readonly Finding[] } = JSON.parse(io.stdout.written());
    return { code, findings };
  };
  test('0 when every server can be had, 3 when one that is needed cannot', async () => {
    expect((await ended(async (kind) => availability(kind, 'ready'))).code).toBe(0);
    expect((await ended(async (kind) => availability(kind, kind === 'redis' ? 'missing' : 'ready'))).code).toBe(3);
  });
  test('a question that fails is a finding beside the others', async () => {
    const { code, findings } = await ended((kind) =>
      kind === 'postgres' ? Promise.reject(new Error('no apt')) : Promise.resolve(availability(kind, 'ready')),
    );
    expect(code).toBe(3);
    expect(findings.find(({ name }) => name === 'postgres')).toMatchObject({
      level: 'missing',
      detail: expect.stringContaining('no apt'),
    });
    expect(findings.find(({ name }) => name === 'redis')?.level).toBe('ok');
  });
});
