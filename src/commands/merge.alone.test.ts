// A run that was split over two machines (here: one after the other on this one), merged, and judged, under the real CLI.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ScratchProject, scratchProject } from '../testing/scratch-project.ts';

let at: ScratchProject;
beforeEach(async () => {
  at = await scratchProject();
});
afterEach(() => at[Symbol.asyncDispose]());

const WORDS = [
  'run',
  'cache_ttl/ttl-on-keys',
  'cache_ttl/stampede',
  '--profile',
  'smoke',
  '--scale',
  '0.01',
  '--progress',
  'none',
];
/** Runs a part of it into a folder of its own, and gives the path of its record. */
async function part(shard: string, runSeed: string): Promise<string> {
  const out = path.join(at.out, `${shard.replace('/', '-of-')}-${runSeed}`);
  const { code, stderr } = await at.command([...WORDS, '--shard', shard, '--run-seed', runSeed, '--out', out]);
  if (code !== 0) throw new Error(stderr);
  const [id = ''] = readdirSync(out).filter((name) => /^\d/.test(name));
  return path.join(out, id, 'run.json');
}

test('shards are merged and pass the gate as a whole; without one it is missing (7), and of other seeds it is refused (6)', async () => {
  const [first, second, other] = [await part('1/2', '7'), await part('2/2', '7'), await part('2/2', '8')];
  const whole = await at.command(['merge', first, second, '--out', path.join(at.out, 'whole')]);
  expect(whole.code).toBe(0);
  expect(whole.stderr).toMatch(/^2 of 2\s+shards, 8 of 8\s+comparisons/);
  expect((await at.command(['gate', '--out', path.join(at.out, 'whole')])).code).toBe(0);
  await at.command(['merge', first, '--out', path.join(at.out, 'half')]);
  const half = await at.command(['gate', '--out', path.join(at.out, 'half')]);
  expect([half.code, half.stdout]).toEqual([7, expect.stringContaining('✖ missing: shard 2 of 2 is not there')]);
  const unlike = await at.command(['merge', first, other]);
  expect([unlike.code, unlike.stderr]).toEqual([6, expect.stringContaining('run seed: 7 in ')]);
});
