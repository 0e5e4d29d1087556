// Containers that are up are used without being named: a program in Docker's place tells of servers that the test has started.
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { LocalServer } from '../provision/provisioner.ts';
import { smokeRun } from '../testing/cli.ts';
import { stand, structureOfPostgres, structureOfRedis } from '../testing/standing-servers.ts';

const at = stand('postgres', 'redis');

const container = (service: string, inside: number, { endpoint }: LocalServer) => ({
  ...{ Name: `mhbench-${service}`, Service: service, State: 'running', Health: 'healthy', ExitCode: 0 },
  Publishers: [{ URL: '127.0.0.1', TargetPort: inside, PublishedPort: endpoint.port, Protocol: 'tcp' }],
});

/** Puts a `docker` on PATH that knows `compose ps` and nothing else. */
function withDocker(containers: readonly object[]): NodeJS.ProcessEnv {
  const said = path.join(at.out(), 'ps.json');
  writeFileSync(said, containers.map((each) => `${JSON.stringify(each)}\n`).join(''));
  const program = path.join(at.out(), 'docker');
  writeFileSync(program, `#!/bin/sh\n[ "$1 $4 $5 $6" = 'compose ps --format json' ] && exec cat '${said}'\nexit 1\n`);
  chmodSync(program, 0o755);
  return {
    PATH: `${at.out()}:${process.env['PATH']}`,
    DOCKER_HOST: '',
    POSTGRES_PASSWORD: at.server('postgres').endpoint.password,
    REDIS_PASSWORD: at.server('redis').endpoint.password,
  };
}
const CONTENT = ['--only', 'cache_ttl/ttl-on-keys', '--only', 'indexing/covering'];

test('a run measures on the containers that are up, says so, and leaves nothing there', async () => {
  const before = [await structureOfPostgres(at.server('postgres').endpoint), await structureOfRedis(at.server('redis').endpoint)];
  const env = withDocker([container('postgres', 5432, at.server('postgres')), container('redis', 6379, at.server('redis'))]);
  const { code, record, said } = await smokeRun(path.join(at.out(), 'reports'), CONTENT, env);
  expect(code).toBe(0);
  expect(record).toMatchObject({ failed: [], skipped: [] });
  expect(record.comparisons).toHaveLength(record.run.planned);
  expect(record.servers.map(({ origin, source, reason, endpoint }) => [origin, source, reason, endpoint])).toEqual([
    ['compose', 'container mhbench-redis', 'the container mhbench-redis is up', `127.0.0.1:${at.server('redis').endpoint.port}`],
    [
      'compose',
      'container mhbench-postgres',
      'the container mhbench-postgres is up',
      `127.0.0.1:${at.server('postgres').endpoint.port}`,
    ],
  ]);
  expect([
    await structureOfPostgres(at.server('postgres').endpoint),
    await structureOfRedis(at.server('redis').endpoint),
  ]).toEqual(before);
  for (const { password } of [at.server('postgres').endpoint, at.server('redis').endpoint]) expect(said).not.toContain(password);
});

test('beside a container stands a private process for what is not up', async () => {
  const { code, record } = await smokeRun(
    path.join(at.out(), 'reports'),
    CONTENT,
    withDocker([container('redis', 6379, at.server('redis'))]),
  );
  expect(code).toBe(0);
  expect(record.servers.map(({ name, origin, reason }) => [name, origin, reason])).toEqual([
    ['redis-1', 'compose', 'the container mhbench-redis is up'],
    ['postgres-1', 'local', expect.stringMatching(/^no URL is given and no container of postgres is up; private processes: /)],
  ]);
});
