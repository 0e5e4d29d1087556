/** What is remembered of the servers that are kept, and by whom it can be read. */
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/fake-io.ts';
import { type Kept, keptFolder, keptTarget, readKept, removeKept, stateFile, writeKept } from './kept.ts';
import { startTimeOf } from './pids.ts';

const keeper = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
const endpoint = { host: '127.0.0.1', port: 5432, user: 'bench', password: 'secret', database: 'bench' };
const server = { name: 'postgres', kind: 'postgres' as const, topology: null, probe: 'postgres' as const, endpoint };
const kept: Kept = {
  keeper,
  servers: [{ ...server, version: '15.20', source: 'private tree', reason: 'first', pid: 7, startTime: '9' }],
};
const modeOf = (path: string): number => statSync(path).mode & 0o777;

test('what was written is read, while its keeper runs', async () => {
  await using folder = await temporaryFolder();
  writeKept(folder.path, kept);
  expect(readKept(folder.path)).toEqual(kept);
});

test('a keeper that has ended keeps nothing, also when its id belongs to a later process', async () => {
  await using folder = await temporaryFolder();
  writeKept(folder.path, { ...kept, keeper: { ...keeper, startTime: '1' } });
  expect(readKept(folder.path)).toBeNull();
});

test('only its user can read it, whatever stood there before', async () => {
  await using folder = await temporaryFolder();
  mkdirSync(keptFolder(folder.path));
  writeFileSync(stateFile(folder.path), '{}');
  writeFileSync(`${stateFile(folder.path)}.new`, 'cut sh');
  chmodSync(stateFile(folder.path), 0o644);
  writeKept(folder.path, kept);
  expect(modeOf(stateFile(folder.path))).toBe(0o600);
  expect(existsSync(`${stateFile(folder.path)}.new`)).toBe(false);
});

test('nothing, no JSON and something else are nothing kept', async () => {
  await using folder = await temporaryFolder();
  expect(readKept(folder.path)).toBeNull();
  mkdirSync(keptFolder(folder.path));
  for (const text of ['', 'no JSON', '{"keeper":{"pid":"1"}}']) {
    writeFileSync(stateFile(folder.path), text);
    expect(readKept(folder.path)).toBeNull();
  }
});

test('what is removed is gone, and may be removed again', async () => {
  await using folder = await temporaryFolder();
  writeKept(folder.path, kept);
  removeKept(folder.path);
  removeKept(folder.path);
  expect(existsSync(stateFile(folder.path))).toBe(false);
});

test('a server that stands alone serves its kind; a member of a topology serves nobody else', () => {
  const member = { ...kept, servers: kept.servers.map((each) => ({ ...each, topology: 'postgres-replicas' })) };
  expect(keptTarget(kept, 'postgres')).toMatchObject({ endpoint, origin: 'attach', source: 'mhbench db up' });
  expect([keptTarget(kept, 'redis'), keptTarget(member, 'postgres'), keptTarget(null, 'postgres')]).toEqual([null, null, null]);
});
