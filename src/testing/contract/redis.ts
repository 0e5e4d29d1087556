/** The contract in Redis' language: a server for each lane, and a database for each lane of a server that was there before. */

import { openRedis } from '../../stores/redis-session.ts';
import type { Connection } from '../../stores/store.ts';
import type { ServerWords, Words } from './words.ts';

const USERS_COMPARED = 500;

const email = async ({ lane }: Connection<'redis'>, id: number): Promise<unknown> => {
  const text = await lane.get(`user:${id}`);
  return text === 'changed' ? text : JSON.parse(text ?? 'null')?.email;
};

const redis: Words<'redis'> = {
  title: 'redis',
  store: 'redis',
  tables: ['users'],
  loaded: ({ users }) => ({ table: 'users', rows: users }),
  rows: (connection, data, ids) =>
    Promise.all(ids.map(async (id) => ({ found: await email(connection, id), expected: data.row('users', id)['email'] }))),
  all: ({ lane }) => lane.command('MGET', ...Array.from({ length: USERS_COMPARED }, (_, i) => `user:${i + 1}`)),
  asked: async (connection, i) => ({ found: await connection.run(['ECHO', i]), expected: String(i) }),
  apply: ({ owner }) => owner.run(['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru']),
  undo: ({ owner }) => owner.run(['CONFIG', 'SET', 'maxmemory-policy', 'noeviction']),
  change: ({ lane }) => lane.command('SET', 'user:1', 'changed'),
  changed: async (connection) => (await email(connection, 1)) === 'changed',
  typed: { statement: () => ['GET', 'user:7'], text: 'GET user:7', step: null },
  settled: {
    'wait for background work': /^no saving, rewriting or loading$/,
    'MEMORY PURGE': /^\d+ bytes used$/,
    'CONFIG RESETSTAT': /^[0-3] commands counted$/,
  },
  tellsSize: true,
  version: /^\d+\.\d+/,
  server: null,
};

const SOMEBODYS = ['0', '2'] as const;

const server: ServerWords = {
  async ours(address) {
    const names: string[] = [];
    for (let database = 0; database < 16; database += 1) {
      await using session = await openRedis({ ...address, database: String(database) });
      for (const key of await keys(session)) if (/^(user:|session:|mhbench:lanes$)/.test(key)) names.push(`${database} ${key}`);
    }
    return names;
  },
  async makeForeign(address) {
    for (const database of SOMEBODYS) {
      await using session = await openRedis({ ...address, database });
      await session.run(['MSET', 'order:1', 'tea', 'mhbench:lanes:of:a:road', '2']);
    }
  },
  async foreign(address) {
    const found: unknown[] = [];
    for (const database of SOMEBODYS) {
      await using session = await openRedis({ ...address, database });
      found.push(await session.run(['MGET', 'order:1', 'mhbench:lanes:of:a:road']));
    }
    return found;
  },
  found: [/^database 0: 2 keys$/, /^database 2: 2 keys$/],
};

async function keys(session: Awaited<ReturnType<typeof openRedis>>): Promise<readonly string[]> {
  const all = await session.run(['KEYS', '*']);
  return Array.isArray(all) ? all.map(String) : [];
}

export const REDIS: readonly Words<'redis'>[] = [
  redis,
  {
    ...redis,
    title: 'redis that was there before',
    attach: async (address) => ({ ...address, attached: true }),
    // Settings are the whole server's, so what a lane's structure can tell is whether it holds keys.
    apply: ({ owner }) => owner.run(['FLUSHDB']),
    undo: null,
    settled: {
      'wait for background work': /^no saving, rewriting or loading$/,
      'leave memory and counters as they are': /there before/,
    },
    tellsSize: false,
    server,
  },
];
