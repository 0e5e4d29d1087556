// The gate's exit codes under the real CLI, on small real runs: a regression that is planted, a noisy neighbour, what is missing, unlike or empty.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { judgeClaims } from '../experiment/claims.ts';
import { recompute } from '../experiment/recompute.ts';
import { project, readRun } from '../testing/cli.ts';
import { BRIEF, type ScratchProject, scratchProject } from '../testing/scratch-project.ts';

let at: ScratchProject;
beforeEach(async () => {
  at = await scratchProject();
});
afterEach(() => at[Symbol.asyncDispose]());

const JUDGED = ['--profile', BRIEF, '--cpus', 'none'];
const TTL = ['cache_ttl/ttl-on-keys', '--scale', '0.01', '--progress', 'none'];

/** The catalogue with one optimisation alone, in which somebody has changed something: what a branch under test would hold. */
function changed(id: string, change: (text: string) => string): NodeJS.ProcessEnv {
  const folder = path.join(at.folder, 'optimizations');
  const text = readFileSync(path.join(project, 'optimizations', `${id}.ts`), 'utf8').replaceAll("'../../", `'${project}/`);
  const after = change(text);
  if (after === text) throw new Error(`${id} no longer says what the test changes in it`);
  mkdirSync(path.join(folder, path.dirname(id)), { recursive: true });
  writeFileSync(path.join(at.folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(path.join(folder, `${id}.ts`), after);
  return { MHBENCH_OPTIMIZATIONS: folder };
}

test('a planted regression, an index left out, is measured twice, on another server and with another run seed, and ends with 10 and its name', {
  timeout: 300_000,
}, async () => {
  const env = changed('indexing/covering', (text) =>
    text.replace(
      "apply: [covering, 'VACUUM ANALYZE transactions'], undo: ['DROP INDEX turnover']",
      "apply: ['VACUUM ANALYZE transactions']",
    ),
  );
  const { code, stderr } = await at.run(['indexing/covering', ...JUDGED, '--gate'], { env }).ended;
  expect(stderr).toContain('✖ broken: the claim of indexing/covering: covering: plan “Index Only Scan” is broken');
  expect(stderr).toContain('✖ broken: the claim of indexing/covering: covering: turnoverOfBusiness.p50 is broken');
  expect(code).toBe(10);
  const record = readRun(at.out);
  const broken = judgeClaims(record).filter(({ state }) => state === 'broken');
  expect(broken).toContainEqual(expect.objectContaining({ alarm: true, again: expect.objectContaining({ state: 'broken' }) }));
  const { confirmations = [] } = record;
  const measured = broken.flatMap(({ key }) => (key === null ? [] : [{ key, failure: null }]));
  expect(confirmations.map(({ key, failure }) => ({ key, failure }))).toEqual(expect.arrayContaining(measured));
  expect(confirmations.map(({ runSeed }) => runSeed)).not.toContain(record.run.runSeed);
  expect(record.servers.map(({ name }) => name)).toEqual(expect.arrayContaining(['postgres-1', 'postgres-again-1']));
  expect(recompute(record).differences).toEqual([]);
});

test('what seems broken is red when a second measurement, made later by confirm, says so too', { timeout: 300_000 }, async () => {
  const env = { MHBENCH_OPTIMIZATIONS: path.join(project, 'src', 'testing', 'claims') };
  const first = await at.run(['promises/false-claim', ...JUDGED, '--no-confirm', '--gate'], { env }).ended;
  // A busy machine may fail a control: that is no verdict, and not red either.
  expect([0, 5]).toContain(first.code);
  expect(first.stderr).toContain('– broken, and not measured a second time: promises/false-claim');
  const before = readRun(at.out);
  expect((await at.command(['confirm', '--progress', 'none'], { env })).code).toBe(0);
  const after = readRun(at.out);
  expect(after.comparisons).toEqual(before.comparisons);
  expect(after).toMatchObject({ run: { status: 'complete', planned: 1 }, confirmations: [{ failure: null }] });
  const gate = await at.command(['gate']);
  expect([gate.code, gate.stdout]).toEqual([10, expect.stringContaining('✖ broken: the claim of promises/false-claim')]);
  expect((await at.command(['confirm'], { env })).stderr).toContain('nothing seems broken');
});

test('a noisy neighbour turns nothing red: undecided, or passed with what is unproven', { timeout: 300_000 }, async () => {
  const neighbours = Array.from({ length: 6 }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
  try {
    const { code, stderr } = await at.run([...TTL, ...JUDGED, '--gate']).ended;
    expect([0, 5]).toContain(code);
    expect(stderr).not.toContain('✖ broken');
  } finally {
    for (const neighbour of neighbours) neighbour.kill('SIGKILL');
  }
});

test('against a reference: what it has and the run has not is missing (7), and one of another kind is refused before anything is measured (6)', async () => {
  const smoke = ['run', ...TTL, '--profile', 'smoke'];
  const whole = ['run', ...TTL, 'cache_ttl/stampede', '--profile', 'smoke'];
  expect((await at.command(whole)).code).toBe(0);
  expect((await at.command(['reference', 'save', 'main'])).code).toBe(0);
  const short = await at.command([...smoke, '--reference', 'main', '--gate']);
  expect([short.code, short.stderr]).toEqual([7, expect.stringMatching(/✖ missing: cache_ttl\/stampede\/.* is not there/)]);
  const runs = readdirSync(at.out).filter((name) => /^\d/.test(name)).length;
  const other = await at.command([...smoke, '--seed', '43', '--reference', 'main']);
  expect([other.code, other.stderr]).toEqual([6, expect.stringContaining('data seed: 43, and 42 in ')]);
  expect(readdirSync(at.out).filter((name) => /^\d/.test(name))).toHaveLength(runs);
});

test('a run that holds nothing is not green: 8', async () => {
  expect((await at.command(['run', ...TTL, '--profile', 'smoke'])).code).toBe(0);
  const { run } = readRun(at.out);
  const file = path.join(at.out, run.id, 'run.json');
  const record = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...record, comparisons: [], run: { ...run, planned: 0 } }));
  const { code, stdout } = await at.command(['gate']);
  expect([code, stdout]).toEqual([8, expect.stringContaining('✖ empty: the run holds no comparison')]);
});
