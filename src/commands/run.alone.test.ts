// Runs of the smallest size as a user starts them: seeds, wrong answers, unpinned processes, and Ctrl-C at any moment.
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CONSTANTS } from '../experiment/constants.ts';
import { recompute } from '../experiment/recompute.ts';
import { project, readRun } from '../testing/cli.ts';
import { type ScratchProject, scratchProject } from '../testing/scratch-project.ts';

let at: ScratchProject;
beforeEach(async () => {
  at = await scratchProject();
});
afterEach(() => at[Symbol.asyncDispose]());

const faulty = { MHBENCH_OPTIMIZATIONS: path.join(project, 'src', 'testing', 'optimizations') };

/** Waits until nothing of ours is alive any more; the watchdog may outlive the CLI by a moment. */
async function nothingLeft(): Promise<void> {
  await expect.poll(at.left, { timeout: 15_000, interval: 100 }).toEqual([]);
}

describe('seeds', () => {
  test('the same data seed gives the same data and answers though the key streams differ; another seed gives others', async () => {
    const digests: Record<string, unknown>[] = [];
    for (const words of [
      ['--seed', '7', '--run-seed', '1'],
      ['--seed', '7', '--run-seed', '2'],
      ['--seed', '8', '--run-seed', '1'],
    ]) {
      rmSync(at.out, { recursive: true, force: true });
      expect((await at.run(['--only', 'indexing/covering', ...words]).ended).code).toBe(0);
      const { dataset, comparisons, run } = readRun(at.out);
      digests.push({
        data: dataset?.digest,
        answers: comparisons.map(({ answers }) => answers.baseline).join(),
        runSeed: run.runSeed,
      });
    }
    expect(digests[0]).toMatchObject({ data: digests[1]?.['data'], answers: digests[1]?.['answers'] });
    expect(digests[0]?.['runSeed']).not.toBe(digests[1]?.['runSeed']);
    expect(digests[2]?.['data']).not.toBe(digests[0]?.['data']);
    expect(digests[2]?.['answers']).not.toBe(digests[0]?.['answers']);
  });
});

test('a variant that returns other rows is invalid, ends with exit code 4, and the others go on', async () => {
  const run = at.run([], { env: faulty });
  expect((await run.ended).code).toBe(4);
  const [wrong, again] = readRun(at.out).comparisons;
  expect(recompute(readRun(at.out)).differences).toEqual([]);
  expect(wrong).toMatchObject({ variant: 'wrong', verdict: 'invalid', effect: null, answers: { equal: false } });
  expect(wrong?.reason).toMatch(/answers differ: question 0/);
  expect(again).toMatchObject({ variant: 'right again', verdict: 'inconclusive', answers: { equal: true } });
});

test('--cpus none: terminal, record and report say that nothing is pinned, and margins are three times as wide, but not what counts as the same', async () => {
  const run = at.run(['--only', 'cache_ttl/ttl-on-keys', '--cpus', 'none']);
  const { code, stderr } = await run.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('note      unpinned (--cpus none): margins three times as wide');
  const { comparisons, run: told } = readRun(at.out);
  expect(comparisons.length).toBeGreaterThan(0);
  for (const { cpus, margin, equivalence, tier, metric } of comparisons) {
    expect({ cpus, tier, metric }).toMatchObject({ cpus: { layout: 'none', client: null, server: null }, metric: 'p50' });
    expect(margin).toBeCloseTo(3 * CONSTANTS.margins.copies.p50, 12);
    expect(equivalence).toBe(CONSTANTS.equivalence.copies.p50);
  }
  expect(readFileSync(path.join(at.out, told.id, 'index.html'), 'utf8')).toContain('unpinned, margins are three times as wide');
});

describe('interrupted', () => {
  for (const afterMs of [300, 1_500, 3_000, 5_000]) {
    test(`Ctrl-C after ${afterMs} ms leaves no process, and what was measured is in run.json`, async () => {
      const run = at.run(['--run-seed', '1']);
      setTimeout(() => run.kill('SIGINT'), afterMs);
      // Before the CLI has loaded its handlers, the signal itself ends it.
      expect([130, null]).toContain((await run.ended).code);
      await nothingLeft();
      const told = run.events.filter(({ kind }) => kind === 'comparison').length;
      if (run.events.length === 0) return;
      expect(readRun(at.out)).toMatchObject({ run: { status: 'interrupted' } });
      expect(readRun(at.out).comparisons.length).toBeGreaterThanOrEqual(told);
    });
  }
});
