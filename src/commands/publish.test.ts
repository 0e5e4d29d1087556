import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { machineKey } from '../report/machine-key.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { publish } from './publish.ts';

const FILE = `history/${machineKey(sampleRecord())}.ndjson`;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let [work, shared] = ['', ''];
const git = async (cwd: string, ...words: readonly string[]) => (await execa('git', words, { cwd })).stdout;
beforeEach(async () => {
  folder = await temporaryFolder();
  [work, shared] = [path.join(folder.path, 'work'), path.join(folder.path, 'shared.git')];
  await git(folder.path, 'init', '--quiet', '--bare', shared);
  await git(folder.path, 'init', '--quiet', work);
  await git(work, 'remote', 'add', 'origin', shared);
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Stores a run of this id, and publishes it: what was said. */
async function published(id: string): Promise<string> {
  const record = sampleRecord();
  await mkdir(path.join(work, 'reports', id), { recursive: true });
  await writeFile(
    path.join(work, 'reports', id, 'run.json'),
    JSON.stringify({ ...record, run: { ...record.run, id, profile: 'quick' } }),
  );
  const io = fakeIo({ cwd: work });
  expect(await publish({ runs: [id], out: 'reports', branch: 'perf-data', remote: 'origin' }, io)).toBe(0);
  return io.stdout.written();
}
const runsOnBranch = async (): Promise<readonly string[]> => [
  ...new Set(
    (await git(shared, 'show', `perf-data:${FILE}`)).split('\n').map((line) => (JSON.parse(line) as { run: string }).run),
  ),
];

test('the branch is made, grows by what is new, and takes nothing twice; what stands here is untouched', async () => {
  expect(await published('r1')).toMatch(/^added/);
  expect(await published('r2')).toMatch(/^added/);
  expect(await published('r1')).toMatch(/^nothing to add/);
  expect(await runsOnBranch()).toEqual(['r1', 'r2']);
  expect(await git(shared, 'rev-list', '--count', 'perf-data')).toBe('2');
  expect(await git(work, 'status', '--porcelain')).toBe('?? reports/');
});

test('when somebody else was quicker, both are kept', async () => {
  await published('r1');
  const hook = path.join(shared, 'hooks', 'update');
  // The first push is refused after another commit has come in under it.
  const other = `c=$(git -c user.name=o -c user.email=o@o commit-tree "$2^{tree}" -p "$2" -m other) && git update-ref "$1" "$c" "$2"`;
  await writeFile(hook, `#!/bin/sh\n[ -e "$0.once" ] && exit 0\ntouch "$0.once"\nunset GIT_QUARANTINE_PATH\n${other}\nexit 1\n`);
  await chmod(hook, 0o755);
  expect(await published('r2')).toMatch(/^added/);
  expect(await git(shared, 'log', '--format=%s', 'perf-data')).toMatch(
    /^Add \d+ lines of history\nother\nAdd \d+ lines of history$/,
  );
  expect(await runsOnBranch()).toEqual(['r1', 'r2']);
});

test('a remote that does not answer is told', async () => {
  await git(work, 'remote', 'set-url', 'origin', path.join(folder.path, 'nowhere'));
  await expect(published('r1')).rejects.toThrow(/git fetch .* failed/);
});
