import { expect, test } from 'vitest';
import type { Target } from './attach.ts';
import { chosenProvisioner } from './choose.ts';
import type { Endpoint, LocalServer, Provisioner, ServerKind } from './provisioner.ts';
import type { Given } from './urls.ts';

const endpoint: Endpoint = { host: 'h', port: 1, user: 'u', password: 'p', database: 'd' };
const given = (kind: ServerKind, more: Partial<Endpoint> = {}): Given => ({
  kind,
  variable: `MHBENCH_${kind.toUpperCase()}_URL`,
  endpoint: { ...endpoint, ...more },
});
const container = (kind: ServerKind): Target => ({
  ...{ kind, endpoint, origin: 'compose', source: `container ${kind}`, reason: `the container ${kind} is up`, remedy: 'end it' },
});
const answers = async () => ({ version: '1' });
const silent = (): Promise<never> => Promise.reject(new Error('nobody there'));

/** Private processes, and a note of every start. */
function privately(started: string[]): Provisioner {
  return {
    name: 'local',
    available: async (kind) => ({
      ...{ kind, state: 'ready', version: '15', origin: 'local', source: 'private tree', reason: 'fetched before', remedy: null },
    }),
    start: async ({ kind, name, settings }): Promise<LocalServer> => {
      started.push(name);
      return {
        ...{ kind, name, endpoint, version: '15', origin: 'local', source: 'private tree', reason: 'fetched before', pid: 1 },
        ...{ probe: kind, leftOut: [], startedWith: settings, logTail: async () => [], stop: async () => undefined },
      };
    },
    library: () => Promise.reject(new Error('libraries are asked of the private ones')),
    stopAll: async () => void started.push('all stopped'),
  };
}

function choose({
  urls = [],
  up = [],
  answer = answers,
  forced = false,
}: {
  readonly urls?: readonly Given[];
  readonly up?: readonly ServerKind[];
  readonly answer?: () => Promise<Record<string, string>>;
  readonly forced?: boolean;
}) {
  const started: string[] = [];
  const probes = { postgres: answer, pgbouncer: answer, redis: answer, kafka: answer, neo4j: answer, mongodb: answer };
  const compose = { find: async (kind: ServerKind) => (up.includes(kind) ? container(kind) : 'Docker does not answer') };
  return { started, provisioner: chosenProvisioner({ given: urls, compose, local: privately(started), probes, forced }) };
}
const signal = new AbortController().signal;

test('a URL comes before a container, and a container before a private process, each with its reason', async () => {
  const { provisioner } = choose({ urls: [given('postgres')], up: ['postgres', 'redis'] });
  const told = await Promise.all((['postgres', 'redis', 'kafka'] as const).map((kind) => provisioner.available(kind)));
  expect(told.map(({ origin, source, reason }) => [origin, source, reason])).toEqual([
    ['attach', 'URL', 'MHBENCH_POSTGRES_URL is set'],
    ['compose', 'container redis', 'the container redis is up'],
    ['local', 'private tree', 'no URL is given and Docker does not answer; private processes: fetched before'],
  ]);
  expect(await provisioner.start({ kind: 'kafka', name: 'k', settings: {} }, signal)).toMatchObject({
    origin: 'local',
    reason: 'no URL is given and Docker does not answer; private processes: fetched before',
  });
});

test('a server that was named and does not answer is missing, and no other one is taken for it', async () => {
  const { provisioner, started } = choose({ urls: [given('redis')], up: ['redis'], answer: silent });
  expect(await provisioner.available('redis')).toMatchObject({
    state: 'missing',
    origin: 'attach',
    reason: expect.stringContaining('nobody there'),
  });
  await expect(provisioner.start({ kind: 'redis', name: 'r', settings: {} }, signal)).rejects.toThrow('nobody there');
  expect(started).toEqual([]);
});

test('what is asked for reaches the server that was there before', async () => {
  const { provisioner } = choose({ urls: [given('postgres')] });
  expect(await provisioner.available('postgres', { jit: 'off' })).toMatchObject({ state: 'missing', origin: 'attach' });
});

test('where MHBENCH_SOURCE names a source of private processes, no container is asked for', async () => {
  const { provisioner } = choose({ up: ['redis'], forced: true });
  expect(await provisioner.available('redis')).toMatchObject({ origin: 'local', reason: 'fetched before' });
});

test('the pooler is private, and not put before a server that is spoken to by TLS', async () => {
  const plain = choose({ urls: [given('postgres')] });
  expect(await plain.provisioner.available('pgbouncer')).toMatchObject({ state: 'ready', origin: 'local' });
  const { provisioner, started } = choose({ urls: [given('postgres', { tls: true })] });
  expect(await provisioner.available('pgbouncer')).toMatchObject({
    state: 'missing',
    reason: expect.stringContaining('in the clear'),
  });
  await expect(provisioner.start({ kind: 'pgbouncer', name: 'b', settings: {} }, signal)).rejects.toThrow('in the clear');
  expect(started).toEqual([]);
});

test('libraries and the end are those of private processes', async () => {
  const { provisioner, started } = choose({ urls: [given('postgres')] });
  expect(await provisioner.available('faiss')).toMatchObject({ origin: 'local', reason: 'fetched before' });
  await expect(provisioner.library?.('faiss')).rejects.toThrow('libraries are asked');
  await provisioner.stopAll();
  expect(started).toEqual(['all stopped']);
});
