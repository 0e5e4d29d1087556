// What a user sees when the machine, a server or a run fails under the real CLI, and that nothing is left behind: a test a fault.
// Beside these: wrong passwords in src/stores/wrong-password.servers.test.ts and src/prisma/migrations.servers.test.ts, package sources
// in src/provision/package-faults.alone.test.ts, too little room in src/commands/room.alone.test.ts.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { RunEvent } from './experiment/events.ts';
import type { Binaries } from './provision/supply.ts';
import { openRedis } from './stores/redis-session.ts';
import { type CliRun, readRun } from './testing/cli.ts';
import { gatedRedis } from './testing/gated-server.ts';
import { limited, noNamespaces } from './testing/namespaces.ts';
import { ownPackages, type ScratchProject, scratchProject } from './testing/scratch-project.ts';

const REDIS = ['--only', 'cache_ttl/ttl-on-keys'];
/** Enough rows that a server can be met while it is filled. */
const LONG_TO_SEED = ['--scale', '0.1'];

let redis: Binaries;
let at: ScratchProject;
beforeAll(async () => {
  const found = await ownPackages(['postgres', 'redis']);
  redis = found.get('redis') as Binaries;
});
beforeEach(async () => {
  at = await scratchProject();
});
afterEach(() => at[Symbol.asyncDispose]());

/** Everything that the user saw; nothing of the run is left, not even for the watchdog. */
async function ended(run: CliRun): Promise<{ readonly code: number | null; readonly said: string }> {
  const { code, stderr } = await run.ended;
  await expect.poll(at.left, { timeout: 20_000, interval: 50 }).toEqual([]);
  return { code, said: stderr };
}
const kill = (pid: number): boolean => process.kill(pid, 'SIGKILL');

/** How many keys the first Redis of the run holds. */
async function keysHeld(): Promise<number> {
  const data = join(at.folder, '.bench', 'data');
  const [folder = ''] = readdirSync(data).filter((name) => name.startsWith('redis-1-'));
  const conf = readFileSync(join(data, folder, 'redis.conf'), 'utf8');
  const value = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(conf)?.[1] ?? '';
  const address = { host: '127.0.0.1', port: Number(value('port')), user: '', password: value('requirepass'), database: '0' };
  await using session = await openRedis(address);
  return Number(await session.run(['DBSIZE']));
}
/** Resolves when rows arrive in it. */
const metWhileSeeded = (): Promise<void> =>
  expect.poll(() => keysHeld().catch(() => 0), { timeout: 60_000, interval: 10 }).toBeGreaterThan(0);

test('a port that is taken between choosing and starting: another one is tried, and a note says so', async () => {
  using gate = gatedRedis(redis, at.folder);
  const run = at.run(REDIS, { env: gate.env });
  const { port } = await gate.waiting;
  const stranger = createServer();
  await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
  await gate.open();
  const { code, said } = await ended(run);
  stranger.close();
  expect(code).toBe(0);
  expect(said).toContain('note      redis redis-1: a port was taken meanwhile, trying others');
  expect(readRun(at.out).servers.map(({ endpoint }) => endpoint)).not.toContain(`127.0.0.1:${port}`);
});

describe('a disk that is full', () => {
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
    const { code, said } = await ended(
      at.run(['--only', 'indexing/covering', ...LONG_TO_SEED], { through: limited('-f 36000') }),
    );
    expect(code).toBe(4);
    expect(said).toMatch(/✖ indexing\/covering {2}failed: .*File too large/);
    expect(said).toMatch(FOLDER);
    expect(said).toContain(WHAT_TO_DO);
    expect(said).toMatch(/postgres-1 .*cannot write; the last lines of its log:\n(.*\n)*.*File too large/);
  });
});

describe('a server that is killed', () => {
  test('while it starts: how it ended is told, exit code 4', async () => {
    using gate = gatedRedis(redis, at.folder);
    const run = at.run(REDIS, { env: gate.env });
    kill((await gate.waiting).pid);
    const { code, said } = await ended(run);
    expect(code).toBe(4);
    expect(said).toContain(
      '✖ cache_ttl/ttl-on-keys  failed: redis redis-1 could not be started: it ended with signal SIGKILL before it answered',
    );
    expect(said).toMatch(
      / {2}repeat: npm run bench -- --only 'cache_ttl\/ttl-on-keys' --profile smoke --scale 0.01 --seed 42 --run-seed \d+/,
    );
  });

  test('while it is seeded: told with the last lines of its log, exit code 4', async () => {
    const run = at.run([...REDIS, ...LONG_TO_SEED]);
    await metWhileSeeded();
    at.pidsOf('redis-server').map(kill);
    const { code, said } = await ended(run);
    expect(run.events.filter(({ kind }) => kind === 'seeded')).toEqual([]);
    expect(code).toBe(4);
    expect(said).toMatch(/✖ cache_ttl\/ttl-on-keys {2}failed: \S/);
    expect(said).toMatch(/redis-1 is no longer running; the last lines of its log:\n(.*\n)+.*Ready to accept connections/);
  });

  test('while it is measured: that comparison is told with the last lines of its log, the others go on, exit code 4', async () => {
    let killed = false;
    const run = at.run(['--only', 'indexing/covering'], {
      onEvent: (event) => {
        if (event.kind !== 'comparison' || killed) return;
        killed = true;
        at.pidsOf('postgres').map(kill);
      },
    });
    const { code, said } = await ended(run);
    expect(code).toBe(4);
    expect(said).toMatch(/postgres-1 is no longer running; the last lines of its log:\n.*(LOG|FATAL): /);
    const { comparisons, failed, run: told } = readRun(at.out);
    expect(failed[0]).toMatchObject({ repeat: expect.stringContaining("--only 'indexing/covering'") });
    expect(comparisons.length).toBeGreaterThan(1);
    expect(comparisons.length + failed.length).toBe(told.planned);
  });
});

describe('kill -9 of the CLI leaves nothing', () => {
  test('while a server starts', async () => {
    using gate = gatedRedis(redis, at.folder);
    const run = at.run(REDIS, { env: gate.env });
    await gate.waiting;
    run.kill('SIGKILL');
    await ended(run);
    expect(readRun(at.out).run.status).toBe('running');
  });

  test('while a server is seeded', async () => {
    const run = at.run([...REDIS, ...LONG_TO_SEED]);
    await metWhileSeeded();
    run.kill('SIGKILL');
    await ended(run);
    expect(run.events.map(({ kind }) => kind)).not.toContain('seeded');
  });

  test('while a comparison is measured, and what was measured before is in run.json', async () => {
    const run = at.run(REDIS, { onEvent: (event) => event.kind === 'comparison' && run.kill('SIGKILL') });
    await ended(run);
    expect(readRun(at.out).comparisons.length).toBeGreaterThan(0);
  });
});

test('two runs at once: the second says who is at work, since when and what to do, exit code 3; the first is not disturbed', async () => {
  using gate = gatedRedis(redis, at.folder);
  const first = at.run(REDIS, { env: gate.env });
  await gate.waiting;
  const { code, stderr } = await at.run(REDIS).ended;
  expect(code).toBe(3);
  expect(stderr).toMatch(
    new RegExp(
      `^error: another run is at work: "mhbench run --only 'cache_ttl/ttl-on-keys' --profile smoke .*" \\(process ${first.pid}\\) in ${at.folder}, since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:.*Z\n  wait until it ends, or end it with: kill ${first.pid}\n$`,
    ),
  );
  await gate.open();
  expect((await ended(first)).code).toBe(0);
});
