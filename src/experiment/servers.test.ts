import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type {
  LocalServer,
  Origin,
  Provisioner,
  RunningServer,
  RunningTopology,
  StartRequest,
  TopologyRequest,
} from '../provision/provisioner.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import type { ServerRecord } from './record.ts';
import { serverPool } from './servers.ts';

const counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };

/** A master and a replica on ports of their own. */
function formed({ label = '', settings = {} }: TopologyRequest, stopped: string[]): RunningTopology {
  const members = new Map(
    ['master', 'replica-1'].map((name, at): [string, LocalServer] => [
      name,
      {
        ...{ kind: 'redis', name: `${label}.${name}`, origin: 'local', version: '7', source: 's', reason: 'r', probe: 'redis' },
        ...{ pid: process.pid, startedWith: settings['redis'] ?? {}, leftOut: [], logTail: async () => [] },
        endpoint: { host: '127.0.0.1', port: 7_001 + at, user: 'u', password: 'S3cret', database: '0' },
        stop: async () => undefined,
      },
    ]),
  );
  const member = (name: string) => members.get(name) as LocalServer;
  return { name: label, members, member, stop: async () => void stopped.push(label) };
}

function poolOf(origin: Origin, pid = process.pid) {
  const started: StartRequest[] = [];
  const stopped: string[] = [];
  const records: ServerRecord[] = [];
  const provisioner: Provisioner = {
    name: 'test',
    available: () => Promise.reject(new Error('nobody asks')),
    async start(request): Promise<RunningServer> {
      started.push(request);
      const { kind, name, settings, wishes } = request;
      return {
        ...{ kind, name, origin, version: '7', source: 's', reason: 'r', pid: origin === 'local' ? pid : null },
        endpoint: { host: '::1', port: 6379, user: 'u', password: 'S3cret', database: '0', tls: true },
        ...(origin === 'local'
          ? { startedWith: { ...wishes, ...settings }, leftOut: [] }
          : { startedWith: {}, leftOut: ['hz stays'] }),
        logTail: async () => ['FATAL: out of luck'],
        stop: async () => void stopped.push(name),
      };
    },
    topology: async (_, _signal, request = {}) => formed(request, stopped),
    stopAll: async () => undefined,
  };
  const pool = serverPool({
    ...{ provisioner, counts, wishes: { redis: { hz: 50 } }, facts: async () => null, emit: () => undefined },
    ...{ nowNs: fakeClock().nowNs, signal: new AbortController().signal, onStart: (record) => void records.push(record) },
  });
  return { pool, started, stopped, records };
}

test('lanes have private servers of their own, which get what is wished and end with the lane', async () => {
  const { pool, started, stopped, records } = poolOf('local');
  const one = await pool.get('redis', { settings: {}, own: 'l1' });
  await pool.get('redis', { settings: {}, own: 'l2' });
  await pool.get('redis', { settings: {}, own: 'l1' });
  expect(started.map(({ name, settings, wishes }) => [name, settings, wishes])).toEqual([
    ['redis-1', {}, { hz: 50 }],
    ['redis-2', {}, { hz: 50 }],
  ]);
  expect(one.attached).toBeUndefined();
  expect(records[0]).toMatchObject({ origin: 'local', startedWith: { hz: 50 }, settings: { hz: '50' }, leftOut: [] });
  await pool.release('l1');
  expect(stopped).toEqual(['redis-1']);
  expect(pool.pids()).toEqual([process.pid]);
});

test('servers of a kind are ended when nobody is to be measured beside them, and started anew for whoever asks', async () => {
  const { pool, started, stopped } = poolOf('local');
  await pool.get('redis', { settings: {} });
  await pool.end(['kafka']);
  expect(stopped).toEqual([]);
  await pool.end(['redis']);
  expect(stopped).toEqual(['redis-1']);
  await pool.get('redis', { settings: {} });
  expect(started).toHaveLength(2);
});

test('one that was there before serves every lane, is told once with what was left out, and has no process of ours', async () => {
  const { pool, started, records } = poolOf('attach');
  const one = await pool.get('redis', { settings: {}, own: 'l1' });
  const other = await pool.get('redis', { settings: {}, own: 'l2' });
  await pool.release('l1');
  await pool.get('redis', { settings: {} });
  expect(started).toHaveLength(1);
  expect(one).toMatchObject({ attached: true, tls: true, counts });
  expect(other).toEqual(one);
  expect(records).toEqual([
    expect.objectContaining({ origin: 'attach', endpoint: '[::1]:6379', leftOut: ['hz stays'], startedWith: {}, settings: {} }),
  ]);
  expect(pool.pids()).toEqual([]);
});

test('a topology of a lane’s own is told member by member, takes signals, and ends with the lane', async () => {
  const { pool, stopped, records } = poolOf('local');
  const request = { settings: { redis: { hz: 5 } }, own: 'l1' };
  const members = await pool.topology('redis-sentinel', request);
  expect(await pool.topology('redis-sentinel', request)).toEqual(members);
  expect(Object.entries(members).map(([name, { port, counts: rows }]) => [name, port, rows])).toEqual([
    ['master', 7_001, counts],
    ['replica-1', 7_002, counts],
  ]);
  expect(records.map(({ name, startedWith }) => [name, startedWith])).toEqual([
    ['redis-sentinel-1.master', { hz: 5 }],
    ['redis-sentinel-1.replica-1', { hz: 5 }],
  ]);
  expect([pool.signal(7_002, 'SIGCONT'), pool.signal(7_003, 'SIGCONT')]).toEqual([true, false]);
  await pool.release('l1');
  expect(stopped).toEqual(['redis-sentinel-1']);
  expect(pool.signal(7_002, 'SIGCONT')).toBe(false);
});

test('a topology that several lanes share takes no signals from any of them', async () => {
  const { pool, stopped } = poolOf('local');
  await pool.topology('redis-sentinel', { settings: {} });
  expect(pool.signal(7_001, 'SIGCONT')).toBe(false);
  await expect(pool.topology('redis-ring', { settings: {} })).rejects.toThrow(/no topology is called redis-ring/);
  await pool.stop();
  expect(stopped).toEqual(['redis-sentinel-1']);
});

test('with other settings it is asked again, and not told again', async () => {
  const { pool, started, records } = poolOf('compose');
  await pool.get('redis', { settings: {} });
  await pool.get('redis', { settings: { maxmemory: 0 } });
  await pool.get('redis', { settings: { maxmemory: 0 }, own: 'l1' });
  expect(started.map(({ settings }) => settings)).toEqual([{}, { maxmemory: 0 }]);
  expect(records).toHaveLength(1);
});

test.runIf(process.platform === 'linux')(
  'a server that was killed has ended, even before anybody has waited for it',
  async () => {
    // The shell becomes a program that never waits for its child, which ends at once.
    const parent = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = await once(parent.stdout, 'data');
    const { pool, started } = poolOf('local', Number(String(line)));
    await pool.get('redis', { settings: {} });
    await expect
      .poll(() => pool.lastWords())
      .toEqual({
        lines: ['redis-1 is no longer running; the last lines of its log:', 'FATAL: out of luck'],
        fullFolders: [],
      });
    expect(pool.pids()).toEqual([]);
    await pool.get('redis', { settings: {} });
    expect(started.map(({ name }) => name)).toEqual(['redis-1', 'redis-2']);
    parent.kill();
    await once(parent, 'exit');
  },
);
