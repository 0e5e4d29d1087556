// What a user sees when the disk is full under the real CLI, or a limit is reached, and that nothing is left behind.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunEvent } from './experiment/events.ts';
import type { CliRun } from './testing/cli.ts';
import { limited, noNamespaces } from './testing/namespaces.ts';
import { endedIn } from './testing/nothing-left.ts';
import { ownPackages, type ScratchProject, scratchProject } from './testing/scratch-project.ts';

let at: ScratchProject;
beforeAll(() => ownPackages(['postgres']).then(() => undefined));
beforeEach(async () => {
  at = await scratchProject();
});
afterEach(() => at[Symbol.asyncDispose]());

const ended = (run: CliRun) => endedIn(at, run);

/** Large enough for the plan until the event comes, then as large as the function says of what is used, in kilobytes. */
function shrinking(when: RunEvent['kind'], to: (usedKb: number) => number): CliRun {
  const data = join(at.folder, '.bench', 'data');
  const mount = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs -o size=2g,mode=755 tmpfs "$0" && exec "$@"', data];
  const run: CliRun = at.run(['--only', 'indexing/covering'], {
    through: mount,
    onEvent: (event) => {
      if (event.kind !== when) return;
      const inside = (...words: readonly string[]): string =>
        execFileSync('nsenter', ['-t', String(run.pid), '-m', ...words], { encoding: 'utf8' });
      const used = Number(inside('df', '--output=used', '-k', data).split('\n')[1]);
      inside('mount', '-o', `remount,size=${to(used)}k`, data);
    },
  });
  return run;
}
const FOLDER = /no more can be written to .*\/\.bench\/data\/postgres-1-\w+: the disk is full, or a limit is reached/;
const WHAT_TO_DO = 'free some disk (mhbench clean shows what earlier runs left), or take less data with --scale';

test('while a server starts: the folder, what to do and its last words are told, exit code 4', async ({ skip }) => {
  skip(noNamespaces() !== null, noNamespaces() ?? '');
  const { code, said } = await ended(shrinking('optimization', () => 20_000));
  expect(code).toBe(4);
  expect(said).toMatch(FOLDER);
  expect(said).toContain(WHAT_TO_DO);
  expect(said).toMatch(/last log lines of indexing\/covering:\n(.*\n)*.*(No space left on device|Check free disk space)/);
});

test('while a server is seeded: the folder, what to do and its last words are told, exit code 4', async ({ skip }) => {
  skip(noNamespaces() !== null, noNamespaces() ?? '');
  const { code, said } = await ended(shrinking('server', (usedKb) => usedKb + 1_000));
  expect(code).toBe(4);
  expect(said).toMatch(/✖ indexing\/covering {2}failed: .*No space left on device/);
  expect(said).toMatch(FOLDER);
  expect(said).toContain(WHAT_TO_DO);
  expect(said).toMatch(/postgres-1 .*cannot write; the last lines of its log:\n(.*\n)*.*No space left on device/);
});

test('or a limit on the size of files: the same is told, also for an ordinary user', async () => {
  // The log of a transaction is a file of 16 MB; tables of this size are larger.
  const { code, said } = await ended(at.run(['--only', 'indexing/covering', '--scale', '0.1'], { through: limited('-f 36000') }));
  expect(code).toBe(4);
  expect(said).toMatch(/✖ indexing\/covering {2}failed: .*File too large/);
  expect(said).toMatch(FOLDER);
  expect(said).toContain(WHAT_TO_DO);
  expect(said).toMatch(/postgres-1 .*cannot write; the last lines of its log:\n(.*\n)*.*File too large/);
});
