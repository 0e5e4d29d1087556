/** What a keeper starts, in which order, and what becomes of it when something fails or is given up. */
import { expect, test } from 'vitest';
import { ServerError } from '../errors.ts';
import type { LocalServer, RunningTopology, StartRequest } from '../provision/provisioner.ts';
import { lineOf, type Progress } from './messages.ts';
import type { PartName } from './names.ts';
import { createStack, type StackOptions } from './stack.ts';

const NEVER_A_PROCESS = 2 ** 30;

interface Ways {
  /** These cannot be had. */
  readonly refused?: readonly PartName[];
  /** A start of these ends with the signal alone. */
  readonly endless?: readonly PartName[];
  /** The processes of these have ended. */
  readonly ended?: Set<PartName>;
  readonly bug?: PartName;
}

function stackOf({ refused = [], endless = [], ended = new Set(), bug }: Ways, atOnce = 2) {
  const log: string[] = [];
  const told: Progress[] = [];
  const requests: StartRequest[] = [];
  let changes: readonly string[] = [];
  const started = async (name: PartName, signal: AbortSignal): Promise<void> => {
    log.push(`start ${name}`);
    if (name === bug) throw new TypeError('a bug');
    if (refused.includes(name)) throw new ServerError(`no ${name} here`, { hint: 'install it' });
    if (endless.includes(name)) await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  };
  const serverOf = (name: string, part: PartName): LocalServer => ({
    ...{
      kind: 'redis',
      name,
      version: '1',
      origin: 'local',
      source: 'test',
      reason: '',
      leftOut: [],
      startedWith: {},
      probe: 'redis',
    },
    endpoint: { host: '127.0.0.1', port: 1, user: `user of ${name}`, password: 'secret', database: '' },
    pid: ended.has(part) ? NEVER_A_PROCESS : process.pid,
    logTail: async () => [],
    stop: async () => void log.push(`stop ${name}`),
  });
  const open: StackOptions['open'] = async () => ({
    start: async (request, signal) => {
      requests.push(request);
      await started(request.kind, signal);
      return serverOf(request.kind, request.kind);
    },
    topology: async (name, signal) => {
      await started(name, signal);
      const members = new Map(['one', 'two'].map((each) => [each, serverOf(`${name}.${each}`, name)]));
      const topology: Omit<RunningTopology, 'member'> = { name, members, stop: async () => void log.push(`stop ${name}`) };
      return { ...topology, member: () => serverOf(name, name) };
    },
    [Symbol.asyncDispose]: async () => void log.push('stop all'),
  });
  const changed: StackOptions['changed'] = (parts) => {
    changes = parts.flatMap(({ servers }) => servers.map(({ name }) => name));
  };
  const stack = createStack({ open, nowMs: () => 0, atOnce, changed });
  const raise = (names: readonly PartName[], signal = new AbortController().signal) =>
    stack.raise(names, (progress) => told.push(progress), signal);
  return { stack, raise, log, told, requests, changes: () => changes };
}

test('what takes longest is started first, and every change is told', async () => {
  const { raise, log, changes } = stackOf({}, 1);
  await raise(['redis', 'neo4j', 'redis-sentinel']);
  expect(log).toEqual(['start neo4j', 'start redis-sentinel', 'start redis']);
  expect(changes()).toEqual(['neo4j', 'redis-sentinel.one', 'redis-sentinel.two', 'redis']);
});

test('PgBouncer brings the PostgreSQL that it stands before, and waits for it', async () => {
  const { raise, requests } = stackOf({}, 4);
  await raise(['pgbouncer']);
  expect(requests.map(({ kind }) => kind)).toEqual(['postgres', 'pgbouncer']);
  expect(requests[1]?.upstream?.users).toEqual([{ user: 'user of postgres', password: 'secret' }]);
});

test('what cannot be had is told with its reason and remedy, and the others go on', async () => {
  const { raise, told, stack } = stackOf({ refused: ['postgres'] });
  await raise(['postgres', 'pgbouncer', 'redis']);
  expect(stack.parts().map(({ name }) => name)).toEqual(['redis']);
  expect(told.map(lineOf)).toEqual([
    '✖ postgres: no postgres here\n    → install it',
    '✖ pgbouncer: there is no postgres that it could stand before',
    '✔ redis is up (0.0 s)',
  ]);
});

test('what is up stays, and only what is missing is started', async () => {
  const { raise, log } = stackOf({});
  await raise(['redis']);
  await raise(['redis', 'kafka']);
  await raise(['redis', 'kafka']);
  expect(log).toEqual(['start redis', 'start kafka']);
});

test('what was not to be had before is asked for again', async () => {
  const { raise, log } = stackOf({ refused: ['kafka'] });
  await raise(['kafka']);
  await raise(['kafka']);
  expect(log).toEqual(['start kafka', 'start kafka']);
});

test('a part that has lost a process is started anew, and PgBouncer with its PostgreSQL', async () => {
  const ended = new Set<PartName>(['postgres']);
  const { raise, log, told } = stackOf({ ended });
  await raise(['postgres', 'pgbouncer', 'redis']);
  ended.clear();
  log.length = 0;
  await raise(['postgres', 'pgbouncer', 'redis']);
  expect(log).toEqual(['stop pgbouncer', 'stop postgres', 'start postgres', 'start pgbouncer']);
  expect(told.map(lineOf)).toContain(`postgres is started anew, because of it ended: postgres (process ${NEVER_A_PROCESS})`);
});

test('a request that is given up takes back all that it began, and nothing else', async () => {
  const { raise, log, changes } = stackOf({ endless: ['neo4j'] });
  await raise(['redis']);
  log.length = 0;
  const giveUp = new AbortController();
  const raising = raise(['neo4j', 'mongodb', 'redis'], giveUp.signal);
  setImmediate(() => giveUp.abort(new Error('given up')));
  await expect(raising).rejects.toThrow('given up');
  expect(log).toEqual(['start neo4j', 'start mongodb', 'stop all']);
  expect(changes()).toEqual(['redis']);
});

test('a bug ends the others too, and is thrown after they have ended', async () => {
  const { raise, log, changes } = stackOf({ endless: ['kafka'], bug: 'neo4j' });
  await expect(raise(['neo4j', 'kafka', 'redis'])).rejects.toThrow('a bug');
  expect(log).toEqual(['start neo4j', 'start kafka', 'stop all']);
  expect(changes()).toEqual([]);
});
