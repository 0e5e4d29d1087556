/** The contract in Redis' language: a server for each lane, and a database for each lane of a server that was there before. */

import { openRedis } from '../../stores/redis-session.ts';
import type { Address, Connection } from '../../stores/store.ts';
import type { ServerWords, Words } from './words.ts';

const USERS_COMPARED = 500;

const email = async ({ lane }: Connection<'redis'>, id: number): Promise<unknown> => {
  const text = await lane.get(`user:${id}`);
  return text === 'changed' ? text : JSON.parse(text ?? 'null')?.email;
};

const QUIET = /^rdb_bgsave_in_progress:0, aof_rewrite_in_progress:0, loading:0; save "", appendonly no$/;
/** More than settling and looking take, and fewer than the load took. */
const FEW_COMMANDS = 30;
const commands = async (address: Address): Promise<number> => {
  await using session = await openRedis(address);
  return Number((await session.info()).get('total_commands_processed'));
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
    says: {
      'wait for saves and loads': QUIET,
      'MEMORY PURGE': /^used_memory_rss:\d+ before; used_memory_rss:\d+, used_memory:\d+$/,
      'CONFIG RESETSTAT': /^total_commands_processed:1, expired_keys:0, evicted_keys:0$/,
    },
    disturb: ({ owner }) => owner.run(['BGSAVE']),
    shown: async ({ address }) => [{ found: (await commands(address)) < FEW_COMMANDS, expected: true }],
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
      says: { 'wait for saves and loads': QUIET, 'MEMORY PURGE': /^left out: /, 'CONFIG RESETSTAT': /^left out: / },
      shown: async ({ address }) => [{ found: (await commands(address)) > FEW_COMMANDS, expected: true }],
    },
    tellsSize: false,
    server,
  },
];
