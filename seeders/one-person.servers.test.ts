/** One data set in six stores: whoever is somebody in PostgreSQL is the same person everywhere, and data that stays is used again only while it is as it was. */
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadSeeder } from '../src/catalog.ts';
import { TABLES } from '../src/define.ts';
import { draw, streamOf } from '../src/random.ts';
import { openKafka } from '../src/stores/kafka-session.ts';
import { topicOf } from '../src/stores/kafka-topics.ts';
import { openMongo } from '../src/stores/mongodb-session.ts';
import { openNeo4j } from '../src/stores/neo4j-session.ts';
import { openSession } from '../src/stores/postgres-session.ts';
import { openRedis } from '../src/stores/redis-session.ts';
import type { Address } from '../src/stores/store.ts';
import { doubtsAbout } from '../src/testing/person.ts';
import { TEST_DATA_SEED } from '../src/testing/servers.ts';
import { SIX, type SixName, type SixStores, sixStores } from '../src/testing/six-stores.ts';
import { conversations } from './conversations.ts';
import { countsAt, dataset } from './domain.ts';
import { DIMENSION } from './embeddings.ts';

const SCALE = 0.005;
const data = dataset(TEST_DATA_SEED, countsAt(SCALE));
const NOBODY = { redis: [], mongodb: [], kafka: [], neo4j: [], faiss: [] };

const random = draw(7, streamOf('people to follow'), 0);
const talks = conversations(data);
const messages = data.embeddings();
/** Anybody; somebody who has talked; somebody whose messages have vectors. */
const PEOPLE = [
  ...Array.from({ length: 4 }, () => random.between(1, data.counts.users)),
  ...Array.from({ length: 2 }, () => talks.session(random.between(1, talks.count)).user.id),
  ...Array.from({ length: 2 }, () => messages.message(random.between(1, messages.count)).user_id),
];
/** Has talked, and has messages with vectors; so each store knows something of this one. */
const KNOWN = Array.from({ length: talks.count }, (_, i) => talks.session(i + 1).user.id).find((id) =>
  Array.from({ length: messages.count }, (_, i) => messages.message(i + 1)).some(({ user_id }) => user_id === id),
);

let six: SixStores;
beforeAll(async () => {
  six = await sixStores(SCALE);
});
afterAll(async () => {
  await six[Symbol.asyncDispose]();
});

test.each(PEOPLE)('user %d is the same person in all stores', async (id) => {
  expect(await doubtsAbout(six, data, id)).toEqual(NOBODY);
});

test('what stands there is used again', async () => {
  for (const name of SIX) expect(await six.stand(name)).toMatchObject({ seconds: null, because: null });
});

test('what a run takes away when it ends is its own: the data set stays', async () => {
  for (const name of SIX.filter((each) => each !== 'faiss')) {
    const { store, server, place } = six.stores[name];
    await store.reset(server);
    expect(await place.manifest()).not.toBeNull();
    expect(await six.stand(name)).toMatchObject({ seconds: null });
  }
});

/** A wrong seeder would have left such things. */
const WRONGS: Readonly<Record<Exclude<SixName, 'postgres'>, (address: Address, id: number) => Promise<unknown>>> = {
  redis: async (address, id) => {
    await using session = await openRedis(address);
    await session.run(['SET', `user:${id}`, JSON.stringify({ id, username: 'somebody else' })]);
  },
  mongodb: async (address, id) => {
    await using session = await openMongo(address);
    const renamed = { q: { 'user.id': id }, u: { $set: { 'user.username': 'somebody else' } } };
    await session.reply({ update: 'chatbot_sessions', updates: [renamed] });
  },
  kafka: async (address, id) => {
    await using session = await openKafka(address);
    const value = JSON.stringify({ id: 1, type: 'session.opened', userId: id });
    await session.send(topicOf(address, 'sessions'), [{ key: String(id), value }], -1);
  },
  neo4j: async (address, id) => {
    await using session = await openNeo4j(address);
    const cypher = `MATCH (:\`User_${address.schema}\` {id: $id})-[r:FOLLOWS]->() WITH r LIMIT 1 DELETE r`;
    await session.run(cypher, { id });
  },
  faiss: async (address, id) => {
    const mine = Array.from({ length: messages.count }, (_, i) => messages.message(i + 1)).find(({ user_id }) => user_id === id);
    const vectors = readFileSync(address.database);
    const size = DIMENSION * Float32Array.BYTES_PER_ELEMENT;
    vectors.copyWithin(((mine?.id ?? 0) - 1) * size, (messages.count - 1) * size);
    writeFileSync(address.database, vectors);
  },
};

