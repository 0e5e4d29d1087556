// Package sources that do not answer, or give another file than they should, under the real CLI: what is said, and that nothing of it is kept.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readRun } from '../testing/cli.ts';
import { aptAsking, debianSource, mavenSource, pipAsking, pythonSource, silentSource } from '../testing/package-sources.ts';
import { ownPackages, type ScratchProject, scratchProject } from '../testing/scratch-project.ts';

const REDIS = ['--only', 'cache_ttl/ttl-on-keys'];
const BRING = 'or bring a .bench folder from a machine on which npm run mhbench -- provision has filled it';
const TREE = { MHBENCH_SOURCE: 'tree' };
const hasApt = existsSync('/usr/bin/apt-get');

const projects: ScratchProject[] = [];
const project = async (packages?: readonly string[]): Promise<ScratchProject> => {
  const made = await scratchProject(packages);
  projects.push(made);
  return made;
};
let silent: string;
beforeAll(async () => {
  if (hasApt) await ownPackages(['redis', 'kafka', 'mongodb']);
});
beforeEach(async () => {
  silent = await silentSource();
});
afterEach(async () => {
  for (const each of projects.splice(0)) {
    await expect.poll(each.left, { timeout: 20_000, interval: 50 }).toEqual([]);
    await each[Symbol.asyncDispose]();
  }
});
const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);
/** One line of text: what a command says may be broken anywhere. */
const flat = ({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string => `${stdout}\n${stderr}`;

describe.runIf(hasApt)('a source of Debian packages that does not answer', () => {
  test('is named, with what to do, and what needs it is skipped: exit code 3 when nothing is left to measure', async () => {
    const at = await project([]);
    const run = at.run(REDIS, { env: { ...TREE, ...(await aptAsking(silent, at.folder)) } });
    const { code, stderr } = await run.ended;
    expect(code).toBe(3);
    expect(stderr).toContain(
      '– cache_ttl/ttl-on-keys  not run: no redis can be had here: the private tree of PostgreSQL, PgBouncer and Redis',
    );
    expect(stderr).toContain(`Failed to fetch ${silent}`);
    expect(stderr).toContain(BRING);
    expect(readRun(at.out)).toMatchObject({ failed: [], comparisons: [], skipped: [{ id: 'cache_ttl/ttl-on-keys' }] });
    expect(namesIn(join(at.folder, '.bench', 'tree'))).toEqual([]);
  });

  test('is not asked when the packages were fetched before', async () => {
    const at = await project();
    const run = at.run(REDIS, { env: { ...TREE, ...(await aptAsking(silent, at.folder)) } });
    expect((await run.ended).code).toBe(0);
    expect(readRun(at.out)).toMatchObject({ failed: [], skipped: [] });
  });
});

describe.runIf(hasApt)('a repository of jars or an index of Python packages that does not answer', () => {
  test.each([
    ['kafka', /could not be fetched from 127\.0\.0\.1:\d+: .*ECONNREFUSED/],
    ['mongodb', /dnspython==2\.9\.2: .*Connection refused/],
  ] as const)('is named, with what to do: %s', async (kind, says) => {
    const at = await project(['tree']);
    const env = { ...TREE, MHBENCH_MAVEN_URL: silent, ...pipAsking(silent) };
    const said = await at.command(['provision', kind], { env });
    expect(said.code).toBe(3);
    expect(flat(said)).toMatch(says);
    expect(flat(said)).toContain(silent.replace('http://', ''));
    expect(flat(said)).toContain(BRING);
  });
});

describe.runIf(hasApt)('a corrupted file', () => {
  test('of a Debian package is refused by its name and not kept', async () => {
    const at = await project([]);
    await using source = await debianSource(['postgresql', 'pgbouncer', 'redis-server'], 'redis-server');
    const said = await at.command(['provision', 'redis'], { env: { ...TREE, ...(await aptAsking(source.url, at.folder)) } });
    expect(said.code).toBe(3);
    expect(flat(said)).toMatch(/redis-server_1\.0_all\.deb {2}Hash Sum mismatch/);
    expect(namesIn(join(at.folder, '.bench', 'tree'))).toEqual([]);
  });

  test('of a jar is refused by its name, with both checksums, and not kept', async () => {
    const at = await project(['tree']);
    await using source = await mavenSource();
    const said = await at.command(['provision', 'kafka'], { env: { ...TREE, MHBENCH_MAVEN_URL: source.url } });
    expect(said.code).toBe(3);
    expect(flat(said)).toMatch(/[\w.-]+\.jar is not the file it should be: expected sha256 [0-9a-f]{64}, found [0-9a-f]{64}/);
    expect(namesIn(join(at.folder, '.bench', 'jars', 'kafka-4.3.1'))).toEqual([]);
  });

  test('of a wheel is refused by its name and not kept', async () => {
    const at = await project(['tree']);
    await using source = await pythonSource('dnspython-2.9.2-py3-none-any.whl');
    const said = await at.command(['provision', 'mongodb'], { env: { ...TREE, ...pipAsking(source.url) } });
    expect(said.code).toBe(3);
    expect(flat(said)).toMatch(
      /MATCH THE HASHES.*dnspython-2\.9\.2-py3-none-any\.whl.*Expected sha256 [0-9a-f]{64}.*Got +[0-9a-f]{64}/,
    );
    expect(namesIn(join(at.folder, '.bench', 'pypi'))).toEqual([]);
  });
});
