/** What PostgreSQL's lanes promise beyond the contract of every store: templates, ways in, plans. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { UntoldError } from '../errors.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { postgres } from './postgres.ts';
import { probePgbouncer, probePostgres } from './postgres-facts.ts';
import { clientConfig, openSession } from './postgres-session.ts';
import { cuttablePool } from './postgres-socket.ts';
import type { Address, LaneHandle } from './store.ts';

const counts = countsAt(0.01);
let services: TestServices;
let server: Address;
let lane: LaneHandle<'postgres'>;

beforeAll(async () => {
  services = await testServices('postgres', counts);
  server = await services.server('postgres', { settings: {} });
  lane = await postgres.createLane(
    { name: 'main', counts, tables: ['transactions'], servers: { pgbouncer: { default_pool_size: 3 } } },
    services,
  );
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
});

test('a table without a copy can be read and not written', async () => {
  expect(await lane.owner.run('SELECT count(*) FROM users')).toEqual([{ count: counts.users }]);
  await expect(lane.owner.run('DELETE FROM users')).rejects.toThrow('permission denied for table users');
  await expect(lane.owner.run('CREATE INDEX ON users (role)')).rejects.toThrow('must be owner of table users');
});

test('a new row gets the next id, and defaults where it says nothing', async () => {
  const insert = 'INSERT INTO transactions (account_id, business_id, amount) VALUES ($1, $2, $3) RETURNING id, status, metadata';
  expect(await lane.owner.lane.sql(insert, [1, 1, '9.50'])).toEqual([
    { id: counts.transactions + 1, status: 'completed', metadata: {} },
  ]);
});

test('a sweep over rows loads only the tables whose rows differ and reads the others from the whole template', async () => {
  const few = { ...counts, transactions: 500 };
  const loadsBefore = services.loads.length;
  const sweep = await postgres.createLane({ name: 'few', counts: few, tables: ['transactions'], servers: {} }, services);
  expect(services.loads.slice(loadsBefore).map((load) => load.tables.map(({ table }) => table))).toEqual([['transactions']]);
  expect(
    await sweep.owner.run('SELECT count(*), count(b.id) AS named FROM transactions t JOIN businesses b ON b.id = t.business_id'),
  ).toEqual([{ count: 500, named: 500 }]);
  const again = await postgres.createLane({ name: 'few_too', counts: few, tables: [], servers: {} }, services);
  expect(services.loads.length).toBe(loadsBefore + 1);
  expect(await again.owner.run('SELECT count(*) FROM transactions')).toEqual([{ count: 500 }]);
  await sweep.drop();
  await again.drop();
});

test('PgBouncer leads to the same lane, and its console answers the probe', async () => {
  const pooled = await postgres.connect(lane.address, { client: { via: 'pgbouncer' }, clients: 8 });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => pooled.run({ sql: 'SELECT current_schema AS lane, $1::int AS i', params: [i] })),
  );
  expect(answers).toEqual(Array.from({ length: 50 }, (_, i) => [{ lane: 'mhbench_lane_main', i }]));
  await pooled.close();
  const { host = '', port = 0 } = lane.address.via?.['pgbouncer'] ?? {};
  const settings = await probePgbouncer({ ...lane.address, host, port });
  expect(settings).toMatchObject({ default_pool_size: '3', pool_mode: 'transaction' });
  expect(settings['version']).toMatch(/^1\.\d+/);
});

test('a lane without a pooler says what to give', async () => {
  const plain = { ...lane.address, via: {} };
  await expect(postgres.connect(plain, { client: { via: 'pgbouncer' }, clients: 1 })).rejects.toThrow(
    'no way in through pgbouncer',
  );
});

test('a pool that cannot open all its connections opens none and says why', async () => {
  const open = () => lane.owner.run('SELECT count(*) AS open FROM pg_stat_activity WHERE usename = current_user');
  const before = await open();
  const many = postgres.connect(lane.address, { client: {}, clients: 400 });
  await expect(many).rejects.toThrow(
    /mhbench_lane_main could not connect to postgres on 127\.0\.0\.1:\d+: .*(too many clients|connection slots)/,
  );
  await expect.poll(open, { timeout: 10_000 }).toEqual(before);
});

test('a connection per call ends with the call', async () => {
  const perCall = await postgres.connect(lane.address, { client: { connect: 'per call' }, clients: 2 });
  const backend = { sql: 'SELECT pg_backend_pid() AS pid WHERE $1::int = 1', params: [1] };
  expect(await perCall.run(backend)).not.toEqual(await perCall.run(backend));
  await perCall.close();
});

test('a statement with parameters is prepared by name unless that is turned off', async () => {
  const statement = { sql: 'SELECT count(*) AS prepared FROM pg_prepared_statements WHERE name LIKE $1', params: ['s\\_%'] };
  for (const [client, prepared] of [
    [{}, 1],
    [{ named: false }, 0],
  ] as const) {
    const connection = await postgres.connect(lane.address, { client, clients: 1 });
    expect(await connection.run(statement)).toEqual([{ prepared }]);
    await connection.close();
  }
});

test('statements are counted for each lane by itself, the question for them left out, and untold where the server does not count', async () => {
  const counted = await postgres.connect(lane.address, { client: {}, clients: 1 });
  const before = await counted.lane.statements();
  await counted.run('SELECT 1');
  for (const n of [1, 2]) await counted.run({ sql: 'SELECT $1::int', params: [n] });
  await counted.run('BEGIN; SELECT 2; COMMIT');
  expect((await counted.lane.statements()) - before).toBe(6);
  await using admin = await openSession(server);
  await admin.run('DROP EXTENSION pg_stat_statements');
  await expect(counted.lane.statements()).rejects.toThrow(UntoldError);
  await admin.run('CREATE EXTENSION pg_stat_statements');
  await counted.close();
});

test('lines are copied into the lane, all of them or none, and what is wrong in them is told', async () => {
  const loading = await postgres.connect(lane.address, { client: {}, clients: 1 });
  const into = 'COPY transactions (id, account_id, business_id, amount) FROM STDIN';
  const first = counts.transactions + 1_000;
  expect(await loading.lane.copy(into, `${first}\t1\t1\t9.50\n${first + 1}\t1\t1\t1\n`)).toBe(2);
  const wrong = loading.lane.copy(into, `${first + 2}\t1\t1\t1\nnone\t1\t1\t1\n`);
  await expect(wrong).rejects.toThrow('invalid input syntax for type bigint: "none"');
  expect(await loading.lane.copy(into, '')).toBe(0);
  const copied = await loading.lane.sql('DELETE FROM transactions WHERE id >= $1 RETURNING id', [first]);
  expect(copied).toEqual([{ id: first }, { id: first + 1 }]);
  await loading.close();
});

test('a whole number beyond what JavaScript holds stays text, numeric too, moments are dates', async () => {
  const [row] = await lane.owner.lane.sql(
    "SELECT 9007199254740993 AS big, 12.50::numeric AS amount, 7::bigint AS small, timestamptz '2025-01-01 00:00:00+00' AS at",
  );
  expect(row).toEqual({ big: '9007199254740993', amount: '12.50', small: 7, at: new Date('2025-01-01T00:00:00Z') });
});

test('the plan is the one that the prepared statement settles on', async () => {
  const byId = { sql: 'SELECT * FROM transactions WHERE id = $1', params: [5] };
  const measured = await postgres.connect(lane.address, { client: {}, clients: 1 });
  const plan = await measured.plan?.(byId, true);
  expect(plan).toMatchObject({ label: 'Index Scan', detail: 'transactions_pkey on transactions', actualRows: 1, loops: 1 });
  expect(plan?.facts).toContain('Prepared: one plan for any values');
  expect(plan?.facts).toContain('Index Cond: (id = $1)');
  await measured.close();
  const unnamed = await lane.owner.plan?.(byId, true);
  expect(unnamed?.facts).toEqual(
    expect.arrayContaining(["Index Cond: (id = '5'::bigint)", 'Prepared: planned for these values']),
  );
});

test('explaining a write takes it back, and a statement without a plan is told apart', async () => {
  const plan = await lane.owner.plan?.('DELETE FROM transactions', true);
  expect(plan).toMatchObject({ label: 'ModifyTable' });
  expect(plan?.facts.some((fact) => fact.startsWith('WAL Bytes: '))).toBe(true);
  expect(await lane.owner.run('SELECT count(*) > 0 AS some FROM transactions')).toEqual([{ some: true }]);
  expect(await lane.owner.plan?.('VACUUM transactions', false)).toMatchObject({ label: 'Utility' });
});

test('partitions, options and matviews are part of the structure', async () => {
  const before = await lane.describe();
  await lane.owner.run(`CREATE TABLE parts (id bigint, at timestamptz NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE parts_2025 PARTITION OF parts FOR VALUES FROM ('2025-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00') WITH (fillfactor = 80)`);
  const added = (await lane.describe()).filter((line) => !before.includes(line));
  expect(added).toContain('partitioned table parts partition by RANGE (at)');
  expect(added.find((line) => line.startsWith('table parts_2025'))).toMatch(
    /^table parts_2025 partition of parts FOR VALUES FROM .* with \(fillfactor=80\)$/,
  );
  await lane.owner.run('DROP TABLE parts');
  expect(await lane.describe()).toEqual(before);
});

test('the probe tells every setting as SHOW does, and throws when nobody answers', async () => {
  expect(await probePostgres(server)).toMatchObject({ autovacuum: 'off', password_encryption: 'scram-sha-256' });
  await expect(probePostgres({ ...server, port: 1 })).rejects.toThrow('ECONNREFUSED');
  await expect(probePostgres({ ...server, password: 'wrong' })).rejects.toThrow('password authentication failed');
});

test('a lane that cannot be made leaves nothing of itself', async () => {
  const failing = {
    ...services,
    server: (kind: string, request: Parameters<TestServices['server']>[1]) =>
      kind === 'pgbouncer' ? Promise.reject(new Error('no pooler here')) : services.server(kind, request),
  };
  const request = { name: 'broken', counts, tables: ['users'] as const, servers: { pgbouncer: {} } };
  await expect(postgres.createLane(request, failing)).rejects.toThrow('no pooler here');
  await using session = await openSession(server);
  expect(await session.run("SELECT 1 FROM pg_roles WHERE rolname = 'mhbench_lane_broken'")).toEqual([]);
  expect(await session.run("SELECT 1 FROM pg_namespace WHERE nspname = 'mhbench_lane_broken'")).toEqual([]);
});

test('a dropped lane ends sessions that still use it', async () => {
  const doomed = await postgres.createLane({ name: 'doomed', counts, tables: ['users'], servers: {} }, services);
  const client = await postgres.connect(doomed.address, { client: {}, clients: 2 });
  await doomed.drop();
  await expect(client.run('SELECT 1')).rejects.toThrow();
  await client.close();
});

test('a statement that is not answered ends by its deadline, and connections that are idle meanwhile stay', async () => {
  await using session = await openSession(server, { answerMs: 300 });
  const pool = cuttablePool({ ...clientConfig(server), max: 2, idleTimeoutMillis: 0 }, { answerMs: 300 });
  const ask = (seconds: number) => pool.driver.query('SELECT pg_sleep($1), pg_backend_pid() AS pid', [seconds]);
  await Promise.all([ask(0.05), ask(0.05)]);
  await lane.owner.run('SELECT pg_sleep(0.8)');
  // One is idle for longer than the deadline while the other is in use for less.
  for (let i = 0; i < 5; i += 1) await ask(0.15);
  expect([pool.driver.totalCount, await session.run('SELECT 1 AS one')]).toEqual([2, [{ one: 1 }]]);
  await expect(ask(10)).rejects.toThrow('no answer within 0.3 s');
  await expect(session.run('SELECT pg_sleep(10)')).rejects.toThrow('no answer within 0.3 s');
  expect((await ask(0)).rows).toHaveLength(1);
  await pool.end();
});