describe.each(Object.entries(WRONGS))('when %s has it otherwise', (name, wrong) => {
  test('the doubts are about that store and no other', async () => {
    const id = KNOWN ?? 0;
    const { data: address } = six.stores[name as keyof typeof WRONGS];
    const before = await doubtsAbout(six, data, id);
    await wrong(address, id);
    const after = await doubtsAbout(six, data, id);
    const doubted = Object.entries(after).filter(
      ([store, doubts]) => doubts.length > before[store as keyof typeof before].length,
    );
    expect(doubted.map(([store]) => store)).toEqual([name]);
  });
});

test('when PostgreSQL has it otherwise, those who know a name doubt it', async () => {
  await using session = await openSession(six.stores.postgres.data);
  const stranger = PEOPLE[0];
  await session.run(`UPDATE ${six.stores.postgres.data.schema}.users SET username = 'somebody else' WHERE id = ${stranger}`);
  const doubts = await doubtsAbout(six, data, stranger ?? 0);
  expect(
    Object.entries(doubts)
      .filter(([, each]) => each.length > 0)
      .map(([store]) => store),
  ).toEqual(['redis', 'neo4j']);
});

/** What a look must see: more rows than were loaded. */
const ADDED: Readonly<Record<SixName, (address: Address) => Promise<unknown>>> = {
  postgres: async (address) => {
    await using session = await openSession(address);
    await session.run(`INSERT INTO ${address.schema}.logs (user_id, message) VALUES (1, 'of somebody')`);
  },
  redis: async (address) => {
    await using session = await openRedis(address);
    await session.run(['SET', 'user:0', '{}']);
  },
  mongodb: async (address) => {
    await using session = await openMongo(address);
    await session.reply({ insert: 'messages', documents: [{ _id: 0 }] });
  },
  kafka: (address) => WRONGS.kafka(address, 1),
  neo4j: async (address) => {
    await using session = await openNeo4j(address);
    await session.run(`CREATE (:\`User_${address.schema}\` {id: 0})`);
  },
  faiss: async ({ database }) => appendFileSync(database, Buffer.alloc(4)),
};

/** A load that is called off before its first row. */
async function called(name: SixName): Promise<unknown> {
  const load = await loadSeeder(name);
  return load(await six.stores[name].place.target(), data, TABLES, AbortSignal.abort());
}

test.each(SIX)(
  '%s is loaded anew when somebody has added to it, gone when it is cleared, and not loaded when it is called off',
  async (name) => {
    const { store, server, place, data: address } = six.stores[name];
    await ADDED[name](address);
    expect(await six.stand(name)).toMatchObject({
      because: expect.stringMatching(/^somebody changed it: /),
      seconds: expect.any(Number),
    });
    expect(await six.stand(name)).toMatchObject({ seconds: null });
    await place.clear();
    expect(await place.manifest()).toBeNull();
    expect(await (await store.data(server)).look()).toEqual([]);
    await expect(called(name)).rejects.toThrow('aborted');
    await place.clear();
    if (store.guest !== undefined) expect(await store.guest.inspect(server)).toEqual({ state: 'empty', found: [] });
  },
);
