import { expect, test } from 'vitest';
import { familyOf, pressureOf, readMachineNow, timesOf, totalsOf } from './machine-reading.ts';

test("the kernel's totals: guest time stands in user already, waiting for a disk is not busy", () => {
  expect(totalsOf('cpu  100 2 30 500 40 1 2 7 55 0\ncpu0 1 1 1\n')).toEqual({ busyTicks: 135, stealTicks: 7, totalTicks: 682 });
  expect(totalsOf('intr 1')).toBeNull();
});

test('a process whose name holds parentheses and spaces is read right', () => {
  const stat = '4711 (postgres: a) b) S 12 4711 4711 0 -1 4194560 900 0 0 0 31 7 5 3 20 0 1 0 100';
  expect(timesOf(stat)).toEqual({ pid: 4711, parent: 12, ticks: 46 });
  expect(timesOf('')).toBeNull();
});

test('a family is the root and everything that descends from it', () => {
  const process = (pid: number, parent: number) => ({ pid, parent, ticks: 1 });
  const all = [process(1, 0), process(10, 1), process(11, 10), process(12, 11), process(20, 1)];
  expect(familyOf(10, all).map(({ pid }) => pid)).toEqual([10, 11, 12]);
});

test('pressure is the first figure, and null where the kernel has none', () => {
  expect(pressureOf('some avg10=1.53 avg60=0.70 avg300=0.33 total=1\nfull avg10=0.00')).toBe(1.53);
  expect(pressureOf(null)).toBeNull();
});

test.skipIf(process.platform !== 'linux')('this machine has counters that only grow', async () => {
  const one = await readMachineNow(process.pid);
  const two = await readMachineNow(process.pid);
  expect(two?.totalTicks).toBeGreaterThanOrEqual(one?.totalTicks ?? Number.NaN);
  expect(two?.ownTicks).toBeGreaterThanOrEqual(one?.ownTicks ?? Number.NaN);
  expect(one?.onCpuNs).toBeGreaterThan(0);
});
