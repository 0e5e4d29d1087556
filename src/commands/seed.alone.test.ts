/** `mhbench seed` as it is typed: on servers that stay, on private ones that go, on somebody's, and called off. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalServer } from '../provision/provisioner.ts';
import { project, smokeRun } from '../testing/cli.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { queryOnce } from '../testing/probes.ts';
import { scratchProject } from '../testing/scratch-project.ts';
import { databaseOn, type StandingServers, standingServers, structureOfPostgres, urlOf } from '../testing/standing-servers.ts';
import { type SeedOptions, seed } from './seed.ts';
import type { Seeded } from './seed-outcome.ts';

const TINY: SeedOptions = { stores: [], scale: 0.002, seed: 42, json: true, compareCopy: false };

let servers: StandingServers;
let postgres: LocalServer;
let redis: LocalServer;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  servers = await standingServers();
  postgres = await servers.start('postgres');
  redis = await servers.start('redis');
  env = { MHBENCH_POSTGRES_URL: urlOf('postgres', postgres.endpoint), MHBENCH_REDIS_URL: urlOf('redis', redis.endpoint) };
});
afterAll(() => servers[Symbol.asyncDispose]());

interface Told {
  readonly code: number;
  readonly out: string;
  readonly stores: readonly Seeded[];
}

async function seeded(options: Partial<SeedOptions>, given: NodeJS.ProcessEnv = env): Promise<Told> {
  const io = fakeIo({ cwd: project, env: given });
  const code = await seed({ ...TINY, ...options }, io);
  const out = io.stdout.written();
  return { code, out: `${out}${io.stderr.written()}`, stores: options.json === false ? [] : JSON.parse(out).stores };
}

test('on servers that stay it loads once, and uses again what stands there', async () => {
  const first = await seeded({ stores: ['redis', 'postgres'] });
  expect(first.code).toBe(0);
  expect(first.stores.map(({ store, state, stays, rows, because }) => [store, state, stays, rows, because])).toEqual([
    ['postgres', 'loaded', true, 12_640, null],
    ['redis', 'loaded', true, 2_400, null],
  ]);
  for (const { load, digest } of first.stores) {
    expect(load).toMatchObject({ seconds: expect.any(Number), rowsPerSecond: expect.any(Number) });
    expect(load?.peakRssBytes).toBeGreaterThan(20e6);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  }
  // A Redis that was there before tells the bytes of everything that it holds, which are nobody's.
  expect(first.stores.map(({ bytes }) => bytes === null)).toEqual([false, true]);
  const second = await seeded({ stores: ['postgres', 'redis'] });
  expect(second.stores.map(({ state, load, digest }) => [state, load, digest])).toEqual(
    first.stores.map(({ digest }) => ['reused', null, digest]),
  );
  for (const { password } of [postgres.endpoint, redis.endpoint]) expect(first.out + second.out).not.toContain(password);
});

test('another seed and another size are loaded anew, and it says why', async () => {
  await seeded({ stores: ['redis'] });
  const other = await seeded({ stores: ['redis'], seed: 43, json: false });
  expect(other.out).toContain('rebuilt, because it is of seed 42, not 43');
  const larger = await seeded({ stores: ['redis'], seed: 43, scale: 0.003 });
  expect(larger.stores[0]).toMatchObject({ state: 'loaded', because: 'it has 400 users, not 600', rows: 3_600 });
});

test('what somebody has on a server is told and left alone, and the command ends with 3', async () => {
  const endpoint = await databaseOn(postgres, { name: 'shop', roles: false });
  await queryOnce(endpoint, 'CREATE TABLE orders (id bigint)');
  const before = await structureOfPostgres(endpoint);
  const { code, out } = await seeded(
    { stores: ['postgres'], json: false },
    { MHBENCH_POSTGRES_URL: urlOf('postgres', endpoint) },
  );
  expect(code).toBe(3);
  expect(out).toMatch(
    /^– postgres {2}skipped, because the postgres on 127\.0\.0\.1:\d+ holds what is not ours: database shop: 1 table/,
  );
  expect(out).toContain('npm run mhbench -- db adopt postgres');
  expect(await structureOfPostgres(endpoint)).toEqual(before);
});

test('a private server is thrown away, and COPY alone is told beside psql’s', async () => {
  const { code, stores, out } = await seeded({ stores: ['postgres'], compareCopy: true }, {});
  expect(code).toBe(0);
  expect(stores[0]).toMatchObject({ state: 'loaded', stays: false });
  expect(stores[0]?.copy).toMatchObject({ repeats: 5, ratio: expect.any(Number) });
  process.stderr.write(`${out.match(/"copy": \{[^}]*\}/)?.[0]}\n`);
});

test('a server that cannot be had is skipped with its reason, and the others are loaded all the same', async () => {
  const gone = { ...env, MHBENCH_POSTGRES_URL: 'postgres://nobody:nothing@127.0.0.1:1/none' };
  const { code, stores } = await seeded({ stores: ['postgres', 'redis'] }, gone);
  expect(code).toBe(3);
  expect(stores).toMatchObject([
    { store: 'postgres', state: 'skipped', reason: expect.stringContaining('ECONNREFUSED') },
    { store: 'redis', state: 'loaded' },
  ]);
});

/** How many sessions of these servers copy now: PostgreSQL writes into their names what they do. */
function copiesUnder(servers: readonly string[]): number {
  const parents = servers.map((line) => /^process (\d+):/.exec(line)?.[1]);
  const read = (pid: string, file: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8');
    } catch {
      return ''; // It has ended meanwhile.
    }
  };
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parents.includes(/^PPid:\s*(\d+)/m.exec(read(pid, 'status'))?.[1]))
    .filter((pid) => / COPY\b/.test(read(pid, 'cmdline'))).length;
}

test('a run takes the data set that stands there for its own, notes it, and leaves it', async () => {
  const { stores } = await seeded({ stores: ['postgres'], scale: 0.01 });
  await using folder = await temporaryFolder();
  const { code, record } = await smokeRun(folder.path, ['--only', 'indexing/covering'], env);
  expect(code).toBe(0);
  expect(record).toMatchObject({ failed: [], skipped: [] });
  expect(record.dataset?.tables.map(({ table, digest }) => [table, digest])).toEqual(
    stores[0]?.tables.map(({ table, digest }) => [table, digest]),
  );
  expect(record.dataset?.digest).toBe(stores[0]?.digest);
  expect((await seeded({ stores: ['postgres'], scale: 0.01 })).stores[0]?.state).toBe('reused');
});

test('called off, it ends at once and leaves no process behind', async () => {
  await using at = await scratchProject();
  const off = new AbortController();
  const io = fakeIo({ cwd: at.folder, env: {}, signal: off.signal });
  const running = seed({ ...TINY, stores: ['postgres'], scale: 1 }, io);
  const ended = running.then(
    () => 'it was done',
    () => 'called off',
  );
  await expect.poll(() => copiesUnder(at.left()), { timeout: 60_000 }).toBe(1);
  off.abort();
  expect(await ended).toBe('called off');
  await expect.poll(at.left, { timeout: 20_000, interval: 50 }).toEqual([]);
});
