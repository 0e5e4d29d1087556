// What clean would free, what it frees, and what it never touches.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { acquireLock } from '../lock.ts';
import { writeKept } from '../provision/kept.ts';
import { startTimeOf } from '../provision/pids.ts';
import { type FakeIo, fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { clean, type Surroundings } from './clean.ts';

const OPTIONS = { yes: false, json: false, out: 'reports' };

async function project() {
  const folder = await temporaryFolder();
  const io = fakeIo({ cwd: folder.path });
  const at = (...parts: readonly string[]): string => join(folder.path, ...parts);
  const files = [
    '.bench/tree/bin/postgres',
    '.bench/npm/x',
    'reports/20261122-1330/run.json',
    'reports/example/run.json',
    'reports/mine/notes.txt',
    'home/data/x',
    'kept/precious',
  ];
  for (const file of files) {
    await mkdir(join(at(file), '..'), { recursive: true });
    await writeFile(at(file), 'x'.repeat(10_000));
  }
  await symlink(at('kept'), at('.bench/link'));
  // A lock of this test's own: the machine's may be held by a run.
  const hold = (command: string) =>
    acquireLock(folder.path, { pid: process.pid, project: folder.path, command, since: '' }, { signal: io.signal, wait: false });
  const surroundings: Surroundings = { home: at('home'), hold: () => hold('mhbench clean') };
  return { io, at, hold, surroundings, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}
const parsed = (io: FakeIo): { freed: boolean; bytes: number; parts: readonly { path: string; bytes: number }[] } =>
  JSON.parse(io.stdout.written());

test('without --yes it says what would be freed and frees nothing', async () => {
  await using p = await project();
  expect(await clean(OPTIONS, p.io, p.surroundings)).toBe(0);
  const lines = p.io.stdout.written().trimEnd().split('\n');
  expect(lines.slice(0, -1).map((line) => line.split('  ').at(-1))).toEqual(
    ['.bench/link', '.bench/npm', '.bench/tree', 'home/data', 'reports/20261122-1330'].map((part) => p.at(part)),
  );
  expect(lines.at(-1)).toMatch(/^would free .*; delete with: mhbench clean --yes$/);
  expect(existsSync(p.at('.bench/tree/bin/postgres'))).toBe(true);
});
test('with --yes it frees exactly that; the example, strangers and what links point at stay', async () => {
  await using p = await project();
  expect(await clean({ ...OPTIONS, yes: true, json: true }, p.io, p.surroundings)).toBe(0);
  const { freed, bytes, parts } = parsed(p.io);
  expect([freed, parts.length]).toEqual([true, 5]);
  expect(bytes).toBeGreaterThan(40_000);
  for (const { path } of parts) expect(existsSync(path)).toBe(false);
  for (const kept of ['reports/example/run.json', 'reports/mine/notes.txt', 'kept/precious'])
    expect(existsSync(p.at(kept))).toBe(true);
});
test('while a run holds the machine nothing is deleted, and its holder is named', async () => {
  await using p = await project();
  const run = await p.hold('mhbench run --profile quick');
  await expect(clean({ ...OPTIONS, yes: true }, p.io, p.surroundings)).rejects.toThrow(
    `"mhbench run --profile quick" (process ${process.pid})`,
  );
  expect(existsSync(p.at('.bench/tree/bin/postgres'))).toBe(true);
  await run[Symbol.asyncDispose]();
  expect(await clean({ ...OPTIONS, yes: true }, p.io, p.surroundings)).toBe(0);
});
test('while servers are kept nothing is deleted, and it is said how to end them', async () => {
  await using p = await project();
  const keeper = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
  writeKept(p.at('.bench'), { keeper, servers: [] });
  const refused = clean({ ...OPTIONS, yes: true }, p.io, p.surroundings);
  await expect(refused).rejects.toMatchObject({ hint: 'end them first: mhbench db down' });
  expect(existsSync(p.at('.bench/tree/bin/postgres'))).toBe(true);
  writeKept(p.at('.bench'), { keeper: { ...keeper, startTime: '1' }, servers: [] });
  expect(await clean({ ...OPTIONS, yes: true }, p.io, p.surroundings)).toBe(0);
});
test.runIf(process.platform === 'linux')('data in which a process works are not deleted, whoever started it', async () => {
  await using p = await project();
  const other = spawn('sleep', ['60'], { cwd: p.at('home', 'data'), stdio: 'ignore' });
  await once(other, 'spawn');
  const refused = clean({ ...OPTIONS, yes: true }, p.io, p.surroundings);
  await expect(refused).rejects.toThrow(`process ${other.pid} works in ${p.at('home')}`);
  other.kill();
  await once(other, 'exit');
  expect(await clean({ ...OPTIONS, yes: true }, p.io, p.surroundings)).toBe(0);
});
test('nothing there is nothing to clean', async () => {
  await using folder = await temporaryFolder();
  const io = fakeIo({ cwd: folder.path });
  expect(
    await clean(OPTIONS, io, { home: join(folder.path, 'home'), hold: () => Promise.reject(new Error('nothing is to be held')) }),
  ).toBe(0);
  expect(io.stdout.written()).toBe('nothing to clean\n');
});
