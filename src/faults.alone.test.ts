// What a user sees when the machine, a server or a run fails under the real CLI, and that nothing is left behind: a test a fault.
// Beside these: wrong passwords in src/stores/wrong-password.servers.test.ts and src/prisma/migrations.servers.test.ts, package sources
// in src/provision/package-faults.alone.test.ts, too little room in src/commands/room.alone.test.ts, a full disk in src/full-disk.alone.test.ts.
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Binaries } from './provision/supply.ts';
import { openRedis } from './stores/redis-session.ts';
import { type CliRun, readRun } from './testing/cli.ts';
import { gatedRedis } from './testing/gated-server.ts';
import { endedIn } from './testing/nothing-left.ts';
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

const ended = (run: CliRun) => endedIn(at, run);
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
