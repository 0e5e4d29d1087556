/** The contract in PostgreSQL's language: on a server of ours, and on one that was there before, with and without roles. */

import { openSession } from '../../stores/postgres-session.ts';
import type { Address, Connection } from '../../stores/store.ts';
import type { ServerWords, Words } from './words.ts';

const emailOf = (id: number) => ({ sql: 'SELECT email FROM users WHERE id = $1', params: [id] });
const email = async ({ lane }: Connection<'postgres'>, id: number): Promise<unknown> =>
  (await lane.sql('SELECT email FROM users WHERE id = $1', [id]))[0]?.['email'];

const server: ServerWords = {
  async ours(address) {
    await using session = await openSession(address);
    const names = await session.run(`
      SELECT 'schema ' || nspname AS name FROM pg_namespace WHERE nspname ~ '^mhbench_(lane|template)_'
      UNION SELECT 'role ' || rolname FROM pg_roles WHERE rolname ~ '^mhbench_(lane|template)_'
      UNION SELECT 'session of ' || usename FROM pg_stat_activity WHERE usename ~ '^mhbench_lane_' ORDER BY name`);
    return names.map(({ name }) => String(name));
  },
  async makeForeign(address) {
    await using session = await openSession(address);
    await session.run(`
      CREATE TABLE orders AS SELECT generate_series(1, 1234) AS id;
      CREATE SEQUENCE numbers;
      CREATE SCHEMA mhbench_lanes;
      CREATE TABLE mhbench_lanes.orders AS SELECT 1 AS id`);
    await session.run('ANALYZE orders, mhbench_lanes.orders');
  },
  async foreign(address) {
    await using session = await openSession(address);
    return await session.run('SELECT (SELECT sum(id) FROM orders) AS ids, (SELECT count(*) FROM mhbench_lanes.orders) AS others');
  },
  found: [
    /^database \w+: 2 tables, 1 view or sequence, about 1,235 rows$/,
    /^public\.orders: about 1,234 rows$/,
    /^mhbench_lanes\.orders: about 1 row$/,
  ],
};

const postgres: Words<'postgres'> = {
  title: 'postgres',
  store: 'postgres',
  tables: ['users'],
  loaded: ({ users }) => ({ table: 'users', rows: users }),
  rows: (connection, data, ids) =>
    Promise.all(ids.map(async (id) => ({ found: await email(connection, id), expected: data.row('users', id)['email'] }))),
  all: ({ lane }) => lane.sql('SELECT * FROM users ORDER BY id'),
  asked: async (connection, i) => ({
    found: await connection.run({ sql: 'SELECT $1::int AS i', params: [i] }),
    expected: [{ i }],
  }),
  apply: ({ owner }) => owner.run('CREATE INDEX users_role ON users (role)'),
  undo: ({ owner }) => owner.run('DROP INDEX users_role'),
  change: ({ lane }) => lane.sql("UPDATE users SET email = 'changed' WHERE id = 1"),
  changed: async (connection) => (await email(connection, 1)) === 'changed',
  typed: { statement: () => emailOf(7), text: 'SELECT email FROM users WHERE id = 7', step: 'Index Scan' },
  settled: {
    CHECKPOINT: /^\d+ bytes of log since$/,
    'read tables and indexes into the cache': /^(\d+) of \1 blocks cached; [\d.]+ MiB beside a cache of \d+ MiB$/,
    'look for dead rows': /^0 dead rows$/,
  },
  tellsSize: true,
  version: /^\d+\.\d+/,
  server,
};

/** A database of somebody who is no superuser. */
const owned =
  (roles: 'CREATEROLE' | 'NOCREATEROLE') =>
  async (address: Address): Promise<Address> => {
    await using session = await openSession(address);
    const password = 'of-the-shop';
    await session.run(`CREATE ROLE shop LOGIN NOSUPERUSER ${roles} PASSWORD '${password}'`);
    await session.run('CREATE DATABASE shop OWNER shop');
    return { ...address, user: 'shop', password, database: 'shop', attached: true };
  };

/** On a server that was there before nothing is asked that its user may not do. */
const settledThere = {
  CHECKPOINT: /bytes of log since$|^refused: .*(superuser|pg_checkpoint|permission)/,
  'read tables and indexes into the cache': /^1 tables read by a scan/,
  'look for dead rows': /^0 dead rows$/,
};

export const POSTGRES: readonly Words<'postgres'>[] = [
  postgres,
  { ...postgres, title: 'postgres that was there before', settled: settledThere, attach: owned('CREATEROLE') },
  {
    ...postgres,
    title: 'postgres that was there before, for a user who may not make roles',
    settled: settledThere,
    attach: owned('NOCREATEROLE'),
  },
];
