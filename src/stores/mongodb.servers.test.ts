/** What MongoDB's lanes promise beyond the contract of every store, on the server that can be had here: a mongod, or SecantusDB in its place. */
import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversations } from '../../seeders/conversations.ts';
import { countsAt, type Dataset, dataset } from '../../seeders/domain.ts';
import { seed } from '../../seeders/mongodb.ts';
import { TEST_DATA_SEED, type TestServices, testServices } from '../testing/servers.ts';
import { mongodb } from './mongodb.ts';
import { isRefusal } from './mongodb-facts.ts';
import { probeMongodb } from './mongodb-probe.ts';
import { openMongo } from './mongodb-session.ts';
import type { Address, LaneHandle } from './store.ts';

const counts = countsAt(0.05);
const data = dataset(TEST_DATA_SEED, counts);
const talks = conversations(data);
const messages = Array.from({ length: talks.count }, (_, i) => talks.length(i + 1)).reduce((a, b) => a + b, 0);
const byConversation = { createIndexes: 'messages', indexes: [{ key: { conversation: 1, n: -1 }, name: 'by_conversation' }] };
const ofConversation = (conversation: number) => ({ find: 'messages', filter: { conversation } });

let services: TestServices;
let server: Address;
const lane = (name: string) => mongodb.createLane({ name, counts, tables: ['sessions'], servers: {} }, services);
let one: LaneHandle<'mongodb'>;
let other: LaneHandle<'mongodb'>;

beforeAll(async () => {
  services = await testServices('mongodb', counts);
  server = await services.server('mongodb', { settings: {} });
  one = await lane('one');
  other = await lane('other');
});
afterAll(async () => {
  await services[Symbol.asyncDispose]();
});

test('what was loaded was counted and read back, in both lanes alike', () => {
  const [first, second] = services.loads;
  expect(first?.tables.map(({ table, rows }) => [table, rows])).toEqual([
    ['chatbot_sessions', talks.count],
    ['messages', messages],
  ]);
  for (const { digest, bytes, rows } of first?.tables ?? []) {
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(bytes).toBeGreaterThan(rows * 100);
  }
  expect(second?.tables).toEqual(first?.tables);
});

test('a document in a lane is the document of the data set', async () => {
  expect(await one.owner.run({ find: 'chatbot_sessions', filter: { _id: 7 } })).toEqual([talks.session(7)]);
  const found = await one.owner.run({ ...ofConversation(7), sort: { n: 1 } });
  expect(found).toEqual(Array.from({ length: talks.length(7) }, (_, i) => talks.message(7, i + 1)));
  expect(one.owner.lane.rows('sessions')).toBe(counts.sessions);
});

