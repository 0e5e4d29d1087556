/** The contract in PostgreSQL's language: on a server of ours, and on one that was there before, with and without roles. */

import { openSession } from '../../stores/postgres-session.ts';
import type { Address, Connection, LaneHandle } from '../../stores/store.ts';
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

/** Rows that were written over are dead, and an index that was just built is in no cache; VACUUM would read it, so it is another table's. */
async function disturb(handle: LaneHandle<'postgres'>): Promise<void> {
  await handle.settle?.();
  for (const sql of [
    'CREATE TABLE unread (id int PRIMARY KEY)',
    'INSERT INTO unread SELECT generate_series(1, 5000)',
    'VACUUM FULL unread',
    'UPDATE users SET email = email WHERE id <= 20',
  ])
    await handle.owner.run({ sql, params: [] });
}

const forget = ({ owner }: LaneHandle<'postgres'>): Promise<unknown> => owner.run({ sql: 'DROP TABLE unread', params: [] });

const DEAD = /^n_dead_tup was [1-9]\d*; VACUUM of users; n_dead_tup is 0$/;
const BLOCKS = `SELECT relname, pg_relation_size(c.oid) / 8192 AS blocks,
    (SELECT count(*) FROM mhbench_tools.pg_buffercache WHERE relfilenode = pg_relation_filenode(c.oid) AND relforknumber = 0) AS cached,
    (SELECT count(*) FROM mhbench_tools.pg_buffercache WHERE relfilenode = pg_relation_filenode(c.oid) AND relforknumber = 0 AND isdirty) AS dirty
  FROM pg_class c WHERE relnamespace = to_regnamespace($1) AND relkind IN ('r', 'i') ORDER BY relname`;

const settled: Words<'postgres'>['settled'] = {
  says: {
    'dead rows': DEAD,
    CHECKPOINT: /^redo begins at [\dA-F/]+, and [\dA-F/]+ was written last$/,
    'pg_prewarm of tables and indexes':
      /^([\d,]+) of \1 blocks of \d+ tables and indexes are in shared_buffers, 0 of them yet to be written; \d lanes on this server: \d+ MB, shared_buffers [\d,]+ MB$/,
  },
  disturb,
  async shown(handle, _steps, place) {
    await using session = await openSession(place);
    const { schema } = handle.address;
    const relations = await session.run(BLOCKS, [schema]);
    const [dead] = await session.run('SELECT sum(n_dead_tup)::int AS rows FROM pg_stat_all_tables WHERE schemaname = $1', [
      schema,
    ]);
    await forget(handle);
    return [
      { found: relations.length >= 4, expected: true },
      { found: dead, expected: { rows: 0 } },
      ...relations.map(({ blocks, cached, dirty }) => ({ found: { cached, dirty }, expected: { cached: blocks, dirty: 0 } })),
    ];
  },
};

/** Of a server that was there before nothing is asked that reaches beyond the lane. */
const settledThere: Words<'postgres'>['settled'] = {
  says: {
    'dead rows': DEAD,
    CHECKPOINT: /^left out: the server was there before/,
    'count(*) of every table':
      /^([\d,]+) of \1 blocks of 2 tables are in shared_buffers; indexes were not read, because there is no pg_prewarm; \d lanes/,
  },
  disturb,
  async shown(handle, _steps, place) {
    await using session = await openSession(place);
    const { schema } = handle.address;
    const [dead] = await session.run('SELECT sum(n_dead_tup)::int AS rows FROM pg_stat_all_tables WHERE schemaname = $1', [
      schema,
    ]);
    const extensions = await session.run("SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'");
    await forget(handle);
    return [
      { found: dead, expected: { rows: 0 } },
      { found: extensions, expected: [] },
    ];
  },
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
  settled,
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
