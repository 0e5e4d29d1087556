// What a plan needs of a machine, what is read of this one, and how a lack is told.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ServerError } from '../errors.ts';
import type { Plan } from '../experiment/plan.ts';
import { temporaryFolder } from '../testing/fake-io.ts';
import type { Machine } from './machine.ts';
import { openFilesIn, type Room, readRoom } from './room.ts';
import { checkRoom, LEAST, type Needs, needsOf, roomFindings } from './room-findings.ts';

const MACHINE: Machine = {
  ...{ platform: 'linux', node: '20.20.2', cpu: 'Xeon', cores: 2, taskset: null, clockSource: 'tsc' },
  ...{ cpuPressurePercent: 1, loadAverage: 0, memoryBytes: 8 * 2 ** 30, freeMemoryBytes: 4 * 2 ** 30, memoryLimited: false },
};
const ROOM: Room = {
  ...{ folder: 'p/.bench', unwritable: [], diskFreeBytes: 77e9, inodesFree: 1e6, openFiles: 20_000, loopback: null },
};
const levels = (room: Partial<Room>, machine: Partial<Machine> = {}, needs: Needs = LEAST): readonly string[] =>
  roomFindings(needs, { ...ROOM, ...room }, { ...MACHINE, ...machine }).flatMap(({ name, level }) =>
    level === 'ok' ? [] : [`${name} ${level}`],
  );

describe('room', () => {
  test('that is enough needs nothing', () => expect(levels({})).toEqual([]));
  test('of disk', () => {
    expect(levels({ diskFreeBytes: 0.9e9 })).toEqual(['disk missing']);
    expect(levels({ diskFreeBytes: 4e9 })).toEqual(['disk warn']);
    expect(levels({ diskFreeBytes: 10e9 }, {}, { ...LEAST, diskBytes: 11e9 })).toEqual(['disk missing']);
    expect(levels({ inodesFree: 9_999 })).toEqual(['files missing']);
    expect(levels({ inodesFree: null })).toEqual([]);
  });
  test('of memory, whether the machine or a control group limits it', () => {
    expect(levels({}, { freeMemoryBytes: 1e9 })).toEqual(['memory missing']);
    expect(levels({}, { freeMemoryBytes: 1.8e9 })).toEqual(['memory warn']);
    const [memory] = roomFindings(LEAST, ROOM, { ...MACHINE, freeMemoryBytes: 1e9, memoryLimited: true });
    expect(memory?.detail).toContain('the limit of this control group');
    expect(memory?.remedy).toContain("raise the container's memory limit");
  });
  test('of open files, ports and folders', () => {
    expect(levels({ openFiles: 256 })).toEqual(['open files missing']);
    expect(levels({ openFiles: null })).toEqual([]);
    expect(levels({ loopback: 'connect ENETUNREACH' })).toEqual(['ports missing']);
    expect(levels({ unwritable: [{ folder: 'p/.bench', reason: 'EROFS: read-only file system' }] })).toEqual(['folders missing']);
  });
});

test('a plan needs its memory and disk, and files for the connections of its clients', () => {
  const comparison = (clients: number) =>
    ({ clients }) as Plan['optimizations'][number]['circumstances'][number]['comparisons'][number];
  const optimizations = [
    { circumstances: [{ comparisons: [comparison(1), comparison(200)] }] },
  ] as unknown as Plan['optimizations'];
  const plan = { memoryBytes: 7, diskBytes: 8, optimizations } as Plan;
  expect(needsOf(plan)).toMatchObject({ memoryBytes: 7, diskBytes: 8, openFiles: 512 + 800 });
});

test('every lack is told at once, with its figures and what to do, and ends with exit code 3', () => {
  const room = { ...ROOM, diskFreeBytes: 0, openFiles: 100, inodesFree: 0, loopback: 'EADDRNOTAVAIL' };
  const unwritable = [{ folder: 'p/reports', reason: 'EACCES: permission denied' }];
  const check = () => checkRoom(LEAST, { ...room, unwritable }, { ...MACHINE, freeMemoryBytes: 0 });
  expect(check).toThrow(ServerError);
  expect(check).toThrow('this machine lacks what the plan needs: memory, folders, disk, files, open files, ports');
  const told = (() => {
    try {
      return check();
    } catch (error) {
      return error instanceof ServerError ? error.hint : error;
    }
  })();
  expect(told).toMatch(/memory: 0.GiB available of 8.GiB; needed: 1\.5.GiB\n {2}→ take less data/u);
  expect(told).toMatch(/folders: p\/reports cannot be written: EACCES: permission denied\n {2}→ chown/);
  expect(told).toMatch(/open files: 100 a process; needed: 512\n {2}→ ulimit -n 4096/);
  expect(() => checkRoom(LEAST, ROOM, MACHINE)).not.toThrow();
});

describe('this machine', () => {
  test('has room in a folder that is not there yet, and is left as it was', async () => {
    await using folder = await temporaryFolder();
    const room = await readRoom(join(folder.path, 'not', 'yet'), 3);
    expect(room).toMatchObject({ unwritable: [], loopback: null });
    expect(room.diskFreeBytes).toBeGreaterThan(0);
  });
  test('tells a place that cannot be written', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'a file');
    await writeFile(file, '');
    const { unwritable } = await readRoom(folder.path, 1, [file]);
    expect(unwritable).toEqual([{ folder: file, reason: expect.stringContaining('ENOTDIR') }]);
  });
  test.skipIf(process.getuid?.() === 0)('tells a folder that only others may write to', async () => {
    await using folder = await temporaryFolder();
    await chmod(folder.path, 0o500);
    expect((await readRoom(folder.path, 1)).unwritable[0]?.reason).toContain('EACCES');
  });
  test('tells its limit of open files', () => {
    expect(
      openFilesIn('Max processes 1 1 processes\nMax open files            1024                 524288               files\n'),
    ).toBe(1_024);
    expect(openFilesIn('Max open files            unlimited            unlimited            files')).toBe(
      Number.MAX_SAFE_INTEGER,
    );
    expect(openFilesIn('')).toBeNull();
  });
});
