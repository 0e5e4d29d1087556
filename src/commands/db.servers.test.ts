/** Kept servers, as a user has them: up, asked, used, ended; and nothing of them is left however they end. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { envFile, type Kept, readKept } from '../provision/kept.ts';
import { descendantsOf, isRunning } from '../provision/pids.ts';
import { queryOnce } from '../testing/probes.ts';
import { type Project, testProject } from '../testing/project.ts';
import { eventually } from '../testing/topologies.ts';

const keptIn = (project: Project): Kept => {
  const kept = readKept(project.benchDir);
  if (kept === null) throw new Error('nothing is kept');
  return kept;
};
const passwordsOf = ({ servers }: Kept): readonly string[] => servers.map(({ endpoint }) => endpoint.password).filter(Boolean);
const nothingLeft = (project: Project): Promise<readonly string[]> =>
  eventually(
    async () => project.left(),
    (left) => left.length === 0,
  );

describe('a few servers', () => {
  let project: Project;
  let said = '';
  beforeAll(async () => {
    project = await testProject();
    const { code, out, err } = await project.mhbench('db up postgres redis redis-sentinel');
    said = out + err;
    expect(code, said).toBe(0);
  });
  afterAll(() => project?.[Symbol.asyncDispose]());

  test('come up and are named, without their passwords', () => {
    const kept = keptIn(project);
    const names = ['master', 'replica-1', 'replica-2', 'sentinel-1', 'sentinel-2', 'sentinel-3'];
    expect(kept.servers.map(({ name }) => name).sort()).toEqual(
      ['postgres', 'redis', ...names.map((name) => `redis-sentinel.${name}`)].sort(),
    );
    for (const { name, endpoint } of kept.servers) expect(said).toMatch(new RegExp(`${name} +127\\.0\\.0\\.1:${endpoint.port} `));
    for (const password of passwordsOf(kept)) expect(said).not.toContain(password);
    expect(said).toContain('set -a; . .bench/db/env; set +a');
  });

  test('are reached with what stands in a file that its user alone can read', async () => {
    expect(statSync(envFile(project.benchDir)).mode & 0o777).toBe(0o600);
    const text = readFileSync(envFile(project.benchDir), 'utf8');
    const url = new URL(/^MHBENCH_POSTGRES_URL=(.*)$/m.exec(text)?.[1] ?? '');
    const endpoint = {
      host: url.hostname,
      port: Number(url.port),
      user: url.username,
      password: url.password,
      database: 'bench',
    };
    expect(await queryOnce(endpoint, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('have no password among the arguments of a process or in a log', () => {
    const kept = keptIn(project);
    const logs = join(project.benchDir, 'db', 'logs');
    const texts = [
      ...[kept.keeper, ...kept.servers].map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')),
      ...readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8')),
    ].join('\n');
    for (const password of passwordsOf(kept)) expect(texts).not.toContain(password);
  });

  test('answer, as status says with 0', async () => {
    const { code, out } = await project.mhbench('db status --json');
    const { servers }: { servers: readonly { name: string; answers: boolean }[] } = JSON.parse(out);
    expect([code, servers.length, servers.filter(({ answers }) => !answers)]).toEqual([0, 8, []]);
  });

  test('stay as they are when they are asked for again, and others come beside them', async () => {
    const before = keptIn(project).servers;
    const { code, err } = await project.mhbench('db up postgres redis');
    expect([code, err]).toEqual([0, 'nothing had to be done: all of it is up already\n']);
    expect(keptIn(project).servers).toEqual(before);
    expect((await project.mhbench('db up pgbouncer')).code).toBe(0);
    const [pooler, ...others] = keptIn(project).servers.filter(({ pid }) => before.every((each) => each.pid !== pid));
    expect([pooler?.name, others]).toEqual(['pgbouncer', []]);
    expect(await queryOnce(pooler?.endpoint ?? before[0]?.endpoint ?? never(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('that died are told with 3, and started anew when they are asked for', async () => {
    const { pid } = keptIn(project).servers.find(({ name }) => name === 'redis') ?? never();
    process.kill(pid, 'SIGKILL');
    const { code, out } = await project.mhbench('db status');
    expect([code, out]).toEqual([3, expect.stringMatching(/^✖ +redis .*ECONNREFUSED 127\.0\.0\.1:\d+$/m)]);
    const again = await project.mhbench('db up redis');
    expect([again.code, again.err]).toEqual([0, expect.stringContaining(`redis is started anew`)]);
    expect((await project.mhbench('db status')).code).toBe(0);
  });

  test('keep their data from clean', async () => {
    const { code, err } = await project.mhbench('clean --yes');
    expect([code, err]).toEqual([2, expect.stringContaining('mhbench db down')]);
    expect((await project.mhbench('db status')).code).toBe(0);
  });

  test('end in order, which is proven, and leave nothing; ending them twice is no mistake', async () => {
    const { servers } = keptIn(project);
    const { code, out } = await project.mhbench('db down');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^ended 9 servers .*nothing left: \d+ processes gone, \d+ ports closed/),
    ]);
    expect([servers.filter(isRunning), project.left()]).toEqual([[], []]);
    expect(await project.mhbench('db down')).toEqual({ code: 0, out: 'no servers are up\n', err: '' });
    expect(await project.mhbench('db status')).toMatchObject({ code: 0, out: expect.stringContaining('no servers are up') });
  });
});

function never(): never {
  throw new Error('there is no such server');
}

describe('nothing is left', () => {
  test('by a keeper that is killed: its watchdog ends all, and down finds nothing to do', async () => {
    await using project = await testProject();
    expect((await project.mhbench('db up redis redis-sentinel')).code).toBe(0);
    const { keeper, servers } = keptIn(project);
    process.kill(keeper.pid, 'SIGKILL');
    expect(await nothingLeft(project)).toEqual([]);
    expect(servers.filter(isRunning)).toEqual([]);
    expect(await project.mhbench('db down')).toEqual({ code: 0, out: 'no servers are up\n', err: '' });
  });

  test.each(['SIGINT', 'SIGKILL'] as const)('by servers whose start ends with %s', async (signal) => {
    await using project = await testProject();
    const up = project.begin('db up postgres-replicas');
    const folders = async (): Promise<number> => {
      const data = join(project.benchDir, 'data');
      return existsSync(data) ? readdirSync(data).length : 0;
    };
    // The second one is a copy of the first, which runs by then.
    expect(await eventually(folders, (count) => count > 1)).toBeGreaterThan(1);
    up.kill(signal);
    const { code } = await up.ended;
    expect(code).toBe(signal === 'SIGINT' ? 130 : null);
    if (signal === 'SIGINT') expect(project.left()).toEqual([]);
    expect(await nothingLeft(project)).toEqual([]);
  });

  test('by a keeper that dies with its watchdog, once down was called', async () => {
    await using project = await testProject();
    expect((await project.mhbench('db up redis')).code).toBe(0);
    const { keeper, servers } = keptIn(project);
    const watchdogs = descendantsOf(keeper.pid).filter(({ pid }) =>
      readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('watchdog'),
    );
    for (const { pid } of [...watchdogs, keeper]) process.kill(pid, 'SIGKILL');
    expect([watchdogs.length, servers.filter(isRunning).length]).toEqual([1, 1]);
    const { code, out } = await project.mhbench('db down');
    expect([code, out]).toEqual([0, expect.stringContaining('cleared up after servers whose keeper had died')]);
    expect([servers.filter(isRunning), project.left()]).toEqual([[], []]);
  });

  test('of what a later start had begun, when it is killed; what was up before stays', async () => {
    await using project = await testProject();
    expect((await project.mhbench('db up redis')).code).toBe(0);
    const before = keptIn(project);
    const folders = (): readonly string[] => readdirSync(join(project.benchDir, 'data'));
    const up = project.begin('db up postgres-replicas');
    await eventually(
      async () => folders().length,
      (count) => count > 2,
    );
    up.kill('SIGKILL');
    const left = await eventually(
      async () => folders(),
      ({ length }) => length === 1,
    );
    expect(left).toEqual([expect.stringMatching(/^redis-/)]);
    expect(keptIn(project)).toEqual(before);
    expect((await project.mhbench('db status')).code).toBe(0);
  });

  test('where nothing can be had: said with reason and remedy, and 3', async () => {
    await using project = await testProject();
    const { code, out, err } = await project.mhbench('db up redis-cluster', { MHBENCH_SOURCE: 'npm' });
    expect([code, out]).toEqual([3, 'nothing is up\n']);
    expect(err).toContain('✖ redis-cluster: no redis-cluster can be had here: npm has no redis-cluster');
    expect(err).toMatch(/→ \S+ .*install/);
    expect(await nothingLeft(project)).toEqual([]);
  });

  test('where a name is wrong', async () => {
    await using project = await testProject();
    const { code, err } = await project.mhbench('db up redis-sentinal');
    expect([code, err]).toEqual([2, expect.stringContaining('Did you mean redis-sentinel?')]);
    expect(project.left()).toEqual([]);
  });
});
