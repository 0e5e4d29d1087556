// What Docker prints, as versions of Compose print it: an array until 2.20, an object a line since.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/fake-io.ts';
import { composeOf, containersIn, refusalIn, targetAmong } from './compose.ts';

const POSTGRES =
  '{"Command":"\\"docker-entrypoint.s…\\"","CreatedAt":"2026-01-02 10:11:12 +0000 UTC","ExitCode":0,"Health":"healthy","ID":"4c1e6a2f9b07","Image":"postgres:17.6-bookworm","Labels":"com.docker.compose.project=mhbench,com.docker.compose.service=postgres","LocalVolumes":"1","Mounts":"mhbench_postgres","Name":"mhbench-postgres","Names":"mhbench-postgres","Networks":"mhbench_default","Ports":"127.0.0.1:15432->5432/tcp","Project":"mhbench","Publishers":[{"URL":"127.0.0.1","TargetPort":5432,"PublishedPort":15432,"Protocol":"tcp"}],"RunningFor":"2 minutes ago","Service":"postgres","Size":"0B","State":"running","Status":"Up 2 minutes (healthy)"}';
const REDIS =
  '{"Command":"\\"docker-entrypoint.s…\\"","ExitCode":0,"Health":"healthy","ID":"77aa","Image":"redis:7.4.5-bookworm","Name":"mhbench-redis","Project":"mhbench","Publishers":[{"URL":"127.0.0.1","TargetPort":6380,"PublishedPort":6380,"Protocol":"tcp"},{"URL":"0.0.0.0","TargetPort":6379,"PublishedPort":6379,"Protocol":"tcp"}],"Service":"redis","State":"running","Status":"Up 2 minutes (healthy)"}';
const KAFKA =
  '{"ExitCode":0,"Health":"starting","Name":"mhbench-kafka","Publishers":[{"URL":"127.0.0.1","TargetPort":9092,"PublishedPort":9092,"Protocol":"tcp"}],"Service":"kafka","State":"running"}';
const MONGO = '{"ExitCode":137,"Health":"","Name":"mhbench-mongo","Publishers":null,"Service":"mongo","State":"exited"}';
const POOLER =
  '{"ExitCode":0,"Health":"healthy","Name":"mhbench-pgbouncer","Publishers":[{"URL":"127.0.0.1","TargetPort":6432,"PublishedPort":6432,"Protocol":"tcp"}],"Service":"pgbouncer","State":"running"}';
const ALL = [POSTGRES, REDIS, KAFKA, MONGO, POOLER];
const env = { POSTGRES_PASSWORD: 'one', REDIS_PASSWORD: 'two', MONGO_PASSWORD: 'three' };

describe.each([
  ['an object a line', `${ALL.join('\n')}\n`],
  ['one array', `[${ALL.join(',')}]\n`],
])('%s', (_shape, output) => {
  const containers = containersIn(output);
  test('the server of a kind is where its port is published, with the password that docker-compose.yml names', () => {
    expect(targetAmong(containers, 'postgres', env)).toMatchObject({
      origin: 'compose',
      source: 'container mhbench-postgres',
      reason: 'the container mhbench-postgres is up',
      endpoint: { host: '127.0.0.1', port: 15_432, user: 'bench', password: 'one', database: 'bench' },
    });
    expect(targetAmong(containers, 'redis', env)).toMatchObject({
      endpoint: { host: '127.0.0.1', port: 6_379, password: 'two' },
    });
  });
  test('one that is not up and healthy is none, and says why', () => {
    expect(targetAmong(containers, 'kafka', env)).toBe('the container mhbench-kafka is up but starting');
    expect(targetAmong(containers, 'mongodb', env)).toBe('the container mhbench-mongo is not up but exited');
    expect(targetAmong(containers, 'neo4j', env)).toBe('no container of neo4j is up');
  });
  test('without its password it cannot be used', () =>
    expect(targetAmong(containers, 'redis', {})).toBe('the container mhbench-redis is up but REDIS_PASSWORD is not set'));
  test('a pooler is never taken', () =>
    expect(targetAmong(containers, 'pgbouncer', env)).toBe('no container of pgbouncer is used'));
});

test('nothing is up', () => expect([containersIn(''), containersIn('[]\n')]).toEqual([[], []]));

test.each([
  ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?', 'Docker does not answer'],
  ["docker: 'compose' is not a docker command.\nSee 'docker --help'", 'Docker has no Compose here'],
  ["unknown shorthand flag: 'f' in -f\n\nUsage:  docker [OPTIONS] COMMAND [ARG...]", 'Docker has no Compose here'],
  [
    'error while interpolating services.postgres.environment.POSTGRES_PASSWORD: required variable POSTGRES_PASSWORD is missing a value: copy .env.example to .env',
    'no container is looked for, because POSTGRES_PASSWORD is not set',
  ],
  ['yaml: line 3: mapping values', 'Docker Compose does not tell which containers are up'],
])('%s', (stderr, reason) => expect(refusalIn(stderr)).toBe(reason));

describe('Docker is asked', () => {
  const asked = async (script: string, more: Record<string, string> = {}) => {
    await using folder = await temporaryFolder();
    const program = join(folder.path, 'docker');
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    const path = { PATH: `${folder.path}:/usr/bin:/bin`, COUNT: join(folder.path, 'count') };
    const compose = composeOf({ ...path, ...env, ...more }, new AbortController().signal);
    return [await compose.find('postgres'), await compose.find('redis')];
  };
  test('once, for the containers of this project', async () => {
    const script = `[ ! -e "$COUNT" ] && touch "$COUNT" && [ "$1 $2 $4 $5 $6" = 'compose -f ps --format json' ] && echo '${REDIS}'`;
    expect(await asked(script)).toEqual([
      'no container of postgres is up',
      expect.objectContaining({ source: 'container mhbench-redis' }),
    ]);
  });
  test('and may have no daemon, or say what nobody understands', async () => {
    expect(await asked('echo "Cannot connect to the Docker daemon at unix:///x" >&2; exit 1')).toEqual(
      Array(2).fill('Docker does not answer'),
    );
    expect(await asked('echo hello')).toEqual(Array(2).fill('Docker answers in words that are not understood'));
  });
  test('and may not be there, or be on another machine', async () => {
    const nowhere = composeOf({ PATH: join('no', 'such', 'folder') }, new AbortController().signal);
    expect(await nowhere.find('redis')).toBe('there is no Docker here');
    expect(await asked('exit 1', { DOCKER_HOST: 'ssh://elsewhere' })).toEqual(Array(2).fill('Docker is on another machine'));
  });
});
