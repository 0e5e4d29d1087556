// Whose server it is: what holds somebody's data is refused and left alone, what was adopted is used, and a run that is broken off leaves nothing that the next one does not clear.
import path from 'node:path';
import { execa } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Endpoint } from '../provision/provisioner.ts';
import { openRedis } from '../stores/redis-session.ts';
import { type CliRun, project, smokeRun, startSmoke } from '../testing/cli.ts';
import { fakeIo, typing } from '../testing/fake-io.ts';
import { queryOnce } from '../testing/probes.ts';
import { databaseOn, stand, structureOfPostgres, structureOfRedis, urlOf } from '../testing/standing-servers.ts';
import { adopt as adoptUrl } from './db-adopt.ts';

const COVERING = ['--only', 'indexing/covering'];
const TTL = ['--only', 'cache_ttl/ttl-on-keys'];
const at = stand('postgres');

const named = (endpoint: Endpoint) => ({ MHBENCH_POSTGRES_URL: urlOf('postgres', endpoint) });
/** A command as a user types it, with what it prints. */
async function told(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const program = path.join(project, 'src', 'mhbench.js');
  const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...words], { cwd: project, env, reject: false });
  return { code: exitCode, stdout, stderr };
}
const adopt = (words: readonly string[], env?: NodeJS.ProcessEnv) => told(['db', 'adopt', ...words], env);

describe('a database with somebody’s data', () => {
  let shop: Endpoint;
  const held = async () => ({
    structure: await structureOfPostgres(shop),
    orders: await queryOnce(shop, 'SELECT * FROM orders ORDER BY id'),
  });
  beforeAll(async () => {
    shop = await databaseOn(at.server('postgres'), { name: 'shop', roles: true });
    await queryOnce(shop, 'CREATE TABLE orders (id int PRIMARY KEY, what text)');
    await queryOnce(shop, "INSERT INTO orders SELECT n, 'tea' FROM generate_series(1, 1000) n");
    await queryOnce(shop, 'ANALYZE orders');
  });

  test('is refused with what was found and the remedy, ends it with 3, and is untouched', async () => {
    const before = await held();
    const { code, record, said } = await smokeRun(at.out(), COVERING, named(shop));
    expect(code).toBe(3);
    expect(record).toMatchObject({ comparisons: [], failed: [], run: { status: 'complete' } });
    expect(record.skipped).toEqual([
      { id: 'indexing/covering', reason: expect.any(String), remedy: 'npm run mhbench -- db adopt postgres' },
    ]);
    expect(record.skipped[0]?.reason).toMatch(
      /^the postgres on 127\.0\.0\.1:\d+ is not used: it holds what is not ours: database shop: 1 table, about 1[, ]?000 rows.*public\.orders/,
    );
    expect(await held()).toEqual(before);
    expect(said).not.toContain(encodeURIComponent(shop.password));
  });

  test('is told by doctor, with the remedy', async () => {
    const { code, stdout } = await told(['doctor'], named(shop));
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /✖ postgres .*, and it holds what is not ours: database shop: 1 table.*\n +→ npm run mhbench -- db adopt postgres/,
    );
  });

  test('is adopted by its name alone, which nothing but a mark comes of, and is used from then on', async () => {
    const before = await held();
    const unnamed = await adopt(['postgres'], named(shop));
    expect(unnamed).toMatchObject({ code: 2, stderr: expect.stringContaining('no terminal') });
    const misnamed = await adopt([urlOf('postgres', shop), '--name', 'store']);
    expect(misnamed).toMatchObject({ code: 2, stderr: expect.stringContaining('nothing was changed') });
    const mistyped = adoptUrl({ server: urlOf('postgres', shop), name: null }, fakeIo({ stdin: typing('shopp') }));
    await expect(mistyped).rejects.toThrow("that is not the database's name, so nothing was changed");
    expect(await held()).toEqual(before);

    const { code, stderr } = await adopt(['postgres', '--name', 'shop'], named(shop));
    expect(code).toBe(0);
    expect(stderr).toMatch(/it holds what is not ours\n {2}database shop: 1 table/);
    expect(stderr).not.toContain(encodeURIComponent(shop.password));
    const after = await held();
    const marked = after.structure.filter((line) => !before.structure.includes(line));
    expect(marked).toEqual([expect.stringMatching(/^schema mhbench_marker /)]);
    expect(after.orders).toEqual(before.orders);

    expect((await told(['doctor'], named(shop))).stdout).toMatch(/✔ postgres .*attach \(URL\), MHBENCH_POSTGRES_URL is set/);
    const run = await smokeRun(at.out(), COVERING, named(shop));
    expect(run.code).toBe(0);
    expect(run.record.comparisons.length).toBeGreaterThan(0);
    expect(await held()).toEqual(after);
  });
});

