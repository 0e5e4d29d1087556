/** What status says of servers that answer, refuse and hang, and what it never says. */
import { expect, test } from 'vitest';
import { type KeptServer, writeKept } from '../provision/kept.ts';
import type { Probes } from '../provision/launch.ts';
import { startTimeOf } from '../provision/pids.ts';
import type { ProbeName } from '../provision/provisioner.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { dbStatus } from './db-status.ts';

const endpoint = { host: '127.0.0.1', port: 4711, user: 'bench', password: 'S3cret', database: 'bench' };
const keptServer = (name: string, probe: ProbeName): KeptServer => ({
  ...{
    name,
    probe,
    endpoint,
    kind: 'redis',
    topology: null,
    version: '7.0.15',
    source: 'private tree',
    reason: 'first',
    pid: 17,
  },
  startTime: '1',
});

const yes = async () => ({});
const answering: Probes = {
  ...{ postgres: yes, pgbouncer: yes, redis: yes, kafka: yes, neo4j: yes, mongodb: yes },
  ...{ sentinel: yes, 'kafka-cluster': yes },
};

async function status(servers: readonly KeptServer[], probes: Partial<Probes>, json = false) {
  await using folder = await temporaryFolder();
  const keeper = { pid: process.pid, startTime: startTimeOf(process.pid) ?? '' };
  if (servers.length > 0) writeKept(`${folder.path}/.bench`, { keeper, servers });
  const io = fakeIo({ cwd: folder.path });
  const code = await dbStatus({ json, probes: { ...answering, ...probes }, deadlineMs: 50 }, io);
  return { code, out: io.stdout.written() };
}

test('0 when all answer, with where, what and which process', async () => {
  const { code, out } = await status([keptServer('redis', 'redis')], {});
  expect(code).toBe(0);
  expect(out).toBe('✔  redis  127.0.0.1:4711  7.0.15  private tree  process 17  answers\n');
});

test('3 when one refuses or does not answer in time, and why', async () => {
  const refusing = async (): Promise<never> => {
    throw new Error('connect ECONNREFUSED\nand more');
  };
  const servers = [keptServer('postgres', 'postgres'), keptServer('redis', 'redis'), keptServer('kafka', 'kafka')];
  const { code, out } = await status(servers, { postgres: refusing, kafka: () => new Promise(() => undefined) });
  expect(code).toBe(3);
  expect(out).toMatch(/^✖ {2}postgres .* connect ECONNREFUSED\n✔ {2}redis .* answers\n✖ {2}kafka .* no answer within 0.05 s\n$/);
});

test('as JSON, with everything but the password', async () => {
  const { out } = await status([keptServer('redis-sentinel.sentinel-1', 'sentinel')], {}, true);
  expect(JSON.parse(out)).toEqual({
    keeper: process.pid,
    servers: [
      {
        ...{ name: 'redis-sentinel.sentinel-1', topology: null, kind: 'redis', host: '127.0.0.1', port: 4711, version: '7.0.15' },
        ...{ source: 'private tree', reason: 'first', pid: 17, answers: true, problem: null },
      },
    ],
  });
  expect(out).not.toContain('S3cret');
});

test('nothing is up: said plainly, and no failure', async () => {
  expect(await status([], {})).toEqual({ code: 0, out: 'no servers are up; mhbench db up starts them\n' });
  expect(JSON.parse((await status([], {}, true)).out)).toEqual({ keeper: null, servers: [] });
});
