// The command as it is typed, with the real library.
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { project } from '../testing/cli.ts';

const ran = (words: readonly string[]) =>
  execa(process.execPath, [path.join(project, 'src', 'mhbench.js'), ...words], { cwd: project, reject: false, timeout: 110_000 });

test('samples what is named, and gives every figure as JSON', async () => {
  const { exitCode, stdout } = await ran(['micro', 'faiss/flat*', 'harness/empty-call', '--rounds', '6', '--ms', '2', '--json']);
  expect(exitCode).toBe(0);
  const { benches, leftOut, rounds } = JSON.parse(stdout);
  expect([rounds, leftOut]).toEqual([6, []]);
  expect(benches.map(({ name }: { name: string }) => name)).toEqual(['faiss/flat-4000', 'harness/empty-call']);
  for (const { p50Ns, perSecond, interval, samples, errors } of benches) {
    expect(p50Ns).toBeGreaterThan(0);
    expect(perSecond).toBeCloseTo(1e9 / p50Ns, 6);
    expect(interval.low).toBeLessThanOrEqual(interval.high);
    expect(samples).toBeGreaterThanOrEqual(30);
    expect(errors).toBe(0);
  }
});

test('a name that there is not is told the nearest', async () => {
  const { exitCode, stderr } = await ran(['micro', 'rows/user']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('rows/users');
});
