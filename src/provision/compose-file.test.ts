// docker-compose.yml against the Compose Specification and our own rules, and docs/compose.md against docker-compose.yml.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fencedCommands } from '../testing/guide.ts';
import { SERVICES } from './compose.ts';
import { postgresDefaults } from './servers/postgres.ts';

const PROJECT = resolve(import.meta.dirname, '..', '..');
const read = (...parts: readonly string[]): string => readFileSync(join(PROJECT, ...parts), 'utf8');
const text = read('docker-compose.yml');
const yaml = (source: string): unknown => parse(source, { merge: true, maxAliasCount: 1000 });

const Service = z.object({
  image: z.string(),
  container_name: z.string(),
  network_mode: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  deploy: z.object({ resources: z.object({ limits: z.object({ cpus: z.string(), memory: z.string() }) }) }).optional(),
});
const File = z.object({ services: z.record(z.string(), Service), volumes: z.record(z.string(), z.unknown()) });
type File = z.infer<typeof File>;

function specification(): (document: unknown) => readonly string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: false });
  const validate = ajv.compile(JSON.parse(read('src', 'testing', 'compose-spec', 'compose-spec.json')));
  return (document) =>
    validate(document) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
const problemsOf = specification();

/** Our own rules, each a sentence about the service that breaks it. */
function broken({ services, volumes }: File): readonly string[] {
  const limits = new Set(Object.values(services).map(({ deploy }) => JSON.stringify(deploy?.resources.limits)));
  return Object.entries(services).flatMap(([name, service]) => [
    ...(/^[^:]+:v?\d+\.\d+[\w.-]*$/.test(service.image) ? [] : [`${name} takes an image that is not pinned: ${service.image}`]),
    ...service.ports
      .filter((port) => !/^127\.0\.0\.1:[^:]+(:-\d+\})?:\d+$/.test(port))
      .map((port) => `${name} is open to others: ${port}`),
    ...(service.healthcheck === undefined ? [`${name} has no health check`] : []),
    ...(service.deploy === undefined ? [`${name} has no limits`] : []),
    ...(limits.size === 1 ? [] : [`${name} may have other limits than its neighbours`]),
    ...passwords(service).map((value) => `${name} has a password that is not from .env: ${value}`),
    ...service.volumes
      .filter((volume) => !Object.hasOwn(volumes, volume.split(':')[0] ?? ''))
      .map((volume) => `${name} keeps data in no named volume: ${volume}`),
  ]);
}

const passwords = ({ environment }: z.infer<typeof Service>): readonly string[] =>
  Object.entries(environment)
    .filter(([name, value]) => /PASSWORD|AUTH$|SECRET/.test(name) && !/^(neo4j\/)?\$\{[A-Z0-9]+_PASSWORD:\?[^}]+\}$/.test(value))
    .map(([name]) => name);

const file = File.parse(yaml(text));
/** As Compose writes what it takes from the environment. */
const placeholder = (inside: string): string => `\${${inside}}`;

