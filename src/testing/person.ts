/** One person followed through all six stores: PostgreSQL's rows say who it is, and every other store is asked whether it knows the same. For tests. */
import path from 'node:path';
import { z } from 'zod';
import { conversations } from '../../seeders/conversations.ts';
import type { Dataset } from '../../seeders/domain.ts';
import { followsOf, interestsOf } from '../../seeders/follows.ts';
import { loadFaiss } from '../stores/faiss-binding.ts';
import { buildIndex, makeFolder, readIndex, removeLane } from '../stores/faiss-files.ts';
import { openKafka } from '../stores/kafka-session.ts';
import { topicOf } from '../stores/kafka-topics.ts';
import { openMongo } from '../stores/mongodb-session.ts';
import { quoted } from '../stores/neo4j-names.ts';
import { openNeo4j } from '../stores/neo4j-session.ts';
import { openSession, type PostgresSession, type Rows } from '../stores/postgres-session.ts';
import { openRedis } from '../stores/redis-session.ts';
import type { Seeded, SixName, SixStores } from './six-stores.ts';

type Row = Rows[number];
/** What a store says otherwise than PostgreSQL, or than the rules of the data set: a sentence each. */
export type Doubts = Readonly<Record<Exclude<SixName, 'postgres'>, readonly string[]>>;

interface Person {
  readonly id: number;
  readonly row: Row;
  readonly sessions: Rows;
  /** Of all accounts of the person. */
  readonly transactions: Rows;
}

/** How many nearest vectors are looked at, the message's own among them. */
const NEAREST = 4;

/** Asks all stores about this user. */
export async function doubtsAbout({ stores }: SixStores, data: Dataset, id: number): Promise<Doubts> {
  await using postgres = await openSession(stores.postgres.data);
  const schema = stores.postgres.data.schema ?? '';
  const ask = (sql: string): Promise<Rows> => postgres.run(sql.replaceAll('$schema', schema), [id]);
  const person: Person = {
    id,
    row: (await ask('SELECT * FROM $schema.users WHERE id = $1'))[0] ?? {},
    sessions: await ask('SELECT * FROM $schema.sessions WHERE user_id = $1 ORDER BY id'),
    transactions: await ask(
      'SELECT t.* FROM $schema.transactions t JOIN $schema.accounts a ON a.id = t.account_id WHERE a.user_id = $1 ORDER BY t.id',
    ),
  };
  return {
    redis: await inRedis(stores.redis, person),
    mongodb: await inMongo(stores.mongodb, person, data),
    kafka: await inKafka(stores.kafka, person),
    neo4j: await inNeo4j(stores.neo4j, person, { data, postgres, schema }),
    faiss: inFaiss(stores.faiss, person, data),
  };
}

/** As it stands in JSON: keys in order, moments as text. */
const json = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

const unlike = (what: string, found: unknown, expected: unknown): readonly string[] =>
  json(found) === json(expected) ? [] : [`${what}: ${json(found)}, not ${json(expected)}`];

async function inRedis({ data }: Seeded, { id, row, sessions }: Person): Promise<readonly string[]> {
  await using session = await openRedis(data);
  const { password_hash: _secret, ...profile } = row;
  const at = async (key: string): Promise<unknown> => JSON.parse(String(await session.run(['GET', key])));
  const doubts = [...unlike(`user:${id}`, await at(`user:${id}`), profile)];
  for (const each of sessions) doubts.push(...unlike(`session:${each['id']}`, await at(`session:${each['id']}`), each));
  return doubts;
}

async function inMongo({ data: address }: Seeded, { id, row }: Person, data: Dataset): Promise<readonly string[]> {
  await using session = await openMongo(address);
  const found = await session.run({ find: 'chatbot_sessions', filter: { 'user.id': id }, sort: { _id: 1 } });
  const talks = conversations(data);
  const theirs = Array.from({ length: talks.count }, (_, i) => i + 1).filter((each) => talks.session(each).user.id === id);
  const doubts = [
    ...unlike(
      'conversations',
      found.map(({ _id }) => _id),
      theirs,
    ),
  ];
  for (const { _id, user, message_count: said } of found) {
    doubts.push(...unlike(`conversation ${_id}`, user, { id, username: row['username'] }));
    const messages = await session.run({ find: 'messages', filter: { conversation: _id } });
    doubts.push(...unlike(`messages of conversation ${_id}`, messages.length, said));
  }
  return doubts;
}

