import { expect, test } from 'vitest';
import { ServerError } from '../errors.ts';
import { attached, type KindProbes, type Target } from './attach.ts';
import type { ServerKind, StartRequest } from './provisioner.ts';

const unasked = (): Promise<never> => Promise.reject(new Error('nobody asks this one'));
const probesOf = (kind: ServerKind, probe: KindProbes[ServerKind]): KindProbes => ({
  ...{ postgres: unasked, pgbouncer: unasked, redis: unasked, kafka: unasked, neo4j: unasked, mongodb: unasked },
  [kind]: probe,
});
const targetOf = (kind: ServerKind): Target => ({
  ...{ kind, origin: 'attach', source: 'URL', reason: 'it is named', remedy: 'look after it' },
  endpoint: { host: 'db.example', port: 5432, user: 'app', password: 'S3cret', database: 'shop' },
});
const requestOf = (kind: ServerKind, more: Partial<StartRequest> = {}): StartRequest => ({
  kind,
  name: 'one',
  settings: {},
  ...more,
});
const FORCE = { shared_buffers: '128MB', jit: 'on', version: '17.6' };
const postgres = attached(
  targetOf('postgres'),
  probesOf('postgres', async () => FORCE),
);

test('a server that answers is used as it is, and is no process of ours', async () => {
  expect(await postgres.available()).toMatchObject({
    state: 'ready',
    origin: 'attach',
    source: 'URL',
    version: '17.6',
    remedy: null,
  });
  const server = await postgres.start(requestOf('postgres'));
  expect(server).toMatchObject({ name: 'one', origin: 'attach', version: '17.6', pid: null, leftOut: [], startedWith: {} });
  expect(server.endpoint).toMatchObject({ host: 'db.example', database: 'shop' });
});

test('what is asked for must be in force, however either is written', async () => {
  expect(await postgres.available({ shared_buffers: '131072kB', jit: true })).toMatchObject({ state: 'ready' });
  expect(await postgres.available({ shared_buffers: '1GB', jit: true, no_such: 1 })).toMatchObject({
    state: 'missing',
    version: '17.6',
    reason:
      'it is named, and it does not run with shared_buffers = 1GB (in force is 128MB), no_such = 1 (it does not tell what is in force); a server that was there before is not restarted',
    remedy: 'unset MHBENCH_POSTGRES_URL: a private server is then started with it',
  });
  const refused = postgres.start(requestOf('postgres', { settings: { jit: 'off' } }));
  await expect(refused).rejects.toBeInstanceOf(ServerError);
  await expect(refused).rejects.toThrow(/jit = off \(in force is on\); a server that was there before is not restarted/);
});

test('what is only wished for is left out, and told where it differs', async () => {
  const server = await postgres.start(requestOf('postgres', { wishes: { shared_buffers: '256MB', jit: true } }));
  expect(server.leftOut).toEqual(['shared_buffers stays 128MB and was not set to 256MB: the server was there before.']);
});

test('lanes of Redis share the server, so that none has settings of its own, not even those in force', async () => {
  const redis = attached(
    targetOf('redis'),
    probesOf('redis', async () => ({ hz: '50', version: '7' })),
  );
  expect(await redis.available()).toMatchObject({ state: 'ready' });
  expect(await redis.available({ hz: 50 })).toMatchObject({
    state: 'missing',
    reason: expect.stringContaining('none can have hz = 50 to itself'),
  });
});

test('one that does not answer is missing, with where and why; it is asked once for the whole run, and anew before it is used', async () => {
  let asked = 0;
  const refusing = async (): Promise<never> => {
    asked += 1;
    throw new Error('connect ECONNREFUSED');
  };
  const gone = attached(targetOf('postgres'), probesOf('postgres', refusing));
  const missing = { state: 'missing', version: null, remedy: 'look after it' };
  expect(await gone.available()).toMatchObject({
    ...missing,
    reason: expect.stringContaining('db.example:5432: connect ECONNREFUSED'),
  });
  expect(await gone.available({ jit: 'off' })).toMatchObject(missing);
  expect(asked).toBe(1);
  await expect(gone.start(requestOf('postgres'))).rejects.toThrow(
    'postgres on db.example:5432 (it is named) does not answer: connect',
  );
  expect(asked).toBe(2);
});

test('Kafka has no word for its version', async () => {
  const kafka = attached(
    targetOf('kafka'),
    probesOf('kafka', async () => ({ 'num.io.threads': '8' })),
  );
  expect(await kafka.available()).toMatchObject({ state: 'ready', version: 'kafka of a version that it does not tell' });
});
