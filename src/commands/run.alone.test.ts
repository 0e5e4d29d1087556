import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CONSTANTS } from '../experiment/constants.ts';
import { recompute } from '../experiment/recompute.ts';
import { recordSchema } from '../experiment/record.ts';
import { ourProcesses, project, rawRun, readRun, startCli } from '../testing/cli.ts';

let out: string;
beforeEach(() => {
  out = mkdtempSync(path.join(tmpdir(), 'mhbench run test '));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const smoke = (...words: string[]) => [
  'run',
  '--profile',
  'smoke',
  '--scale',
  '0.01',
  '--json',
  '--progress',
  'none',
  '--out',
  out,
  ...words,
];
const faulty = { MHBENCH_OPTIMIZATIONS: path.join(project, 'src', 'testing', 'optimizations') };

/** Waits until nothing of ours is alive any more; the watchdog may outlive the CLI by a moment. */
async function nothingLeft(): Promise<void> {
  await expect.poll(ourProcesses, { timeout: 15_000, interval: 100 }).toEqual([]);
}

test('a smoke run applies, answers, explains and undoes every optimisation, and judges nothing', async () => {
  const run = startCli(smoke());
  expect((await run.ended).code).toBe(0);
  const record = readRun(out);
  expect(record).toMatchObject({ run: { status: 'complete', profile: 'smoke' }, failed: [], skipped: [] });
  expect(record.comparisons).toHaveLength(record.run.planned);
  expect(new Set(record.comparisons.map(({ reason }) => reason))).toEqual(new Set(['smoke']));
  expect(record.comparisons.filter(({ answers }) => !answers.equal)).toEqual([]);
  // A drill has no verdict.
  const judged = record.comparisons.filter(({ evidence }) => evidence.shape !== 'drill');
  const verdicts = judged.length + record.controls.length;
  expect(recompute(record)).toEqual({ comparisons: verdicts, withheld: [], differences: [] });
  expect(record.optimizations.filter(({ claims }) => claims === undefined)).toEqual([]);
  const lanes = record.optimizations.flatMap((optimization) => optimization.lanes);
  expect(lanes.filter(({ undone }) => undone === 'failed')).toEqual([]);
  expect(lanes.some(({ undone }) => undone === 'statements')).toBe(true);
  // What a function of the lane asks has no plan.
  const stated = record.comparisons.filter(
    ({ evidence, statements, store }) =>
      store === 'postgres' && evidence.shape === 'calls' && (statements.baseline ?? statements.candidate) !== null,
  );
  const explained = record.optimizations.filter(({ plans }) => plans.length > 0).map(({ id }) => id);
  expect(stated.filter(({ id }) => !explained.includes(id))).toEqual([]);
  const fits = new Ajv2020({ strict: false }).compile(recordSchema());
  fits(rawRun(out));
  expect(fits.errors).toBeNull();
  await nothingLeft();
}, 600_000);

describe('seeds', () => {
  test('the same data seed gives the same data and answers though the key streams differ; another seed gives others', async () => {
    const digests: Record<string, unknown>[] = [];
    for (const words of [
      ['--seed', '7', '--run-seed', '1'],
      ['--seed', '7', '--run-seed', '2'],
      ['--seed', '8', '--run-seed', '1'],
    ]) {
      rmSync(out, { recursive: true, force: true });
      expect((await startCli(smoke('--only', 'indexing/covering', ...words)).ended).code).toBe(0);
      const { dataset, comparisons, run } = readRun(out);
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
  const run = startCli(smoke(), faulty);
  expect((await run.ended).code).toBe(4);
  const [wrong, again] = readRun(out).comparisons;
  expect(recompute(readRun(out)).differences).toEqual([]);
  expect(wrong).toMatchObject({ variant: 'wrong', verdict: 'invalid', effect: null, answers: { equal: false } });
  expect(wrong?.reason).toMatch(/answers differ: question 0/);
  expect(again).toMatchObject({ variant: 'right again', verdict: 'inconclusive', answers: { equal: true } });
});

test('--cpus none: terminal, record and report say that nothing is pinned, and margins are three times as wide', async () => {
  const run = startCli([...smoke('--only', 'cache_ttl/ttl-on-keys', '--cpus', 'none', '--progress', 'plain')]);
  const { code, stderr } = await run.ended;
  expect(code).toBe(0);
  expect(stderr).toContain('note      unpinned (--cpus none): margins three times as wide');
  const { comparisons, run: told } = readRun(out);
  expect(comparisons.length).toBeGreaterThan(0);
  for (const { cpus, margin, equivalence, tier, metric } of comparisons) {
    expect({ cpus, tier, metric }).toMatchObject({ cpus: { layout: 'none', client: null, server: null }, metric: 'p50' });
    expect(margin).toBeCloseTo(3 * CONSTANTS.margins.copies.p50, 12);
    expect(equivalence).toBeCloseTo(3 * CONSTANTS.equivalence.copies.p50, 12);
  }
  expect(readFileSync(path.join(out, told.id, 'index.html'), 'utf8')).toContain('unpinned, margins are three times as wide');
});

describe('interrupted', () => {
  for (const afterMs of [300, 1_500, 3_000, 5_000]) {
    test(`Ctrl-C after ${afterMs} ms leaves no process, and what was measured is in run.json`, async () => {
      const run = startCli(smoke('--run-seed', '1'));
      setTimeout(() => run.kill('SIGINT'), afterMs);
      // Before the CLI has loaded its handlers, the signal itself ends it.
      expect([130, null]).toContain((await run.ended).code);
      await nothingLeft();
      const told = run.events.filter(({ kind }) => kind === 'comparison').length;
      if (run.events.length === 0) return;
      expect(readRun(out)).toMatchObject({ run: { status: 'interrupted' } });
      expect(readRun(out).comparisons.length).toBeGreaterThanOrEqual(told);
    });
  }
});
