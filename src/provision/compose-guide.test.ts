// docs/compose.md command by command: the program, the port, the user and the database that each names are those of the container it is for.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { fencedCommands } from '../testing/guide.ts';

const PROJECT = resolve(import.meta.dirname, '..', '..');
const read = (...parts: readonly string[]): string => readFileSync(join(PROJECT, ...parts), 'utf8');

const Service = z.object({
  image: z.string(),
  container_name: z.string(),
  network_mode: z.string().optional(),
  environment: z.record(z.string(), z.string()).default({}),
  command: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  healthcheck: z.object({ test: z.array(z.string()) }),
});
type Service = z.infer<typeof Service>;
const { services } = z
  .object({ services: z.record(z.string(), Service) })
  .parse(parse(read('docker-compose.yml'), { merge: true, maxAliasCount: 1000 }));
const commands = fencedCommands(read('docs', 'compose.md'));

/** The service whose container a command enters. */
const entered = (command: string): Service | undefined => {
  const name = /^docker exec (\S+)/.exec(command)?.[1];
  return Object.values(services).find((service) => service.container_name === name);
};

/** Which image has which program; what the image's own health check calls is there too. */
const PROGRAMS: Readonly<Record<string, RegExp>> = {
  psql: /^(postgres|citusdata\/citus|edoburu\/pgbouncer):/,
  'redis-cli': /^redis:/,
  mongosh: /^mongo:/,
  'cypher-shell': /^neo4j:/,
  'kafka-topics': /^apache\/kafka:/,
};
const PROGRAM = /(?:^|[\s'"/])(psql|redis-cli|mongosh|cypher-shell|kafka-topics)(?:\.sh)?(?=\s)/;
const programOf = (command: string): string => PROGRAM.exec(command)?.[1] ?? '';

/** The services that a program talks to, by the ports that they publish on this machine. */
const published = ({ ports }: Service): readonly string[] => ports.flatMap((port) => /(\d+)\}?:\d+$/.exec(port)?.[1] ?? []);
const portOf = (command: string): string | undefined => /(?:-p |--port |127\.0\.0\.1:)(\d+)/.exec(command)?.[1];

/** The ports that can be called inside a container: its own, and those of the container whose network it shares. */
function portsInside(service: Service): readonly string[] {
  const shared = /^service:(.+)$/.exec(service.network_mode ?? '')?.[1];
  const own = service.ports.map((port) => port.split(':').at(-1) ?? '');
  const host = shared === undefined ? undefined : services[shared];
  return host === undefined ? own : [...own, ...portsInside(host)];
}

/** A replica is a copy of its primary, with its users and databases. */
const origin = (service: Service): Service =>
  service.container_name === 'mhbench-postgres-replica' ? (services['postgres'] ?? service) : service;

function userOf(service: Service): string | undefined {
  const { environment } = origin(service);
  const { POSTGRES_USER, DB_USER, MONGO_INITDB_ROOT_USERNAME, NEO4J_AUTH } = environment;
  return POSTGRES_USER ?? DB_USER ?? MONGO_INITDB_ROOT_USERNAME ?? NEO4J_AUTH?.split('/')[0];
}

/** What is wrong with a command; empty where it fits. */
function wrong(command: string, service: Service | undefined): readonly string[] {
  if (service === undefined) return [`there is no container for it: ${command}`];
  const [program, port] = [programOf(command), portOf(command)];
  const user = /(?:-U|-u) (\S+)/.exec(command)?.[1];
  const database = /-d (\S+)|-U \S+ ([a-z]+)$/
    .exec(command)
    ?.slice(1)
    .find((name) => name !== undefined);
  const inside = command.startsWith('docker exec');
  const databases = [origin(service).environment['POSTGRES_DB'] ?? services['postgres']?.environment['POSTGRES_DB']];
  return [
    ...(PROGRAMS[program]?.test(service.image) ? [] : [`${service.image} has no ${program}: ${command}`]),
    ...(port === undefined || (inside ? portsInside(service) : published(service)).includes(port)
      ? []
      : [`no port ${port}: ${command}`]),
    ...(user === undefined || user === userOf(service) ? [] : [`no user ${user}: ${command}`]),
    ...(database === undefined || databases.includes(database) ? [] : [`no database ${database}: ${command}`]),
  ];
}

/** The service that a command of the host means: the one that publishes its port. */
const meant = (command: string): Service | undefined =>
  entered(command) ?? Object.values(services).find((service) => published(service).includes(portOf(command) ?? ''));

const checks = commands.filter((command) => programOf(command) !== '');

describe('a check in docs/compose.md', () => {
  test.each(checks)('%s', (command) => expect(wrong(command, meant(command))).toEqual([]));

  test.each([
    ['docker exec mhbench-redis psql -U bench', 'has no psql'],
    ['docker exec mhbench-postgres psql -U somebody -d bench -c x', 'no user somebody'],
    ['docker exec mhbench-postgres psql -U bench -d shop -c x', 'no database shop'],
    ['docker exec mhbench-sentinel-1 redis-cli -p 7001 ping', 'no port 7001'],
    ['docker exec mhbench-elsewhere redis-cli ping', 'no container'],
    ['mongosh --host 127.0.0.1 --port 27017 -u admin', 'no user admin'],
    ['redis-cli -h 127.0.0.1 -p 1 ping', 'no container'],
  ])('that does not fit is told: %s', (command, says) => expect(wrong(command, meant(command)).join()).toContain(says));

  test("names the sentinels' master as they do", () => {
    const name = /get-master-addr-by-name (\S+)/.exec(commands.join('\n'))?.[1];
    expect(services['sentinel-1']?.command.join()).toContain(`sentinel monitor ${name} `);
  });

  test('calls Kafka by the path that its health check uses', () => {
    const folder = /(\S*\/)kafka-topics\.sh/.exec(commands.join('\n'))?.[1];
    expect(services['kafka']?.healthcheck.test.join()).toContain(`${folder}kafka-broker-api-versions.sh`);
  });
});

test("every check of the application's own documents stands there", () => {
  expect(checks.length).toBeGreaterThan(12);
  expect(commands).toContain('docker ps | grep postgres');
  expect(Object.values(services).filter(({ container_name }) => container_name.includes('postgres')).length).toBeGreaterThan(0);
  for (const check of [
    /^psql .*bench$/,
    /^redis-cli .* ping$/,
    /^kafka-topics .* --list$/,
    /^docker exec \S+ psql /,
    /redis-cli .*ping'$/,
  ])
    expect(
      commands.filter((command) => check.test(command)),
      String(check),
    ).not.toEqual([]);
});
