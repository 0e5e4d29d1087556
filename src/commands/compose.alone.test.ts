// Containers that are up are used without being named: a program in Docker's place tells of servers that the test has started.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LocalServer } from '../provision/provisioner.ts';
import { smokeRun } from '../testing/cli.ts';
import { type StandingServers, standingServers, structureOfPostgres, structureOfRedis } from '../testing/standing-servers.ts';

let servers: StandingServers;
let postgres: LocalServer;
let redis: LocalServer;
let out: string;

beforeAll(async () => {
  servers = await standingServers();
  postgres = await servers.start('postgres');
  redis = await servers.start('redis');
});
afterAll(() => servers[Symbol.asyncDispose]());
beforeEach(() => {
  out = mkdtempSync(path.join(tmpdir(), 'mhbench compose test '));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

const container = (service: string, inside: number, { endpoint }: LocalServer) => ({
  ...{ Name: `mhbench-${service}`, Service: service, State: 'running', Health: 'healthy', ExitCode: 0 },
  Publishers: [{ URL: '127.0.0.1', TargetPort: inside, PublishedPort: endpoint.port, Protocol: 'tcp' }],
});

/** Puts a `docker` on PATH that knows `compose ps` and nothing else. */
function withDocker(containers: readonly object[]): NodeJS.ProcessEnv {
  const said = path.join(out, 'ps.json');
  writeFileSync(said, containers.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const program = path.join(out, 'docker');
  writeFileSync(program, `#!/bin/sh\n[ "$1 $4 $5 $6" = 'compose ps --format json' ] && exec cat '${said}'\nexit 1\n`);
  chmodSync(program, 0o755);
  return {
    PATH: `${out}:${process.env['PATH']}`,
    DOCKER_HOST: '',
    POSTGRES_PASSWORD: postgres.endpoint.password,
    REDIS_PASSWORD: redis.endpoint.password,
  };
}
const CONTENT = ['--only', 'cache_ttl/ttl-on-keys', '--only', 'indexing/covering'];

test('a run measures on the containers that are up, says so, and leaves nothing there', async () => {
  const before = [await structureOfPostgres(postgres.endpoint), await structureOfRedis(redis.endpoint)];
  const env = withDocker([container('postgres', 5432, postgres), container('redis', 6379, redis)]);
  const { code, record, said } = await smokeRun(path.join(out, 'reports'), CONTENT, env);
  expect(code).toBe(0);
  expect(record).toMatchObject({ failed: [], skipped: [] });
  expect(record.comparisons).toHaveLength(record.run.planned);
  expect(record.servers.map(({ origin, source, reason, endpoint }) => [origin, source, reason, endpoint])).toEqual([
    ['compose', 'container mhbench-redis', 'the container mhbench-redis is up', `127.0.0.1:${redis.endpoint.port}`],
    ['compose', 'container mhbench-postgres', 'the container mhbench-postgres is up', `127.0.0.1:${postgres.endpoint.port}`],
  ]);
  expect([await structureOfPostgres(postgres.endpoint), await structureOfRedis(redis.endpoint)]).toEqual(before);
  for (const { password } of [postgres.endpoint, redis.endpoint]) expect(said).not.toContain(password);
});

test('beside a container stands a private process for what is not up', async () => {
  const { code, record } = await smokeRun(path.join(out, 'reports'), CONTENT, withDocker([container('redis', 6379, redis)]));
  expect(code).toBe(0);
  expect(record.servers.map(({ name, origin, reason }) => [name, origin, reason])).toEqual([
    ['redis-1', 'compose', 'the container mhbench-redis is up'],
    ['postgres-1', 'local', expect.stringMatching(/^no URL is given and no container of postgres is up; private processes: /)],
  ]);
});
