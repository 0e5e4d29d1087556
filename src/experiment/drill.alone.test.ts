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

test('one write that was taken away and one that was repeated are each seen, by both readings', () => {
  const name = 'whileOneIsLostAndOneDoubled';
  expect(figures(name, 'lost')).toEqual([1, 1]);
  expect(figures(name, 'duplicated')).toEqual([1, 1]);
  for (const { surveys = [], unread } of drillOf(name).repeats) {
    expect(surveys.map(({ lost, duplicated, strange }) => ({ lost, duplicated, strange }))).toEqual(
      Array.from({ length: 2 }, () => ({ lost: 1, duplicated: 1, strange: 0 })),
    );
    expect(unread).toBeNull();
  }
});

test('of a server that is gone it is told why what survived could not be read', () => {
  for (const { unread } of drillOf('whileItDies').repeats) expect(unread).toBe('Connection is closed.');
});

test('readings that differ, and writes that nobody made, make a drill invalid', async () => {
  await using other = await scratchProject();
  const run = other.run(['--profile', BRIEF, '--cpus', 'none', 'trust/miscounted'], { env: DRILLS });
  expect((await run.ended).code).toBe(4);
  const told = readRun(other.out);
  expect(told.comparisons.map(({ bench, verdict }) => [bench, verdict])).toEqual([
    ['shrinks', 'invalid'],
    ['holdsMore', 'invalid'],
  ]);
  const [shrinks = '', holdsMore = ''] = told.comparisons.map(({ reason }) => reason ?? '');
  expect(shrinks).toMatch(/^recount: two readings of what survived differ: \d+ found, 0 lost .*, then \d+ found, 1 lost/);
  expect(holdsMore).toMatch(/^recount: of \d+ writes that were found, 1 were made by nobody$/);
  expect(judgeClaims(told).map(({ state }) => state)).toEqual(['unproven']);
  expect(recompute(told).differences).toEqual([]);
}, 120_000);

test('claims bound the figures of every repeat, and the record says the same when recomputed', () => {
  const states = judgeClaims(record).map(({ claim, state }) => ['metric' in claim ? claim.metric : '', state]);
  expect(states).toEqual([
    ['whileItStands.outageMs', 'held'],
    ['whileItStands.lost', 'held'],
    ['whileItForgets.lost', 'broken'],
    ['whileOneIsLostAndOneDoubled.duplicated', 'broken'],
  ]);
  expect(recompute(record).differences).toEqual([]);
});

test('no server is left, the killed ones least of all', async () => {
  await expect.poll(at.left, { timeout: 20_000, interval: 50 }).toEqual([]);
});
