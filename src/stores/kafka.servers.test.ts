/** What Kafka's lanes promise beyond the contract of every store, on a real broker. */
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countsAt, dataset } from '../../seeders/domain.ts';
import { eventOf } from '../../seeders/events.ts';
import { readBack, type seed } from '../../seeders/kafka.ts';
import { UntoldError } from '../errors.ts';
import { groupsOf, tellsSizes } from '../testing/contract/kafka.ts';
import { halt } from '../testing/halted.ts';
import { TEST_DATA_SEED, type TestServices, testServices } from '../testing/servers.ts';
import { kafka } from './kafka.ts';
import { logBytes } from './kafka-log-dirs.ts';
import { filling, type Message } from './kafka-messages.ts';
import { openKafka } from './kafka-session.ts';
import { fill } from './kafka-topics.ts';
import type { Address, LaneHandle } from './store.ts';

const counts = countsAt(0.005);
const data = dataset(TEST_DATA_SEED, counts);

/** One broker for all of these tests; the last ones halt and kill it. */
let services: TestServices;
let server: Address;
let endpoint: string;
beforeAll(async () => {
  services = await testServices('kafka', counts);
  server = await services.server('kafka', { settings: {} });
  endpoint = `${server.host}:${server.port}`;
});
afterAll(() => services[Symbol.asyncDispose]());
const signal = (name: NodeJS.Signals): void => {
  for (const pid of services.pids()) process.kill(pid, name);
};

const lane = (name: string, tables: Parameters<typeof seed>[2] = []): Promise<LaneHandle<'kafka'>> =>
  kafka.createLane({ name, counts, tables, servers: {} }, services);

async function remains(): Promise<readonly string[]> {
  await using session = await openKafka(server);
  return (await session.topics('')).map(({ name }) => name).filter((name) => !name.startsWith('__'));
}

