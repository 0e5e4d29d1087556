// Too little room under the real CLI: each lack is made for real, all are told at once before anything starts, and doctor shows the same.
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { limited, noNamespaces } from '../testing/namespaces.ts';
import { type ScratchProject, scratchProject } from '../testing/scratch-project.ts';

const REDIS = ['--only', 'cache_ttl/ttl-on-keys'];

let at: ScratchProject;
beforeEach(async () => {
  at = await scratchProject();
});
afterEach(() => at[Symbol.asyncDispose]());

/** What a run says, having started nothing. */
async function refused(through: readonly string[]): Promise<string> {
  const run = at.run(REDIS, { through });
  const { code, stderr } = await run.ended;
  expect(run.events).toEqual([]);
  expect(at.left()).toEqual([]);
  expect(existsSync(at.out)).toBe(false);
  expect(code).toBe(3);
  return stderr.replaceAll(/[\u00a0\u202f]/g, ' ');
}

test('a limit of open files is told with what is needed and the command that raises it', async () => {
  const said = await refused(limited('-n 256'));
  expect(said).toMatch(
    /^error: this machine lacks what the plan needs: open files\n {2}open files: 256 a process; needed: 516\n {4}→ ulimit -n 4096\n$/,
  );
  const { code, stdout } = await at.command(['doctor'], { through: limited('-n 256') });
  expect(code).toBe(3);
  expect(stdout).toMatch(/✖ open files +256 a process; needed: 512\n +→ ulimit -n 4096/);
});

test('a small disk, few files and no loopback are told at once', async ({ skip }) => {
  skip(noNamespaces() !== null, noNamespaces() ?? '');
  const data = join(at.folder, '.bench', 'data');
  const mount = 'mount -t tmpfs -o size=4m,nr_inodes=100 tmpfs "$0" && ulimit -n 256 && exec "$@"';
  const cramped = ['unshare', '-m', '-n', 'sh', '-c', mount, data];
  const said = await refused(cramped);
  expect(said).toContain('error: this machine lacks what the plan needs: disk, files, open files, ports\n');
  expect(said).toContain(`disk: 4.19 MB free at ${data}; needed: 1.1`);
  expect(said).toContain(`files: 99 more files can be made at ${data}; needed: 10 000`);
  expect(said).toMatch(/ports: servers cannot be reached on 127\.0\.0\.1: connect ENETUNREACH.*\n {4}→ ip link set lo up/);
  expect(said.match(/→/g)).toHaveLength(4);
  const { code, stdout } = await at.command(['doctor'], { through: cramped });
  expect(code).toBe(3);
  for (const name of ['disk', 'files', 'open files', 'ports']) expect(stdout).toMatch(new RegExp(`^✖ ${name} `, 'm'));
});

test('a folder that can only be read is told', async ({ skip }) => {
  skip(noNamespaces() !== null, noNamespaces() ?? '');
  const readOnly = [
    'unshare',
    '-m',
    'sh',
    '-c',
    'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"',
    at.folder,
  ];
  const said = await refused(readOnly);
  expect(said).toMatch(
    new RegExp(`folders: ${at.folder}/\\.bench/data cannot be written: EROFS.*; ${at.out} cannot be written: EROFS`),
  );
});

/** A memory group of 600 MB below the topmost; null where none can be made. */
function smallGroup(): { readonly folder: string; readonly [Symbol.dispose]: () => void } | null {
  const first = existsSync('/sys/fs/cgroup/memory');
  const folder = join('/sys/fs/cgroup', first ? 'memory' : '', `mhbench-test-${process.pid}`);
  const second = (): boolean => readFileSync('/sys/fs/cgroup/cgroup.subtree_control', 'utf8').includes('memory');
  try {
    if (!first && !second()) return null;
    mkdirSync(folder);
    writeFileSync(join(folder, first ? 'memory.limit_in_bytes' : 'memory.max'), '600000000');
    return { folder, [Symbol.dispose]: () => rmdirSync(folder) };
  } catch {
    return null;
  }
}

test('the memory limit of a control group counts, whatever the machine has', async ({ skip }) => {
  using group = smallGroup();
  if (group === null) return skip('skipped because no control group can be made here');
  const said = await refused(['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group.folder]);
  expect(said).toMatch(/memory: [\d.]+ [GM]iB available of 0.559 GiB, the limit of this control group; needed: 1\.5\d* GiB/);
  expect(said).toContain("raise the container's memory limit");
});