test('a Redis that holds a key in any database is refused and untouched; what needs none is measured, and the end is 3 all the same', async () => {
  const { endpoint } = await at.start('redis');
  await using session = await openRedis({ ...endpoint, database: '7' });
  await session.run(['SET', 'cart:1', 'tea']);
  const before = await structureOfRedis(endpoint);
  const { code, record } = await smokeRun(at.out(), [...TTL, ...COVERING], { MHBENCH_REDIS_URL: urlOf('redis', endpoint) });
  expect(code).toBe(3);
  expect(new Set(record.comparisons.map(({ id }) => id))).toEqual(new Set(['indexing/covering']));
  expect(record.skipped[0]).toMatchObject({
    reason: expect.stringContaining('database 7: 1 key'),
    remedy: 'npm run mhbench -- db adopt redis',
  });
  expect(await structureOfRedis(endpoint)).toEqual(before);
});

test('a name that is typed adopts as well, and a second time there is nothing to ask', async () => {
  const io = fakeIo({ stdin: typing(' marked ') });
  const endpoint = await databaseOn(at.server('postgres'), { name: 'marked', roles: false });
  await queryOnce(endpoint, 'CREATE TABLE notes ()');
  expect(await adoptUrl({ server: urlOf('postgres', endpoint), name: null }, io)).toBe(0);
  expect(io.stderr.written()).toContain("Type the database's name to allow it: ");
  expect(io.stdout.written()).toMatch(/^postgres on 127\.0\.0\.1:\d+ is marked: runs use it/);
  const again = fakeIo();
  expect(await adoptUrl({ server: urlOf('postgres', endpoint), name: null }, again)).toBe(0);
  expect(again.stderr.written()).toContain('it is marked already');
});

describe('a run that is broken off on a server that was there before', () => {
  /** Stops it in the middle of its work, looks at the server, and ends it. */
  const broken = async (signal: NodeJS.Signals, endpoint: Endpoint) => {
    const content = ['--only', 'indexing/foreign-key', '--only', 'query_optimization/keyset-pagination'];
    const run = await new Promise<CliRun>((resolve) => {
      let measured = 0;
      const started = startSmoke(at.out(), content, named(endpoint), ({ kind }) => {
        if (kind !== 'comparison' || ++measured > 1) return;
        started.kill('SIGSTOP');
        resolve(started);
      });
      started.ended.then(() => resolve(started));
    });
    const stopped = await structureOfPostgres(endpoint);
    run.kill(signal);
    run.kill('SIGCONT');
    return { stopped, code: (await run.ended).code };
  };

  test('by Ctrl-C leaves nothing there', async () => {
    const endpoint = await databaseOn(at.server('postgres'), { name: 'broken_off', roles: true });
    const before = await structureOfPostgres(endpoint);
    const { code, stopped } = await broken('SIGINT', endpoint);
    expect(stopped.some((line) => line.startsWith('schema mhbench_lane_'))).toBe(true);
    expect(code).toBe(130);
    expect(await structureOfPostgres(endpoint)).toEqual(before);
  });

  test('by kill -9 leaves what the next one knows as ours, and clears', async () => {
    const endpoint = await databaseOn(at.server('postgres'), { name: 'killed', roles: true });
    const before = await structureOfPostgres(endpoint);
    await broken('SIGKILL', endpoint);
    const left = (await structureOfPostgres(endpoint)).filter((line) => !before.includes(line));
    expect(left.map((line) => /mhbench_[a-z]+/.exec(line)?.[0])).toEqual(
      expect.arrayContaining(['mhbench_lane', 'mhbench_template', 'mhbench_marker']),
    );
    expect((await smokeRun(path.join(at.out(), 'next'), COVERING, named(endpoint))).code).toBe(0);
    const after = (await structureOfPostgres(endpoint)).filter((line) => !before.includes(line));
    expect(after).toEqual([expect.stringMatching(/^schema mhbench_marker /)]);
  });
});
