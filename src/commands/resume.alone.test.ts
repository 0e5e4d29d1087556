// Runs that were ended from outside or by their time, under the real CLI, and what becomes of them when they are taken up again.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunRecord } from '../experiment/record.ts';
import { readRun } from '../testing/cli.ts';
import { type ScratchProject, scratchProject } from '../testing/scratch-project.ts';

let at: ScratchProject;
beforeEach(async () => {
  at = await scratchProject();
});
afterEach(() => at[Symbol.asyncDispose]());

const WORDS = ['cache_ttl/ttl-on-keys', 'cache_ttl/stampede', '--run-seed', '7'];
const keysOf = ({ comparisons }: RunRecord) => comparisons.map(({ key }) => key);

/** A run of these words that is killed when its second comparison has been measured, so that nothing can say goodbye. */
async function killed(words: readonly string[]): Promise<RunRecord> {
  let seen = 0;
  const run = at.run(words, {
    onEvent: ({ kind }) => {
      seen += kind === 'comparison' ? 1 : 0;
      if (seen === 2) run.kill('SIGKILL');
    },
  });
  await run.ended;
  const processes = () => at.left().filter((each) => each.startsWith('process'));
  await expect.poll(processes, { timeout: 20_000, interval: 50 }).toEqual([]);
  return readRun(at.out);
}
const resume = (id: string, ...words: readonly string[]) => at.command(['run', '--resume', id, '--progress', 'plain', ...words]);

test('after kill -9: what stands is kept as it is, the rest is measured with the same seeds and options', async () => {
  const before = await killed(WORDS);
  expect(before.run.status).toBe('running');
  const { code, stderr } = await resume(before.run.id);
  expect(stderr).toContain(`taken up again: ${before.comparisons.length} of ${before.run.planned} comparisons stand`);
  expect(code).toBe(0);
  const after = readRun(at.out);
  expect(after.run).toMatchObject({
    ...before.run,
    status: 'complete',
    durationMs: expect.any(Number),
    resumedAt: [expect.any(String)],
  });
  expect(after.run.durationMs).toBeGreaterThan(before.run.durationMs);
  expect(after.comparisons.slice(0, before.comparisons.length)).toEqual(before.comparisons);
  expect(after.comparisons).toHaveLength(after.run.planned);
  expect(new Set(keysOf(after)).size).toBe(after.run.planned);
  for (const { id, lanes, readings } of after.optimizations) {
    expect({ id, lanes: lanes.map(({ variants }) => variants.join()) }).toEqual({
      id,
      lanes: [...new Set(lanes.map(({ variants }) => variants.join()))],
    });
    expect(new Set(readings.map(({ name }) => name)).size).toBe(readings.length);
  }
  expect(await resume(before.run.id)).toMatchObject({ code: 0 });
  expect(readRun(at.out).comparisons).toEqual(after.comparisons);
});

test('it is refused, with everything that differs, where seeds, catalogue or machine are others', async () => {
  const { run } = await killed(WORDS);
  const flags = await resume(run.id, '--seed', '43', '--run-seed', '7', '--scale', '0.02');
  expect(flags.code).toBe(6);
  expect(flags.stderr).toContain('--seed: the run has 42, and here it is 43');
  expect(flags.stderr).toContain('--scale: the run has 0.01, and here it is 0.02');
  expect(flags.stderr).not.toContain('--run-seed');
  const file = path.join(at.out, run.id, 'run.json');
  const stored = JSON.parse(readFileSync(file, 'utf8')) as RunRecord;
  const other = {
    ...stored,
    run: { ...stored.run, commit: 'abc1234', catalogue: '0' },
    environment: { ...stored.environment, cpu: 'another processor' },
  };
  writeFileSync(file, JSON.stringify(other));
  const { code, stderr } = await resume(run.id);
  expect(code).toBe(6);
  for (const name of [
    'commit: the run has abc1234',
    'catalogue (benches, optimisations, seeders)',
    'processor: the run has another processor',
  ])
    expect(stderr).toContain(name);
});

test('--bail ends at the first wrong answer, lists the rest, and leaves a run that can be taken up', async () => {
  const optimizations = path.resolve(import.meta.dirname, '..', 'testing', 'optimizations');
  const { code, stderr } = await at.run(['--bail'], { env: { MHBENCH_OPTIMIZATIONS: optimizations } }).ended;
  expect(stderr).toContain('not run, because the run was to end at the first failure');
  expect(code).toBe(4);
  const record = readRun(at.out);
  expect(record).toMatchObject({
    run: { status: 'interrupted' },
    comparisons: [{ verdict: 'invalid' }],
    notRun: [{ why: 'bail' }],
  });
});

test('--timeout: what does not fit is left out whole before the run, and measured when the run is taken up', async () => {
  const words = [...WORDS, '--profile', 'smoke', '--scale', '0.01', '--progress', 'plain'];
  const dry = await at.command(['run', ...words, '--dry-run', '--json']);
  const { seconds } = JSON.parse(dry.stdout) as { readonly seconds: number };
  const nothing = await at.command(['run', ...words, '--timeout', '1s']);
  expect([nothing.code, nothing.stderr]).toEqual([2, expect.stringContaining('no comparison fits into 1 s')]);
  const { code } = await at.command(['run', ...words, '--timeout', `${seconds - 1}s`]);
  expect(code).toBe(0);
  const record = readRun(at.out);
  expect(record.run.status).toBe('complete');
  expect(record.notRun.length).toBeGreaterThan(0);
  expect(record.comparisons.length).toBeGreaterThan(0);
  expect((await resume(record.run.id, '--timeout', '5m')).code).toBe(0);
  const whole = readRun(at.out);
  expect(whole).toMatchObject({
    notRun: [],
    run: { status: 'complete', planned: record.comparisons.length + record.notRun.length },
  });
  expect(whole.comparisons).toHaveLength(whole.run.planned);
});