test('a load over documents that are there already is refused', async () => {
  await expect(seed(one.address, data, ['sessions'])).rejects.toThrow(/mongodb refused \d+ of a command's writes.*duplicate/i);
});

test('a load that arrived otherwise than it was sent is told', async () => {
  let calls = 0;
  // Another name at each call: what is digested is not what was sent.
  const renamed: Dataset['row'] = (table, id) => {
    calls += 1;
    return { ...data.row(table, id), username: `name${calls}` };
  };
  const changed: Dataset = { ...data, row: renamed };
  const target = { ...server, database: 'mhbench_lane_changed' };
  await expect(seed(target, changed, ['sessions'])).rejects.toThrow('holds other documents than were loaded (seed 42)');
  await using session = await openMongo(target);
  await session.reply({ dropDatabase: 1 });
});

test('a cursor of many batches is drained', async () => {
  expect(await one.owner.run({ find: 'messages', batchSize: 100 })).toHaveLength(messages);
  const counted = { aggregate: 'messages', pipeline: [{ $group: { _id: null, n: { $sum: 1 } } }] };
  expect(await one.owner.lane.run(counted)).toEqual([{ _id: null, n: messages }]);
});

test('a reply tells what was done, and nothing of the moment', async () => {
  expect(await one.owner.run({ insert: 'scratch', documents: [{ _id: 1 }] })).toEqual([{ n: 1 }]);
  await expect(one.owner.run({ insert: 'scratch', documents: [{ _id: 1 }] })).rejects.toThrow(/refused 1 .*E11000/);
  await expect(one.owner.run({ noSuchCommand: 1 })).rejects.toThrow(`mongodb on ${server.host}:${server.port}: `);
  await one.owner.run({ drop: 'scratch' });
});

test('a change of structure is told, and gone when it is taken back', async () => {
  const before = await one.describe();
  expect(before).toEqual([
    'collection chatbot_sessions',
    'collection messages',
    'index chatbot_sessions._id_: { _id: 1 }',
    'index messages._id_: { _id: 1 }',
  ]);
  await one.owner.run(byConversation);
  await one.owner.run({ collMod: 'messages', validator: { n: { $gte: 1 } } });
  const told = await one.describe();
  expect(told.filter((line) => !before.includes(line))).toEqual([
    expect.stringMatching(/^collection messages \{.*validator: \{ n: \{ \$gte: 1 \} \}/),
    'index messages.by_conversation: { conversation: 1, n: -1 }',
  ]);
  expect(await other.describe()).toEqual(before);
  await one.owner.run({ dropIndexes: 'messages', index: 'by_conversation' });
  await one.owner.run({ collMod: 'messages', validator: {} });
  expect((await one.describe()).filter((line) => line.startsWith('index'))).toEqual(
    before.filter((line) => line.startsWith('index')),
  );
});

test('explain shows the scan of a collection, and of the index when there is one', async () => {
  const scan = await other.owner.plan?.(ofConversation(7), true);
  expect(scan).toMatchObject({ label: 'COLLSCAN', detail: 'messages', estimatedRows: null, actualRows: talks.length(7) });
  expect(scan?.facts).toContain(`Documents Examined In All: ${messages}`);
  await other.owner.run(byConversation);
  const fetch = await other.owner.plan?.(ofConversation(7), true);
  expect(fetch).toMatchObject({ label: 'FETCH', children: [{ label: 'IXSCAN', detail: 'by_conversation on messages' }] });
  expect(fetch?.facts).toContain(`Documents Examined In All: ${talks.length(7)}`);
  expect((await other.owner.plan?.(ofConversation(7), false))?.actualRows).toBeNull();
});

test('a write is explained and never run', async () => {
  const insert = { insert: 'messages', documents: [{ _id: -1 }] };
  expect(await one.owner.plan?.(insert, false)).toMatchObject({ label: 'insert', children: [] });
  const update = { update: 'messages', updates: [{ q: { _id: 1001 }, u: { $set: { text: 'changed' } } }] };
  expect((await one.owner.plan?.(update, false))?.label).toMatch(/^(update|UPDATE)$/);
  expect(await one.owner.run({ find: 'messages', filter: { $or: [{ _id: -1 }, { text: 'changed' }] } })).toEqual([]);
});

test('the server says what it is, and a stand-in that it is not MongoDB', async () => {
  const { version, settings } = await mongodb.facts(one.address);
  await using session = await openMongo(server);
  const isStandIn = 'secantusVersion' in (await session.reply({ buildInfo: 1 }));
  expect(version).toMatch(isStandIn ? /^SecantusDB \d.* \(MongoDB protocol\), not MongoDB$/ : /^\d+\.\d+\.\d+/);
  expect('standsInFor' in settings).toBe(isStandIn);
  expect(Object.keys(settings).length).toBeGreaterThan(3);
  expect(await probeMongodb(server)).toMatchObject({ version });
});

test('a lane has the bytes of its documents', async () => {
  const documents = services.loads[0]?.tables.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) ?? 0;
  const { settings } = await mongodb.facts(other.address);
  const found = await other.size();
  if ('standsInFor' in settings) expect(found).toBe(documents);
  // Compressed, and with its indexes.
  else expect(found ?? 0).toBeGreaterThan(documents / 20);
});

test('a command that the server does not know is told from one that failed', async () => {
  const thrown = (command: Readonly<Record<string, unknown>>) => one.owner.run(command).catch((error: unknown) => error);
  expect(isRefusal(await thrown({ noSuchCommand: 1 }))).toBe(true);
  expect(isRefusal(await thrown({ find: 'messages', filter: { $noSuchOperator: 1 } }))).toBe(false);
});

test('a database that holds collections is not used for a lane, and keeps them', async () => {
  await expect(lane('other')).rejects.toThrow(/the database mhbench_lane_other on .* holds 2 collections already/);
  expect(await other.owner.run({ count: 'messages' })).toEqual([{ n: messages }]);
});

test('a server that falls silent is given up at the deadline', async () => {
  await using between = await relay(server);
  await using session = await openMongo({ ...server, port: between.port }, { answerTimeoutMs: 700 });
  between.fallSilent();
  const started = performance.now();
  await expect(session.run({ ping: 1 })).rejects.toThrow(/timed out/);
  expect(performance.now() - started).toBeLessThan(5_000);
});

interface Relay extends AsyncDisposable {
  readonly port: number;
  fallSilent(): void;
}

/** The same server behind a port of our own, which may fall silent without harm to it. */
async function relay({ host, port }: Address): Promise<Relay> {
  const sockets = new Set<Socket>();
  let silent = false;
  const listener = createServer((near) => {
    const far = dial(port, host);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => sockets.delete(socket));
    }
    near.pipe(far);
    far.on('data', (chunk) => void (silent || near.write(chunk)));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const at = listener.address();
  return {
    port: typeof at === 'object' && at !== null ? at.port : 0,
    fallSilent() {
      silent = true;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(listener, 'close');
      listener.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
