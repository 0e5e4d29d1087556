/** MongoDB as a server that may have been there before: whether it answers, what stands on it, and how what is ours is taken away. */
import { z } from 'zod';
import { answered } from './deadline.ts';
import { type MongoSession, openMongo } from './mongodb-session.ts';
import { LANE_PREFIX, MARKER, MARKER_TEXT } from './names.ts';
import { amount, standing } from './standing.ts';
import type { Address, Guest, Store } from './store.ts';

/** MongoDB's own. */
const INTERNAL = ['admin', 'config', 'local'];

export const ping: Store['ping'] = (address, { timeoutMs }) =>
  answered('mongodb', address, {
    timeoutMs,
    // Connecting is a ping already.
    async ask() {
      await using _session = await openMongo(address, { connectTimeoutMs: timeoutMs, answerTimeoutMs: timeoutMs });
    },
  });

const listed = z.looseObject({ databases: z.array(z.looseObject({ name: z.string() })) });
const named = z.array(z.looseObject({ name: z.string() }));
const counted = z.looseObject({ n: z.number() });

async function databases(address: Address): Promise<readonly string[]> {
  await using session = await openMongo({ ...address, database: 'admin' });
  const { databases: all } = listed.parse(await session.reply({ listDatabases: 1, nameOnly: true }));
  return all.map(({ name }) => name).filter((name) => !INTERNAL.includes(name));
}

export const reset: Store['reset'] = async (address) => {
  for (const database of await databases(address)) if (database.startsWith(LANE_PREFIX)) await drop(address, database);
};

async function drop(address: Address, database: string): Promise<void> {
  await using session = await openMongo({ ...address, database });
  await session.reply({ dropDatabase: 1 });
}

/** `database shop: 2 collections, about 40,000 documents (orders, users)`. */
async function told(session: MongoSession): Promise<string> {
  const names = named
    .parse(await session.run({ listCollections: 1, nameOnly: true }))
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.'))
    .sort();
  let documents = 0;
  for (const name of names) documents += counted.parse(await session.reply({ count: name })).n;
  const most = names.length > MOST_NAMES ? [...names.slice(0, MOST_NAMES), '…'] : names;
  return `database ${session.database}: ${amount(names.length, 'collection')}, about ${amount(documents, 'document')} (${most.join(', ')})`;
}
const MOST_NAMES = 5;

export const guest: Guest = {
  async inspect(address) {
    const all = await databases(address);
    const lines: string[] = [];
    for (const database of all.filter((name) => name !== MARKER)) {
      await using session = await openMongo({ ...address, database });
      lines.push(await told(session));
    }
    return standing(all.includes(MARKER), lines);
  },
  async mark(address) {
    await using session = await openMongo({ ...address, database: MARKER });
    const marker = { q: { _id: MARKER }, u: { _id: MARKER, ...JSON.parse(MARKER_TEXT) }, upsert: true };
    await session.reply({ update: 'marker', updates: [marker] });
  },
  unmark: (address) => drop(address, MARKER),
};