describe('kafka', () => {
  let one: LaneHandle<'kafka'>;
  let other: LaneHandle<'kafka'>;

  beforeAll(async () => {
    expect(await remains()).toEqual([]);
    one = await lane('l1', ['users', 'sessions', 'logs', 'transactions']);
    other = await lane('l10', ['users', 'sessions', 'transactions']);
  });

  test('what was loaded was counted and read back; tables without events were not', async () => {
    expect(services.loads[0]?.tables.map(({ table, rows }) => [table, rows])).toEqual([
      ['users', counts.users],
      ['sessions', counts.sessions],
      ['transactions', counts.transactions],
    ]);
    expect(services.loads[0]?.tables.every(({ digest }) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
    expect(await one.owner.lane.count('sessions')).toBe(counts.sessions);
    expect(one.owner.lane.rows('logs')).toBe(counts.logs);
  });

  test('an event in a lane is the row of the data set, under the key of its user', async () => {
    const values = await one.owner.lane.consume('transactions', { count: counts.transactions, concurrently: 6, handlerMs: 0 });
    expect(new Set(values)).toEqual(
      new Set(Array.from({ length: counts.transactions }, (_, i) => eventOf(data, 'transactions', i + 1).value)),
    );
    const keys = new Map<string, number>();
    await using session = await openKafka(server);
    const handle = ({ key, partition }: { readonly key: string; readonly partition: number }) => {
      expect(keys.get(key) ?? partition).toBe(partition);
      keys.set(key, partition);
    };
    await session.consume('mhbench.l1.sessions', { count: counts.sessions, concurrently: 1, handle });
    expect(new Set(keys.values()).size).toBe(6);
  });

  test('a message that somebody else sent while a topic was filled is noticed', async () => {
    await using session = await openKafka(server);
    await session.createTopic({ name: 'strange.users', partitions: 6 });
    const disturbed: typeof session = {
      ...session,
      async send(name, messages, acks) {
        await session.send(name, [{ key: 'k', value: '{}' }], -1);
        return session.send(name, messages, acks);
      },
    };
    await expect(fill(disturbed, { topic: 'strange.users', count: 1_500, message: filling })).rejects.toThrow(
      `kafka on ${endpoint} holds 1502 new messages of strange.users, not the 1500 that were sent`,
    );
    await session.deleteTopics(['strange.users']);
  });

  test('reading back tells other events and another order from those that were generated', async () => {
    await using session = await openKafka(server);
    const digestOf = async (topic: string, message: (position: number) => Message): Promise<string> => {
      await session.createTopic({ name: topic, partitions: 3 });
      await fill(session, { topic, count: counts.users, message });
      return readBack(session, { data, table: 'users', topic, target: server });
    };
    const wrong = dataset(TEST_DATA_SEED + 1, counts);
    const right = await digestOf('strange.right', (id) => eventOf(data, 'users', id));
    expect(right).toBe(services.loads[0]?.tables[0]?.digest);
    expect(await digestOf('strange.wrong', (id) => eventOf(wrong, 'users', id))).not.toBe(right);
    const backwards = digestOf('strange.order', (position) => eventOf(data, 'users', counts.users + 1 - position));
    await expect(backwards).rejects.toThrow(/expected ids that rise in partition \d, found \d+ after \d+/);
    await session.deleteTopics(['strange.right', 'strange.wrong', 'strange.order']);
  });

  test('a change of structure is told, and is not seen in another lane', async () => {
    const before = await one.describe();
    await one.owner.lane.createTopic('extra', { partitions: 3 });
    expect((await one.describe()).filter((line) => !before.includes(line))).toContain('topic extra partitions 3');
    expect(await other.describe()).toEqual(before);
    await expect(other.owner.lane.count('extra')).rejects.toThrow(`kafka on ${endpoint} did not count mhbench.l10.extra`);
  });

  test('a filled topic holds each message once, whatever its partitions', async () => {
    for (const partitions of [1, 6, 24]) {
      const topic = `filled-${partitions}`;
      await one.owner.lane.createTopic(topic, { partitions });
      await one.owner.lane.fill(topic, 240);
      expect(await one.owner.lane.count(topic)).toBe(240);
      const values = await one.owner.lane.consume(topic, { count: 240, concurrently: partitions, handlerMs: 0 });
      expect(new Set(values)).toEqual(new Set(Array.from({ length: 240 }, (_, i) => filling(i + 1).value)));
    }
  });

  test('what is sent is counted, in the order of its key, with any acknowledgement', async () => {
    await one.owner.lane.createTopic('sent', { partitions: 6 });
    for (const acks of [1, -1] as const) {
      const connection = await kafka.connect(one.address, { client: { acks }, clients: 4 });
      const batches = Array.from({ length: 8 }, (_, batch) =>
        Array.from({ length: 10 }, (_, i) => ({ key: `k${acks}.${batch}`, value: `${acks}.${batch}.${i}` })),
      );
      expect(await Promise.all(batches.map((messages) => connection.lane.send('sent', messages)))).toEqual(batches.map(() => 10));
      await connection.close();
    }
    expect(await one.owner.lane.count('sent')).toBe(160);
    const values = await one.owner.lane.consume('sent', { count: 160, concurrently: 1, handlerMs: 0 });
    expect(values.filter((value) => value.startsWith('1.3.'))).toEqual(Array.from({ length: 10 }, (_, i) => `1.3.${i}`));
  });

  test('a handler of 5 ms is waited for: as many at once as partitions are handled', async () => {
    const spent = async (topic: string, concurrently: number): Promise<number> => {
      const startMs = performance.now();
      await one.owner.lane.consume(topic, { count: 240, concurrently, handlerMs: 5 });
      return performance.now() - startMs;
    };
    expect(await spent('filled-1', 1)).toBeGreaterThan(240 * 5);
    expect(await spent('filled-24', 1)).toBeGreaterThan(240 * 5);
    expect(await spent('filled-24', 24)).toBeLessThan(240 * 5);
  });

  test('more messages than there are end in an error that says how many came, and not in a hang', async () => {
    await using session = await openKafka(server);
    const handled: string[] = [];
    const reading = session.consume('mhbench.l1.filled-6', {
      count: 241,
      concurrently: 6,
      mostMs: 2_000,
      handle: ({ key }) => void handled.push(key),
    });
    await expect(reading).rejects.toThrow(
      `kafka on ${endpoint} did not give 241 messages of mhbench.l1.filled-6: no answer within 2 s (240 were handled)`,
    );
    expect(handled).toHaveLength(240);
  });

  test('a handler that fails ends the reading with its reason', async () => {
    await using session = await openKafka(server);
    const handle = () => Promise.reject(new Error('the shelf is full'));
    await expect(session.consume('mhbench.l1.filled-6', { count: 5, concurrently: 6, handle })).rejects.toThrow(
      'the shelf is full',
    );
  });

  test('a topic that is there is not made again, nor used for another lane', async () => {
    await expect(one.owner.lane.createTopic('users', { partitions: 1 })).rejects.toThrow(
      /create the topic mhbench.l1.users: .*(exists|there already)/,
    );
    await expect(lane('l1')).rejects.toThrow('has a topic mhbench.l1.extra already');
    expect(await one.owner.lane.count('users')).toBe(counts.users);
  });

  test('the broker says what is set and by which name its cluster goes; its bytes are those of its logs', async () => {
    const { version, settings } = await kafka.facts(server);
    expect(version).toMatch(/cluster [\w-]{22}/);
    expect(settings).toMatchObject({ 'auto.create.topics.enable': 'false' });
    expect(Object.keys(settings)).not.toContain('listeners');
    const told = one.owner.lane.logBytes('filled-1');
    if (!tellsSizes) return await expect(told).rejects.toThrow(UntoldError);
    expect(await told).toBe((await logBytes(server))?.get('mhbench.l1.filled-1'));
    expect(await told).toBeGreaterThan(Array.from({ length: 240 }, (_, i) => filling(i + 1).value).join('').length);
  });

  test('a dropped lane leaves no topic and no group, and its neighbour alone', async () => {
    await one.drop();
    expect(await remains()).toEqual(['mhbench.l10.sessions', 'mhbench.l10.transactions', 'mhbench.l10.users']);
    await other.drop();
    expect(await remains()).toEqual([]);
    expect(await groupsOf(server)).toEqual([]);
    // The broker takes a topic's files away some time after the topic itself.
    const files = async () => [...((await logBytes(server))?.keys() ?? [])].filter((topic) => topic.startsWith('mhbench.l1'));
    await expect.poll(files, { timeout: 90_000, interval: 500 }).toEqual([]);
  });

  describe('a broker in trouble', () => {
    let handle: LaneHandle<'kafka'>;
    beforeAll(async () => {
      handle = await lane('halted');
      await handle.owner.lane.createTopic('sent', { partitions: 1 });
      await handle.owner.lane.send('sent', [{ key: 'k', value: 'before' }]);
    });

    test('halted, every call ends by its deadline and names it; resumed, it answers again', async () => {
      await halt(services.pids());
      const startMs = performance.now();
      try {
        const calls = [
          handle.owner.lane.send('sent', [{ key: 'k', value: 'v' }]),
          handle.owner.lane.count('sent'),
          handle.size(),
          kafka.connect(server, { client: {}, clients: 1 }),
        ];
        for (const { status, ...rest } of await Promise.allSettled(calls)) {
          expect(status).toBe('rejected');
          expect(String('reason' in rest ? rest.reason : '')).toContain(`kafka on ${endpoint} did not `);
        }
      } finally {
        signal('SIGCONT');
      }
      expect(performance.now() - startMs).toBeLessThan(15_000);
      await using session = await openKafka(server);
      expect(await session.count('mhbench.halted.sent')).toBeGreaterThanOrEqual(1);
      const read = () => handle.owner.lane.consume('sent', { count: 1, concurrently: 1, handlerMs: 0 });
      await expect.poll(read, { timeout: 60_000 }).toEqual(['before']);
    });

    test('killed, calls fail within seconds and a reading that waits does too', async () => {
      const before = new Set(await groupsOf(server));
      const joined = async () => (await groupsOf(server)).filter((group) => !before.has(group));
      const reading = handle.owner.lane.consume('sent', { count: 1_000, concurrently: 1, handlerMs: 0 });
      const failed = expect(reading).rejects.toThrow(`kafka on ${endpoint} did not give 1000 messages of mhbench.halted.sent`);
      // Beside the reading itself: should it fail before it is seen, its reason is told.
      await Promise.race([reading, expect.poll(joined, { timeout: 60_000 }).toHaveLength(1)]);
      signal('SIGKILL');
      const startMs = performance.now();
      await expect(handle.owner.lane.send('sent', [{ key: 'k', value: 'v' }])).rejects.toThrow(
        `kafka on ${endpoint} did not take 1 messages`,
      );
      await expect(handle.drop()).rejects.toThrow(endpoint);
      await failed;
      expect(performance.now() - startMs).toBeLessThan(40_000);
    });
  });
});

test('somebody who never says a word is not waited for longer than the deadline', async () => {
  const mute = createServer();
  await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
  const bound = mute.address();
  const silent = { host: '127.0.0.1', port: typeof bound === 'object' && bound !== null ? bound.port : 0 };
  const startMs = performance.now();
  await expect(openKafka(silent)).rejects.toThrow(`kafka on 127.0.0.1:${silent.port} did not answer`);
  await expect(logBytes(silent)).rejects.toThrow('did not tell the size of its logs: no answer within');
  expect(performance.now() - startMs).toBeLessThan(30_000);
  mute.close();
});
