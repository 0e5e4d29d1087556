/** The contract in Kafka's words, which has no language. */
import { readFileSync } from 'node:fs';
import kafkajs from 'kafkajs';
import { openKafka } from '../../stores/kafka-session.ts';
import type { Address, Connection } from '../../stores/store.ts';
import type { ServerWords, Words } from './words.ts';

/** The broker tells sizes only where it finds its folder's mount; a chroot's root is none. Anywhere else it must tell them. */
export const tellsSizes = readFileSync('/proc/self/mounts', 'utf8')
  .split('\n')
  .some((line) => line.split(' ')[1] === '/');

/** Groups of consumers that the broker knows. */
export async function groupsOf({ host, port }: Address): Promise<readonly string[]> {
  const admin = new kafkajs.Kafka({ brokers: [`${host}:${port}`], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  const { groups } = await admin.listGroups();
  await admin.disconnect();
  return groups.map(({ groupId }) => groupId);
}

const SOMEBODYS = ['mhbenchmark', 'orders'];

const server: ServerWords = {
  async ours(address) {
    await using session = await openKafka(address);
    const topics = (await session.topics('mhbench.')).map(({ name }) => `topic ${name}`);
    const groups = (await groupsOf(address)).filter((name) => name.startsWith('mhbench.')).map((name) => `group ${name}`);
    return [...topics.filter((name) => name !== 'topic mhbench.marker'), ...groups];
  },
  async makeForeign(address) {
    await using session = await openKafka(address);
    for (const name of SOMEBODYS) {
      await session.createTopic({ name, partitions: 2 });
      await session.send(name, [{ key: 'k', value: 'tea' }], -1);
    }
  },
  async foreign(address) {
    await using session = await openKafka(address);
    const counts: unknown[] = [];
    for (const name of SOMEBODYS) counts.push([name, await session.count(name)]);
    return counts;
  },
  found: [/^topic mhbenchmark: 2 partitions, 1 message$/, /^topic orders: 2 partitions, 1 message$/],
};

const usersOf = async ({ lane }: Connection<'kafka'>): Promise<readonly string[]> =>
  lane.consume('users', { count: await lane.count('users'), concurrently: 6, handlerMs: 0 });

const kafka: Words<'kafka'> = {
  title: 'kafka',
  store: 'kafka',
  tables: ['users'],
  loaded: ({ users }) => ({ table: 'users', rows: users }),
  async rows(connection, data, ids) {
    const events = (await usersOf(connection)).map((value) => JSON.parse(value));
    return ids.map((id) => ({
      found: events.filter((event) => event.id === id).map(({ email }) => email),
      expected: [data.row('users', id)['email']],
    }));
  },
  // Partitions answer in no order.
  all: async (connection) => [...(await usersOf(connection))].sort(),
  asked: async ({ lane }, _i, { users }) => ({ found: await lane.count('users'), expected: users }),
  apply: ({ owner }) => owner.lane.createTopic('extra', { partitions: 3 }),
  undo: null,
  change: ({ lane }) => lane.send('users', [{ key: 'k', value: '{}' }]),
  changed: async ({ lane }, data) => (await lane.count('users')) === data.counts.users + 1,
  typed: null,
  settled: {
    says: { 'wait for leaders and replicas': /^6 of 6 partitions have a leader, 6 all replicas in sync$/ },
    async shown({ address }, _steps, { host, port }) {
      const admin = new kafkajs.Kafka({ brokers: [`${host}:${port}`], logLevel: kafkajs.logLevel.NOTHING }).admin();
      await admin.connect();
      const { topics } = await admin.fetchTopicMetadata({ topics: [`${address.schema}.users`] });
      await admin.disconnect();
      const partitions = topics.flatMap((topic) => topic.partitions).map(({ leader, isr }) => ({ leader, isr }));
      return [{ found: partitions, expected: Array.from({ length: 6 }, () => ({ leader: 1, isr: [1] })) }];
    },
  },
  tellsSize: tellsSizes,
  version: /cluster [\w-]{22}/,
  server,
};

export const KAFKA: readonly Words<'kafka'>[] = [kafka];
