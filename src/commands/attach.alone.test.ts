// Runs on servers that were there before: measured there, nothing left behind, and nobody's data touched.
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { project, smokeRun } from '../testing/cli.ts';
import { databaseOn, stand, structureOfPostgres, structureOfRedis, urlOf } from '../testing/standing-servers.ts';

const at = stand('postgres', 'redis');

const only = (...globs: readonly string[]): readonly string[] => globs.flatMap((glob) => ['--only', glob]);

const smoke = (words: readonly string[], env: NodeJS.ProcessEnv) => smokeRun(at.out(), words, env);

describe('servers named by URL', () => {
  test('are measured on as they are; what needs a restart is skipped; nothing stays, and no password is told', async () => {
    const env = {
      MHBENCH_POSTGRES_URL: urlOf('postgres', at.server('postgres').endpoint),
      MHBENCH_REDIS_URL: urlOf('redis', at.server('redis').endpoint),
    };
    const before = [
      await structureOfPostgres(at.server('postgres').endpoint),
      await structureOfRedis(at.server('redis').endpoint),
    ];
    const content = only('cache_ttl/ttl-on-keys', 'connection_pooling/pgbouncer', 'query_optimization/keyset-pagination');
    const { code, record, said } = await smoke(content, env);
    expect(code).toBe(0);
    expect(record).toMatchObject({ failed: [], skipped: [] });
    expect(record.comparisons).toHaveLength(record.run.planned);
    expect(new Set(record.comparisons.map(({ cpus }) => cpus.layout))).toEqual(new Set(['none']));
    const told = record.servers.map(({ name, origin, source, endpoint }) => [name, origin, source, endpoint]);
    expect(told).toEqual([
      ['redis-1', 'attach', 'URL', `127.0.0.1:${at.server('redis').endpoint.port}`],
      ['postgres-1', 'attach', 'URL', `127.0.0.1:${at.server('postgres').endpoint.port}`],
      ['pgbouncer-2', 'local', expect.any(String), expect.any(String)],
    ]);
    expect(record.servers[1]).toMatchObject({ reason: 'MHBENCH_POSTGRES_URL is set', startedWith: {} });
    expect(record.servers[1]?.leftOut?.join()).toMatch(/^shared_buffers stays \S+ and was not set to 256MB/);
    expect([
      await structureOfPostgres(at.server('postgres').endpoint),
      await structureOfRedis(at.server('redis').endpoint),
    ]).toEqual(before);
    for (const { password } of [at.server('postgres').endpoint, at.server('redis').endpoint])
      expect(said).not.toContain(password);
  });

  test('serve with settings that are in force; others are skipped with the reason and the remedy', async () => {
    const { code, record } = await smoke([], {
      MHBENCH_OPTIMIZATIONS: path.join(project, 'src', 'testing', 'demanding'),
      MHBENCH_POSTGRES_URL: urlOf('postgres', at.server('postgres').endpoint),
      MHBENCH_REDIS_URL: urlOf('redis', at.server('redis').endpoint),
    });
    expect(code).toBe(0);
    expect(record.comparisons.map(({ id }) => id)).toEqual(['server_settings/jit-off']);
    expect(record.skipped).toEqual([
      {
        id: 'server_settings/busier-redis',
        reason: expect.stringContaining('redis cannot be had: MHBENCH_REDIS_URL is set, and all lanes share that server'),
        remedy: 'unset MHBENCH_REDIS_URL: a private server is then started with it',
      },
      {
        id: 'server_settings/fewer-connections',
        reason: expect.stringContaining(
          'max_connections = 50 (in force is 200); a server that was there before is not restarted',
        ),
        remedy: 'unset MHBENCH_POSTGRES_URL: a private server is then started with it',
      },
    ]);
  });

  test('serve a user who may make no roles; what needs a role of its own is skipped', async () => {
    const endpoint = await databaseOn(at.server('postgres'), { name: 'plain', roles: false });
    const before = await structureOfPostgres(endpoint);
    const env = { MHBENCH_POSTGRES_URL: urlOf('postgres', endpoint) };
    const { code, record, said } = await smoke(only('indexing/covering', 'connection_pooling/pgbouncer'), env);
    expect(code).toBe(0);
    expect(new Set(record.comparisons.map(({ id }) => id))).toEqual(new Set(['indexing/covering']));
    expect(record).toMatchObject({
      failed: [],
      skipped: [
        {
          id: 'connection_pooling/pgbouncer',
          reason: expect.stringContaining('plain may not make roles'),
          remedy: expect.stringContaining('CREATEROLE'),
        },
      ],
    });
    expect(await structureOfPostgres(endpoint)).toEqual(before);
    for (const written of [endpoint.password, encodeURIComponent(endpoint.password)]) expect(said).not.toContain(written);
  });

  test('that do not answer are not replaced by others, and end it with 3', async () => {
    const wrong = { ...at.server('redis').endpoint, password: 'not-the-password' };
    const { code, record, said } = await smoke(only('cache_ttl/ttl-on-keys'), { MHBENCH_REDIS_URL: urlOf('redis', wrong) });
    expect(code).toBe(3);
    expect(record).toMatchObject({ servers: [], comparisons: [], failed: [], skipped: [{ id: 'cache_ttl/ttl-on-keys' }] });
    expect(record.skipped[0]?.reason).toMatch(/MHBENCH_REDIS_URL is set, and no answer came from 127\.0\.0\.1:\d+: .*WRONGPASS/);
    expect(said).not.toContain(wrong.password);
  });
});
