import { expect, test } from 'vitest';
import type { MachineReading } from '../load/machine-reading.ts';
import { healthBetween, overallLevel } from './health.ts';

const BEFORE: MachineReading = {
  ...{ busyTicks: 1_000, stealTicks: 10, totalTicks: 5_000, ownTicks: 400, onCpuNs: 1e9, waitingNs: 1e8 },
  ...{ throttled: 3, pressure: { cpu: 20, io: 0, memory: null }, load1: 1.5 },
};
/** Two hundred ticks later: two cores for one second. */
const after = (change: Partial<MachineReading>): MachineReading => ({ ...BEFORE, totalTicks: 5_200, ...change });

test('what is busy and not ours is foreign, and what the host took counts with it', () => {
  const health = healthBetween(
    BEFORE,
    after({ busyTicks: 1_120, ownTicks: 500, stealTicks: 14, onCpuNs: 1.6e9, waitingNs: 5e8 }),
  );
  expect(health).toMatchObject({ level: 'amber', foreignShare: 0.12, stealShare: 0.02, waitShare: 0.4, throttled: 0 });
});

test('only our own work is green, however much of it waits for its own partner', () => {
  expect(healthBetween(BEFORE, after({ busyTicks: 1_150, ownTicks: 550, waitingNs: 9e8 })).level).toBe('green');
});

test('a third of the cores in other hands is red', () => {
  expect(healthBetween(BEFORE, after({ busyTicks: 1_160, ownTicks: 500 })).level).toBe('red');
});

test('rounding of ticks never gives a negative share', () => {
  expect(healthBetween(BEFORE, after({ busyTicks: 1_050, ownTicks: 453 })).foreignShare).toBe(0);
});

test('a limit that stopped us is counted, and unknown stays unknown', () => {
  expect(healthBetween(BEFORE, after({ throttled: 5 })).throttled).toBe(2);
  expect(healthBetween({ ...BEFORE, throttled: null }, after({})).throttled).toBeNull();
});

test('a comparison has the level of the mean of its sessions', () => {
  const green = healthBetween(BEFORE, after({}));
  const red = healthBetween(BEFORE, after({ busyTicks: 1_200 }));
  expect(overallLevel([green, green, red, null])).toBe('red');
  expect(overallLevel([green, green, green, green, red])).toBe('amber');
  expect(overallLevel([null])).toBeNull();
});
