/** PostgreSQL that was there before, for users with few rights: what a lane still promises, and what it says where it cannot. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { POSTGRES } from '../testing/contract/postgres.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { postgres } from './postgres.ts';
import { openSession } from './postgres-session.ts';
import type { Address, LaneServices } from './store.ts';

const counts = countsAt(0.001);
const [, withRoles, withoutRoles] = POSTGRES;

describe.each([withRoles, withoutRoles])('$title', (words) => {
  let services: TestServices;
  let given: LaneServices;
  let server: Address;
  const lane = (name: string, more: Partial<Parameters<typeof postgres.createLane>[0]> = {}, from = given) =>
    postgres.createLane({ name, counts, tables: ['transactions'], servers: {}, ...more }, from);
  /** As the superuser of the whole server. */
  const admin = async (text: string) => {
    const whole = await services.server('postgres', { settings: {} });
    await using session = await openSession({ ...whole, database: 'shop' });
    return await session.run(text);
  };

  beforeAll(async () => {
    services = await testServices('postgres', counts);
    const fresh = await services.server('postgres', { settings: {} });
    server = (await words?.attach?.(fresh)) ?? fresh;
    given = {
      ...services,
      server: (kind, request) => (kind === 'postgres' ? Promise.resolve(server) : services.server(kind, request)),
    };
  });
  afterAll(async () => {
    await services[Symbol.asyncDispose]();
  });

  test('a table without a copy can be read and not written, and one with a copy is the lane’s own', async () => {
    const made = await lane('own');
    const { sql } = made.owner.lane;
    expect(await sql('SELECT count(*) FROM users')).toEqual([{ count: counts.users }]);
    for (const text of [
      'DELETE FROM users',
      "UPDATE users SET email = 'x'",
      'TRUNCATE logs',
      'INSERT INTO users (email) VALUES (1)',
    ])
      await expect(sql(text)).rejects.toThrow(/permission denied/);
    await expect(sql('CREATE INDEX ON users (role)')).rejects.toThrow(/permission denied|must be owner/);
    await sql('CREATE INDEX ON transactions (status)');
    await sql('DELETE FROM transactions WHERE id <= 10');
    const perCall = await postgres.connect(made.address, { client: { connect: 'per call' }, clients: 1 });
    expect(await perCall.run('SELECT count(*) FROM transactions')).toEqual([{ count: counts.transactions - 10 }]);
    const plan = await perCall.plan?.({ sql: 'SELECT * FROM transactions WHERE id = $1', params: [11] }, true);
    expect(plan).toMatchObject({ detail: 'transactions_pkey on transactions', actualRows: 1 });
    expect(JSON.stringify(plan)).not.toContain('mhbench');
    await made.drop();
  });

  test('a sweep over rows reads the rest from the whole template, which cannot be written through it either', async () => {
    const few = await lane('few', { counts: { ...counts, transactions: 50 } });
    expect(
      await few.owner.run('SELECT count(*), count(b.id) AS named FROM transactions t JOIN businesses b ON b.id = t.business_id'),
    ).toEqual([{ count: 50, named: 50 }]);
    await expect(few.owner.run('DELETE FROM businesses')).rejects.toThrow('permission denied');
    await few.drop();
  });

  test('nobody is given more than a lane needs', async () => {
    const made = await lane('modest');
    expect(await admin("SELECT rolname, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = 'mhbench_lane_modest'")).toEqual(
      words === withRoles ? [{ rolname: 'mhbench_lane_modest', rolsuper: false, rolcreaterole: false }] : [],
    );
    expect(
      await admin(
        "SELECT member::regrole::text FROM pg_auth_members WHERE roleid::regrole::text IN ('pg_monitor', 'pg_checkpoint')",
      ),
    ).toEqual([]);
    await made.drop();
  });

  test('a name that stands already is not taken, and what stands there stays', async () => {
    const standing = await lane('taken');
    await expect(lane('taken')).rejects.toThrow('has a schema, a role or a database mhbench_lane_taken already');
    expect(await standing.owner.run('SELECT count(*) FROM transactions')).toEqual([{ count: counts.transactions }]);
    await standing.drop();
  });

  test('a template of another data set is not taken for this one', async () => {
    const loads = services.loads.length;
    const other = await lane('seeded', {}, { ...given, dataSeed: 7 });
    expect(services.loads.length).toBeGreaterThan(loads);
    await other.drop();
  });

  test('through PgBouncer there is a way for a role alone, and the reason is told', async () => {
    const pooled = lane('pooled', { servers: { pgbouncer: {} } });
    if (words === withoutRoles) {
      await expect(pooled).rejects.toMatchObject({
        name: 'UserError',
        message: expect.stringMatching(/shop may not make roles .* no way through PgBouncer/),
      });
      expect(await words?.server?.ours(server)).not.toContain('schema mhbench_lane_pooled');
      return;
    }
    const made = await pooled;
    const client = await postgres.connect(made.address, { client: { via: 'pgbouncer' }, clients: 2 });
    expect(await client.run('SELECT current_schema AS lane')).toEqual([{ lane: 'mhbench_lane_pooled' }]);
    await client.close();
    await made.drop();
  });

  test('a backup comes back where its user may make a database, and is skipped with the remedy where not', async () => {
    const backedUp = () => lane('backup', { servers: { 'postgres-programs': {} } });
    await expect(backedUp()).rejects.toMatchObject({ absent: true, hint: 'ALTER ROLE shop CREATEDB' });
    expect(await words?.server?.ours(server)).not.toContain('schema mhbench_lane_backup');
    await admin('ALTER ROLE shop CREATEDB');
    const made = await backedUp();
    const { backup } = made.owner.lane;
    await backup.by({ dump: ['-Fc'] });
    await backup.dump();
    await backup.restore();
    expect(Object.keys(await backup.restored())).toEqual(['structure', 'transactions']);
    await made.drop();
    expect(await admin("SELECT datname FROM pg_database WHERE datname LIKE 'mhbench%'")).toEqual([]);
  });

  test('a user who may make no schema is told what to grant', async () => {
    await admin('ALTER DATABASE shop OWNER TO CURRENT_USER');
    await expect(lane('barred')).rejects.toMatchObject({
      message: expect.stringContaining('shop may not make schemas in the database shop'),
      hint: 'GRANT CREATE ON DATABASE shop TO shop',
    });
  });
});
