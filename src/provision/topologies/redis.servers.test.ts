/** Redis under sentinels and as a cluster, as their clients meet them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { probes } from '../../testing/probes.ts';
import { eventually, replyOf, replyThrough, startedTopology, type TestTopology } from '../../testing/topologies.ts';

describe('redis-sentinel', () => {
  let watched: TestTopology;
  const sentinels = () => ['sentinel-1', 'sentinel-2', 'sentinel-3'].map((name) => watched.endpoint(name));
  const masters = () => Promise.all(sentinels().map(async (each) => Number((await probes.sentinel(each))['port'])));
  beforeAll(async () => {
    watched = await startedTopology('redis-sentinel');
  });
  afterAll(() => watched?.[Symbol.asyncDispose]());

  test('every sentinel names the master, and refuses who has no password', async () => {
    const { port } = watched.endpoint('master');
    expect(await masters()).toEqual([port, port, port]);
    const [first] = sentinels();
    await expect(probes.sentinel({ ...(first ?? watched.endpoint('master')), password: 'wrong' })).rejects.toThrow();
  });

  test('what is written through the sentinels arrives on both replicas', async () => {
    expect(await replyThrough(sentinels(), 'SET', 'key', 'value')).toBe('OK');
    expect(await replyOf(watched.endpoint('master'), 'GET', 'key')).toBe('value');
    for (const replica of ['replica-1', 'replica-2']) {
      const value = () => replyOf(watched.endpoint(replica), 'GET', 'key');
      expect(await eventually(value, (reply) => reply === 'value')).toBe('value');
    }
  });

  test('a master that is killed is followed by a replica, which has the data and takes writes', async () => {
    const { pid, endpoint } = watched.topology.member('master');
    process.kill(pid, 'SIGKILL');
    const [next] = await eventually(masters, (ports) => ports.every((port) => port === ports[0] && port !== endpoint.port));
    const names = ['replica-1', 'replica-2'].filter((name) => watched.endpoint(name).port === next);
    expect(names).toHaveLength(1);
    expect(await replyThrough(sentinels(), 'GET', 'key')).toBe('value');
    expect(await replyThrough(sentinels(), 'SET', 'key', 'later')).toBe('OK');
  });

  test('after the stop nothing is left', async () => expect(await watched.stopped()).toEqual([]));
});

describe('redis-cluster', () => {
  let cluster: TestTopology;
  const nodes = ['node-1', 'node-2', 'node-3', 'node-4', 'node-5', 'node-6'];
  beforeAll(async () => {
    cluster = await startedTopology('redis-cluster');
  });
  afterAll(() => cluster?.[Symbol.asyncDispose]());

  test('three masters, which are the first three nodes, with a replica each', async () => {
    const roles = await Promise.all(nodes.map((node) => replyOf(cluster.endpoint(node), 'ROLE')));
    expect(roles.map((role) => (Array.isArray(role) ? role[0] : role))).toEqual([
      ...['master', 'master', 'master'],
      ...['slave', 'slave', 'slave'],
    ]);
  });

  test('a key is set on one node and read where the others point to', async () => {
    const moved = (reply: unknown): number => Number(/MOVED \d+ 127\.0\.0\.1:(\d+)/.exec(String(reply))?.[1]);
    const replies = await Promise.all(nodes.map((node) => replyOf(cluster.endpoint(node), 'SET', 'key', 'value')));
    const taken = nodes.filter((_, at) => replies[at] === 'OK');
    expect(taken).toHaveLength(1);
    const owner = cluster.endpoint(taken[0] ?? '');
    const pointed = replies.filter((reply) => reply !== 'OK').map(moved);
    expect(pointed).toEqual([owner.port, owner.port, owner.port, owner.port, owner.port]);
    expect(await replyOf(owner, 'GET', 'key')).toBe('value');
  });

  test('no password is told, and after the stop nothing is left', async () => {
    expect(await cluster.telling()).toEqual([]);
    expect(await cluster.stopped()).toEqual([]);
  });
});
