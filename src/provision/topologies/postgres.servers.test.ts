/** Replicas and shards of PostgreSQL, as their clients meet them. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { queryOnce } from '../../testing/probes.ts';
import { eventually, startedTopology, type TestTopology } from '../../testing/topologies.ts';

describe('postgres-replicas', () => {
  let replicas: TestTopology;
  const ask = (member: string, sql: string) => queryOnce(replicas.endpoint(member), sql);
  beforeAll(async () => {
    replicas = await startedTopology('postgres-replicas');
  });
  afterAll(() => replicas?.[Symbol.asyncDispose]());

  test('a row written on the primary arrives on every replica, and none of them can be written', async () => {
    await ask('primary', 'CREATE TABLE arrived AS SELECT 7 AS number');
    for (const replica of ['replica-1', 'replica-2', 'replica-sync']) {
      const rows = () => ask(replica, 'SELECT number FROM arrived').catch((error: unknown) => String(error));
      expect(await eventually(rows, Array.isArray)).toEqual([{ number: 7 }]);
      await expect(ask(replica, 'INSERT INTO arrived VALUES (8)')).rejects.toThrow(/read-only transaction/);
    }
  });

  test('a commit waits for the synchronous replica, and for no other', async () => {
    const receiver = async (replica: string): Promise<number> =>
      Number((await ask(replica, 'SELECT pid FROM pg_stat_wal_receiver'))[0]?.['pid']);
    const [sync, other] = [await receiver('replica-sync'), await receiver('replica-1')];
    process.kill(other, 'SIGSTOP');
    try {
      await ask('primary', 'CREATE TABLE held_by_nobody ()');
    } finally {
      process.kill(other, 'SIGCONT');
    }
    process.kill(sync, 'SIGSTOP');
    try {
      const commit = ask('primary', 'CREATE TABLE held ()');
      const waits = () => ask('primary', "SELECT query FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
      expect(await eventually(waits, (rows) => rows.length > 0)).toEqual([{ query: 'CREATE TABLE held ()' }]);
      process.kill(sync, 'SIGCONT');
      await commit;
    } finally {
      process.kill(sync, 'SIGCONT');
    }
  });

  test('no password is told, and after the stop nothing is left', async () => {
    expect(await replicas.telling()).toEqual([]);
    expect(await replicas.stopped()).toEqual([]);
  });
});

describe('postgres-shards', () => {
  let shards: TestTopology;
  const ask = (member: string, sql: string) => queryOnce(shards.endpoint(member), sql);
  beforeAll(async () => {
    shards = await startedTopology('postgres-shards');
  });
  afterAll(() => shards?.[Symbol.asyncDispose]());

  test('a table in parts is written through the coordinator, and each shard holds its part', async () => {
    await ask('coordinator', 'CREATE TABLE parted (id int) PARTITION BY HASH (id)');
    for (const [at, shard] of ['shard-1', 'shard-2'].entries()) {
      await ask(shard, 'CREATE TABLE part (id int)');
      const values = `FOR VALUES WITH (MODULUS 2, REMAINDER ${at})`;
      const behind = `SERVER ${shard.replace('-', '_')} OPTIONS (table_name 'part')`;
      await ask('coordinator', `CREATE FOREIGN TABLE part_${at} PARTITION OF parted ${values} ${behind}`);
    }
    await ask('coordinator', 'INSERT INTO parted SELECT generate_series(1, 100)');
    const counts = await Promise.all(
      ['coordinator', 'shard-1', 'shard-2'].map(async (member) => {
        const [row] = await ask(member, `SELECT count(*) FROM ${member === 'coordinator' ? 'parted' : 'part'}`);
        return Number(row?.['count']);
      }),
    );
    const [all = 0, one = 0, other = 0] = counts;
    expect([all, one + other]).toEqual([100, 100]);
    expect(Math.min(one, other)).toBeGreaterThan(20);
  });

  test('no password is told, and after the stop nothing is left', async () => {
    expect(await shards.telling()).toEqual([]);
    expect(await shards.stopped()).toEqual([]);
  });
});
