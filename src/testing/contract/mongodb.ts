/** The contract in MongoDB's language. */
import { openMongo } from '../../stores/mongodb-session.ts';
import type { Address } from '../../stores/store.ts';
import type { ServerWords, Words } from './words.ts';

const SOMEBODYS = ['shop', 'mhbench_lanes'] as const;
const chosen = { find: 'chatbot_sessions', filter: { _id: 7 } };

async function databases(address: Address): Promise<readonly string[]> {
  await using session = await openMongo({ ...address, database: 'admin' });
  const { databases: all } = await session.reply({ listDatabases: 1, nameOnly: true });
  return Array.isArray(all) ? all.map(({ name }) => String(name)) : [];
}

const server: ServerWords = {
  ours: async (address) => (await databases(address)).filter((name) => /^mhbench_(lane|template)_/.test(name)),
  async makeForeign(address) {
    for (const database of SOMEBODYS) {
      await using session = await openMongo({ ...address, database });
      await session.reply({ insert: 'orders', documents: [{ _id: 1 }, { _id: 2 }] });
      await session.reply({ insert: 'carts', documents: [{ _id: 1 }] });
    }
  },
  async foreign(address) {
    const found: unknown[] = [];
    for (const database of SOMEBODYS) {
      await using session = await openMongo({ ...address, database });
      found.push(await session.run({ find: 'orders' }), await session.run({ find: 'carts' }));
    }
    return found;
  },
  found: [
    /^database mhbench_lanes: 2 collections, about 3 documents \(carts, orders\)$/,
    /^database shop: 2 collections, about 3 documents \(carts, orders\)$/,
  ],
};

/** As many documents by each index as there are. */
const SCANNED =
  /^chatbot_sessions: ([\d,]+) documents?, \1 by _id_(?:, \1 by \w+)*; messages: ([\d,]+) documents?, \2 by _id_(?:, \2 by \w+)*$/;

const mongodb: Words<'mongodb'> = {
  title: 'mongodb',
  store: 'mongodb',
  tables: ['sessions'],
  loaded: ({ sessions }) => ({ table: 'chatbot_sessions', rows: Math.round(sessions / 400) }),
  async rows({ lane }, data, ids) {
    const found = await lane.run({ find: 'chatbot_sessions', filter: { _id: { $in: ids } }, projection: { user: 1 } });
    return found.map(({ user }) => {
      const { id, username } = Object(user);
      return { found: username, expected: data.row('users', id)['username'] };
    });
  },
  all: ({ lane }) => lane.run({ find: 'messages', sort: { _id: 1 }, limit: 500 }),
  asked: async ({ lane }, i) => {
    const id = (i % 10) + 1;
    const [found] = await lane.run({ count: 'chatbot_sessions', query: { _id: { $lte: id } } });
    return { found, expected: { n: id } };
  },
  apply: ({ owner }) =>
    owner.run({ createIndexes: 'messages', indexes: [{ key: { conversation: 1 }, name: 'by_conversation' }] }),
  undo: ({ owner }) => owner.run({ dropIndexes: 'messages', index: 'by_conversation' }),
  change: ({ lane }) =>
    lane.run({ update: 'chatbot_sessions', updates: [{ q: { _id: 1 }, u: { $set: { channel: 'changed' } } }] }),
  async changed({ lane }) {
    const [found] = await lane.run({ find: 'chatbot_sessions', filter: { _id: 1 } });
    return found?.['channel'] === 'changed';
  },
  typed: {
    statement: () => chosen,
    text: 'db.runCommand({ find: "chatbot_sessions", filter: { _id: 7 } })',
    step: null,
  },
  settled: {
    says: {
      planCacheClear:
        /^(chatbot_sessions: 0 cached plans, messages: 0 cached plans|not done: the server has no such command, or .*)$/,
      fsync: /^answered \{ numFiles: \d+ \}$/,
      'scan of collections and indexes': SCANNED,
    },
    async shown({ owner: { lane } }, steps) {
      const told = SCANNED.exec(steps.find(({ did }) => did.startsWith('scan'))?.found ?? '') ?? [];
      const [sessions] = await lane.run({ count: 'chatbot_sessions' });
      const [messages] = await lane.run({ count: 'messages' });
      return [
        {
          found: told.slice(1).map((text) => text.replace(',', '')),
          expected: [sessions, messages].map((each) => String(each?.['n'])),
        },
      ];
    },
  },
  tellsSize: true,
  version: /^(\d+\.\d+|SecantusDB \d)/,
  server,
};

export const MONGODB: readonly Words<'mongodb'>[] = [mongodb];
