// Drills on a real Redis: a server that stands still, one that forgets, one that is killed; what the clients saw, what was lost, and that nothing is left.
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { project, readRun } from '../testing/cli.ts';
import { BRIEF, type ScratchProject, scratchProject } from '../testing/scratch-project.ts';
import { judgeClaims } from './claims.ts';
import { figureOf } from './drill-figures.ts';
import type { DrillEvidence } from './drill-record.ts';
import { recompute } from './recompute.ts';
import type { RunRecord } from './record.ts';

const DRILLS = { MHBENCH_OPTIMIZATIONS: path.join(project, 'src', 'testing', 'drills') };

let at: ScratchProject;
let record: RunRecord;
beforeAll(async () => {
  at = await scratchProject();
  const run = at.run(['--profile', BRIEF, '--cpus', 'none'], { env: DRILLS });
  const { code, stderr } = await run.ended;
  expect(stderr).not.toContain('failed');
  expect(code).toBe(0);
  record = readRun(at.out);
}, 300_000);
afterAll(() => at[Symbol.asyncDispose]());

function drillOf(bench: string): DrillEvidence {
  const evidence = record.comparisons.find((comparison) => comparison.bench === bench)?.evidence;
  if (evidence?.shape !== 'drill') throw new Error(`${bench} was not measured`);
  return evidence;
}
const figures = (bench: string, figure: Parameters<typeof figureOf>[1]) =>
  drillOf(bench).repeats.map((repeat) => figureOf(repeat, figure));

test('a server that stands still for 600 ms answers nobody for so long, and loses nothing', () => {
  expect(drillOf('whileItStands').repeats).toHaveLength(2);
  for (const outage of figures('whileItStands', 'outageMs')) expect(outage).toBeGreaterThan(500);
  expect(figures('whileItStands', 'lost').every((lost) => lost === 0)).toBe(true);
  for (const { acknowledged } of drillOf('whileItStands').repeats) expect(acknowledged).toBeGreaterThan(300);
});

test('what was acknowledged before the server was emptied is counted as lost', () => {
  for (const lost of figures('whileItForgets', 'lost')) expect(lost).toBeGreaterThan(50);
});

test('a server that was killed answers no more: the outage has no end, and nobody can say what is lost', () => {
  expect(new Set(figures('whileItDies', 'outageMs'))).toEqual(new Set([null]));
  expect(new Set(figures('whileItDies', 'lost'))).toEqual(new Set([null]));
  for (const { counts, errorClasses } of drillOf('whileItDies').repeats) {
    expect(counts.failed).toBeGreaterThan(100);
    expect(errorClasses.length).toBeGreaterThan(0);
  }
});

test('claims bound the figures of every repeat, and the record says the same when recomputed', () => {
  const states = judgeClaims(record).map(({ claim, state }) => ['metric' in claim ? claim.metric : '', state]);
  expect(states).toEqual([
    ['whileItStands.outageMs', 'held'],
    ['whileItStands.lost', 'held'],
    ['whileItForgets.lost', 'broken'],
  ]);
  expect(recompute(record).differences).toEqual([]);
});

test('no server is left, the killed ones least of all', async () => {
  await expect.poll(at.left, { timeout: 20_000, interval: 50 }).toEqual([]);
});