const eventShape = z.looseObject({ id: z.number(), type: z.string(), userId: z.number(), amount: z.string().optional() });

async function inKafka({ data }: Seeded, { id, sessions, transactions }: Person): Promise<readonly string[]> {
  await using session = await openKafka(data);
  const found: unknown[] = [];
  for (const table of ['users', 'sessions', 'transactions']) {
    const topic = topicOf(data, table);
    const theirs: z.infer<typeof eventShape>[] = [];
    const handle = ({ key, value }: { readonly key: string; readonly value: string }) => {
      const event = eventShape.parse(JSON.parse(value));
      if (Number(key) === id || event.userId === id) theirs.push(event);
    };
    await session.consume(topic, { count: await session.count(topic), concurrently: 1, handle });
    // One key is one partition, where they stand in the order of their ids.
    for (const { id: of, type, amount, userId } of theirs) found.push([type, of, userId, amount ?? null]);
  }
  return unlike('events', found, [
    ['user.registered', id, id, null],
    ...sessions.map((each) => ['session.opened', each['id'], id, null]),
    ...transactions.map((each) => [`transaction.${each['status']}`, each['id'], id, each['amount']]),
  ]);
}

async function inNeo4j(
  { data: address }: Seeded,
  { id, row }: Person,
  { data, postgres, schema }: { readonly data: Dataset; readonly postgres: PostgresSession; readonly schema: string },
): Promise<readonly string[]> {
  await using session = await openNeo4j(address);
  const label = (name: string): string => quoted(`${name}_${address.schema}`);
  const [node] = await session.run(`MATCH (u:${label('User')} {id: $id}) RETURN u.username AS username, u.email AS email`, {
    id,
  });
  const edges = (type: string, other: string, name: string) =>
    session.run(
      `MATCH (:${label('User')} {id: $id})-[:${type}]->(o:${label(other)}) RETURN o.id AS id, o.${name} AS name ORDER BY id`,
      { id },
    );
  /** Whom the domain says, under the names that PostgreSQL has. */
  const known = (table: string, name: string, ids: readonly number[]) =>
    postgres.run(`SELECT id, ${name} AS name FROM ${schema}.${table} WHERE id = ANY($1) ORDER BY id`, [ids]);
  return [
    ...unlike('node', node ?? null, { username: row['username'], email: row['email'] }),
    ...unlike('FOLLOWS', await edges('FOLLOWS', 'User', 'username'), await known('users', 'username', followsOf(data, id))),
    ...unlike(
      'INTERESTED_IN',
      await edges('INTERESTED_IN', 'Business', 'name'),
      await known('businesses', 'name', interestsOf(data, id)),
    ),
  ];
}

/** A message's vector is found as itself, and those next to it are about the same. */
function inFaiss({ data: address, server }: Seeded, { id }: Person, data: Dataset): readonly string[] {
  const native = loadFaiss(server.library?.path ?? '');
  const folder = path.join(server.database, 'index');
  makeFolder(folder, address.database);
  try {
    buildIndex(native, folder, { factory: 'Flat', most: Number.POSITIVE_INFINITY });
    const index = readIndex(native, folder, {});
    const { count, message, vector } = data.embeddings();
    const theirs = Array.from({ length: count }, (_, i) => message(i + 1)).filter(({ user_id: of }) => of === id);
    return theirs.flatMap(({ id: of, topic }) => {
      const near = index.search([...vector(of)], NEAREST).labels.map((place) => message(place + 1));
      return [
        ...unlike(`nearest to message ${of}`, near[0]?.id, of),
        ...unlike(
          `topics near message ${of}`,
          near.map((each) => each.topic),
          near.map(() => topic),
        ),
      ];
    });
  } finally {
    removeLane(folder);
  }
}
