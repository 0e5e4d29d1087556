// A claim that is false, on a real PostgreSQL: found broken, measured once more on another server, and its record says the same when recomputed.
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { project, readRun } from '../testing/cli.ts';
import { BRIEF, type ScratchProject, scratchProject } from '../testing/scratch-project.ts';
import { judgeClaims } from './claims.ts';
import { recompute } from './recompute.ts';

let at: ScratchProject;
beforeEach(async () => {
  at = await scratchProject();
});
afterEach(() => at[Symbol.asyncDispose]());

test('a false claim is measured twice, with another run seed and on another server, is then broken, and turns the gate red', {
  timeout: 300_000,
}, async () => {
  const run = at.run(['promises/false-claim', '--profile', BRIEF, '--cpus', 'none', '--gate'], {
    env: { MHBENCH_OPTIMIZATIONS: path.join(project, 'src', 'testing', 'claims') },
  });
  const { code, stderr } = await run.ended;
  expect(code).toBe(10);
  expect(stderr).toContain('✖ broken: the claim of promises/false-claim');
  const record = await readRun(at.out);
  const [claim] = judgeClaims(record);
  expect(claim).toMatchObject({ state: 'broken', alarm: true, again: { state: 'broken' } });
  const [second] = record.confirmations ?? [];
  expect(second?.runSeed).not.toBe(record.run.runSeed);
  expect(second).toMatchObject({ key: claim?.key, failure: null });
  // That of the controls and the first comparison, and that of the second measurement.
  expect(record.servers.map(({ name }) => name)).toEqual(['postgres-1', 'postgres-again-1']);
  expect(recompute(record).differences).toEqual([]);
});