describe('docker-compose.yml', () => {
  test('keeps the Compose Specification', () => {
    expect(problemsOf(yaml(text))).toEqual([]);
    expect(problemsOf(yaml(text.replace('shm_size:', 'shmsize:'))).length).toBeGreaterThan(0);
  });

  test('keeps our rules', () => expect(broken(file)).toEqual([]));

  test.each([
    ['image: apache/kafka:4.3.1', 'image: apache/kafka:latest', 'not pinned'],
    ['image: apache/kafka:4.3.1', 'image: apache/kafka', 'not pinned'],
    [`'127.0.0.1:${placeholder('MONGO_PORT:-27017')}:27017'`, "'27017:27017'", 'open to others'],
    ['- 127.0.0.1:6379:6379', '- 0.0.0.0:6379:6379', 'open to others'],
    [placeholder('MONGO_PASSWORD:?copy .env.example to .env'), 'secret', 'not from .env'],
    [`neo4j/${placeholder('NEO4J_PASSWORD:?copy .env.example to .env')}`, 'neo4j/secret', 'not from .env'],
    ["['mongo:/data/db', 'mongo-config:/data/configdb']", "['/srv/mongo:/data/db']", 'no named volume'],
    ['    deploy: *limits\n\n  kafka:', '\n  kafka:', 'no limits'],
  ])('%s made into %s is told', (from, into, says) => {
    expect(text).toContain(from);
    expect(broken(File.parse(yaml(text.replace(from, into)))).join('\n')).toContain(says);
  });

  test('a service without a health check is told', () => {
    const bare = yaml(text.replace(/ {4}healthcheck:\n {6}<<: \*often\n {6}test: .*mongosh.*\n/, ''));
    expect(broken(File.parse(bare))).toEqual(['mongo has no health check']);
  });

  test('its PostgreSQL has the settings of ours', () => {
    const { shared_buffers: _ours, ...wanted } = postgresDefaults(0, { statements: true, zones: true });
    const flags = file.services['postgres']?.command ?? [];
    for (const [name, value] of Object.entries(wanted)) expect(flags).toContain(`-c${name}=${value}`);
  });

  test('it has the servers that a run takes, with their ports, users and passwords', () => {
    for (const { service, port, user, database, password } of Object.values(SERVICES)) {
      const { ports = [], environment = {} } = file.services[service] ?? {};
      expect(ports.map((each) => Number(each.split(':').at(-1)))).toContain(port);
      const values = Object.values(environment);
      if (password !== null) expect(values.some((value) => value.includes(`\${${password}:?`))).toBe(true);
      for (const name of [user, database].filter((each) => each !== '' && each !== '0' && each !== 'neo4j'))
        expect(values).toContain(name);
      if (user === 'neo4j') expect(environment['NEO4J_AUTH']).toMatch(/^neo4j\//);
    }
  });

  test('its variables stand in .env.example, and git ignores .env', () => {
    const used = new Set([...text.matchAll(/(?<!\$)\$\{([A-Z0-9_]+)/g)].map(([, name]) => name));
    const offered = new Set([...read('.env.example').matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, name]) => name));
    expect(offered).toEqual(used);
    expect(read('.gitignore').split('\n')).toContain('.env');
  });

  test('Docker Compose itself accepts it', ({ skip }) => {
    const run = (...args: readonly string[]) =>
      execFileSync('docker', ['compose', ...args], { cwd: PROJECT, encoding: 'utf8', stdio: 'pipe' });
    try {
      run('version');
    } catch {
      skip('docker has no compose plugin here');
    }
    expect(run('--env-file', '.env.example', 'config', '--services').split('\n')).toContain('postgres');
  });
});

describe('docs/compose.md', () => {
  const commands = fencedCommands(read('docs', 'compose.md'));
  const containers = new Map(Object.values(file.services).map((service) => [service.container_name, service]));

  test('every container it enters exists', () => {
    const named = commands.flatMap((command) => /^docker exec (\S+)/.exec(command)?.slice(1) ?? []);
    expect(named.length).toBeGreaterThan(9);
    for (const name of named) expect([...containers.keys()]).toContain(name);
  });

  test('every port it names is published: its own inside a container, and the one of this machine outside', () => {
    const portsBy = (part: RegExp) =>
      [...containers.values()].flatMap(({ ports }) => ports.flatMap((port) => part.exec(port)?.slice(1) ?? []));
    const [inside, outside] = [portsBy(/(\d+)$/), portsBy(/(\d+)\}?:\d+$/)];
    const named = commands.flatMap((command) =>
      [...command.matchAll(/(?:-p |--port |127\.0\.0\.1:)(\d+)/g)].map(([, port]) => ({ command, port })),
    );
    expect(named.length).toBeGreaterThan(5);
    for (const { command, port } of named) expect(command.startsWith('docker exec') ? inside : outside).toContain(port);
  });

  test("every variable it hands on is the container's own, and every profile is one of the file", () => {
    for (const command of commands) {
      const service = containers.get(/^docker exec (\S+)/.exec(command)?.[1] ?? '');
      for (const [, variable = ''] of command.matchAll(/"\$([A-Z_]+)"/g))
        expect(Object.keys(service?.environment ?? {})).toContain(variable);
      for (const [, profile] of command.matchAll(/--profile (\S+)/g)) expect(text).toContain(`profiles: [${profile}]`);
    }
  });
});
