// On real private servers. Whether the goal is reached is a matter of the machine: no time is asserted.
import { expect, test } from 'vitest';
import { project } from '../testing/cli.ts';
import { fakeIo } from '../testing/fake-io.ts';
import { measureRates } from './harness-rate.ts';

test('both stores have a rate by either way, and ratios that are numbers', async () => {
  const io = fakeIo({ cwd: project, env: process.env });
  const rates = await measureRates({ repeats: 6, repeatMs: 20, runSeed: 1, json: true }, io);
  expect(rates.map(({ store }) => store)).toEqual(['postgres', 'redis']);
  for (const { server, driver, repeats, ratio, interval, barePerSecond, harnessPerSecond, reference } of rates) {
    expect(server).toMatch(/^\d/);
    expect(driver).toMatch(/^(pg|ioredis) \d+\./);
    expect(repeats).toHaveLength(6);
    for (const figure of [ratio, barePerSecond, harnessPerSecond, ...repeats.map((repeat) => repeat.ratio)]) {
      expect(Number.isFinite(figure)).toBe(true);
      expect(figure).toBeGreaterThan(0);
    }
    expect(interval).toMatchObject({ low: Math.min(...repeats.map((repeat) => repeat.ratio)) });
    if ('missing' in reference) expect(reference.missing).not.toBe('');
    else expect(reference.perSecond).toBeGreaterThan(0);
  }
});
