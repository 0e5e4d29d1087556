/** The containers of this project's Docker Compose file, where they are up: found by asking Docker, and then used like servers named by URL. */
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import type { Target } from './attach.ts';
import type { Endpoint, ServerKind } from './provisioner.ts';

/** A container as `docker compose ps --format json` tells it. */
const container = z.looseObject({
  Name: z.string(),
  Service: z.string(),
  State: z.string(),
  Health: z.string().optional(),
  Publishers: z.array(z.looseObject({ URL: z.string().optional(), TargetPort: z.number(), PublishedPort: z.number() })).nullish(),
});
export type Container = z.infer<typeof container>;

/** Older ones print an array, newer ones an object a line; neither prints anything when nothing is up. */
export function containersIn(output: string): readonly Container[] {
  const text = output.trim();
  if (text.startsWith('[')) return z.array(container).parse(JSON.parse(text));
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => container.parse(JSON.parse(line)));
}

interface Service {
  readonly service: string;
  /** Inside the container. */
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** The variable that docker-compose.yml takes the password from. */
  readonly password: string | null;
}

/** As docker-compose.yml has them. A pooler is not among them: it does not know the passwords of the roles that a run makes. */
export const SERVICES: Readonly<Partial<Record<ServerKind, Service>>> = {
  postgres: { service: 'postgres', port: 5432, user: 'bench', database: 'bench', password: 'POSTGRES_PASSWORD' },
  redis: { service: 'redis', port: 6379, user: '', database: '0', password: 'REDIS_PASSWORD' },
  mongodb: { service: 'mongo', port: 27017, user: 'bench', database: '', password: 'MONGO_PASSWORD' },
  kafka: { service: 'kafka', port: 9092, user: '', database: '', password: null },
  neo4j: { service: 'neo4j', port: 7687, user: 'neo4j', database: 'neo4j', password: 'NEO4J_PASSWORD' },
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The server of a kind among the containers, or in words why there is none. */
export function targetAmong(containers: readonly Container[], kind: ServerKind, env: Environment): Target | string {
  const wanted = SERVICES[kind];
  if (wanted === undefined) return `no container of ${kind} is used`;
  const found = containers.find(({ Service }) => Service === wanted.service);
  if (found === undefined) return `no container of ${wanted.service} is up`;
  const { Name, State, Health = '' } = found;
  if (State !== 'running') return `the container ${Name} is not up but ${State}`;
  if (Health !== 'healthy') return `the container ${Name} is up but ${Health === '' ? 'tells no health' : Health}`;
  const published = found.Publishers?.find(({ TargetPort, PublishedPort }) => TargetPort === wanted.port && PublishedPort > 0);
  if (published === undefined) return `the container ${Name} is up but publishes no port`;
  const password = wanted.password === null ? '' : (env[wanted.password] ?? '');
  if (password === '' && wanted.password !== null) return `the container ${Name} is up but ${wanted.password} is not set`;
  const { user, database } = wanted;
  const endpoint: Endpoint = { host: hostOf(published.URL), port: published.PublishedPort, user, password, database };
  return {
    ...{ kind, endpoint, origin: 'compose', source: `container ${Name}`, reason: `the container ${Name} is up` },
    remedy: `see whether it admits ${wanted.password ?? 'clients'} as .env has it (docker compose logs ${wanted.service}), or end it (docker compose stop ${wanted.service})`,
  };
}

/** A port that is published on every address of this machine is reached by its own. */
const hostOf = (url = ''): string => (['', '0.0.0.0', '::', '[::]'].includes(url) ? '127.0.0.1' : url);

/** Finds containers; resolves with a reason in words where there is none. */
export interface Compose {
  find(kind: ServerKind): Promise<Target | string>;
}

const DEADLINE_MS = 5_000;
const FOLDER = resolve(import.meta.dirname, '..', '..');

/** Docker is asked once, when a server is first wanted. */
export function composeOf(env: Environment, signal: AbortSignal): Compose {
  let asked: Promise<readonly Container[] | string> | null = null;
  return {
    async find(kind) {
      asked ??= containersUp(env, signal);
      const containers = await asked;
      return typeof containers === 'string' ? containers : targetAmong(containers, kind, env);
    },
  };
}

async function containersUp(env: Environment, signal: AbortSignal): Promise<readonly Container[] | string> {
  const host = env['DOCKER_HOST'] ?? '';
  // Ports are published on the machine where Docker is.
  if (host !== '' && !/^(unix|npipe):/.test(host)) return 'Docker is on another machine';
  const args = ['compose', '-f', join(FOLDER, 'docker-compose.yml'), 'ps', '--format', 'json'];
  const asked = await execa('docker', args, {
    ...{ cwd: FOLDER, env: { ...env }, extendEnv: false, reject: false, stdin: 'ignore' },
    ...{ timeout: DEADLINE_MS, cancelSignal: signal, forceKillAfterDelay: 1_000 },
  });
  signal.throwIfAborted();
  if (asked.code === 'ENOENT') return 'there is no Docker here';
  if (asked.timedOut) return `Docker does not answer within ${DEADLINE_MS / 1_000} s`;
  if (asked.exitCode !== 0) return refusalIn(asked.stderr);
  try {
    return containersIn(asked.stdout);
  } catch {
    return 'Docker answers in words that are not understood';
  }
}

/** Without a daemon, without Compose, or without the passwords that docker-compose.yml asks for. */
export function refusalIn(stderr: string): string {
  if (/cannot connect to the docker daemon|error during connect|daemon running/i.test(stderr)) return 'Docker does not answer';
  if (/unknown (docker )?command|not a docker command|unknown shorthand flag/i.test(stderr)) return 'Docker has no Compose here';
  const variable = /required variable (\w+) is missing/.exec(stderr)?.[1];
  if (variable !== undefined) return `no container is looked for, because ${variable} is not set`;
  return 'Docker Compose does not tell which containers are up';
}
