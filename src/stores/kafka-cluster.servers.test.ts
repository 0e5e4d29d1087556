// A Kafka lane on three brokers: led by the broker that was named, and after that one was killed found whole by a connection made then.
import kafkajs from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { halt } from '../testing/halted.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { eventually } from '../testing/topologies.ts';
import { kafka } from './kafka.ts';
import type { LaneHandle } from './store.ts';

const counts = countsAt(0.001);
let services: TestServices;
let lane: LaneHandle<'kafka'>;

beforeAll(async () => {
  services = await testServices('kafka', counts);
  lane = await kafka.createLane({ name: 'main', counts, tables: [], servers: { 'kafka-cluster': {} }, own: true }, services);
}, 120_000);
afterAll(async () => {
  await lane.owner.close();
  await services[Symbol.asyncDispose]();
});

async function asked<T>(brokers: readonly string[], question: (admin: kafkajs.Admin) => Promise<T>): Promise<T> {
  const admin = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  const answer = await question(admin);
  await admin.disconnect();
  return answer;
}
const topicOf = (topic: string) => `${lane.address.schema}.${topic}`;

async function leadersOf(topic: string): Promise<readonly number[]> {
  const brokers = Object.values(lane.address.via ?? {}).map(({ host, port }) => `${host}:${port}`);
  const { topics } = await asked(brokers, (admin) => admin.fetchTopicMetadata({ topics: [topicOf(topic)] }));
  return topics.flatMap(({ partitions }) => partitions.map(({ leader }) => leader));
}
const numbered = (id: number) => [{ key: String(id), value: String(id) }];

test('a topic is led by the broker that was named, and by no other; one that is not there leads nothing', async () => {
  await lane.owner.lane.createTopic('first', { partitions: 3, leader: 1 });
  await lane.owner.lane.createTopic('third', { partitions: 2, leader: 3 });
  expect(await leadersOf('first')).toEqual([1, 1, 1]);
  expect(await leadersOf('third')).toEqual([3, 3]);
  await expect(lane.owner.lane.createTopic('ninth', { partitions: 1, leader: 9 })).rejects.toThrow(
    'there is no broker 9 to lead it, but 1, 2, 3',
  );
});

test('a client that numbers its messages sends each once, and cannot do with the leader alone', async () => {
  const numbering = await kafka.connect(lane.address, { client: { idempotent: true }, clients: 4 });
  await Promise.all(Array.from({ length: 20 }, (_, i) => numbering.lane.send('third', numbered(i))));
  await numbering.close();
  expect(await lane.owner.lane.count('third')).toBe(20);
  const careless = await kafka.connect(lane.address, { client: { idempotent: true, acks: 1 }, clients: 1 });
  await expect(careless.lane.send('third', numbered(21))).rejects.toThrow('Not requiring ack for all messages');
  await careless.close();
});

test('what the leader alone had acknowledged is counted once its copies have it', async () => {
  await lane.owner.lane.createTopic('alone', { partitions: 1, leader: 1 });
  const careless = await kafka.connect(lane.address, { client: { acks: 1 }, clients: 1 });
  await careless.lane.send('alone', numbered(0));
  expect(await careless.lane.count('alone')).toBe(1);
  const copies = services.pids().slice(1);
  await halt(copies);
  for (let id = 1; id < 20; id += 1) await careless.lane.send('alone', numbered(id));
  const { host, port } = lane.address;
  const [told] = await asked([`${host}:${port}`], (admin) => admin.fetchTopicOffsets(topicOf('alone')));
  expect(told?.high).toBe('1');
  const counting = careless.lane.count('alone');
  for (const pid of copies) process.kill(pid, 'SIGCONT');
  expect(await counting).toBe(20);
  await careless.close();
});

test('when its leader was killed, a connection made then finds whatever all copies had acknowledged, and can send', async () => {
  for (let id = 0; id < 30; id += 1) await lane.owner.lane.send('first', numbered(id));
  const [leader] = services.pids();
  process.kill(leader ?? 0, 'SIGKILL');
  const reopened = await lane.reopen?.();
  expect(await reopened?.lane.count('first')).toBe(30);
  const values = await reopened?.lane.consume('first', { count: 30, concurrently: 1, handlerMs: 0 });
  expect(values?.map(Number).sort((one, other) => one - other)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  expect(await reopened?.lane.send('first', numbered(30))).toBe(1);
  expect(await leadersOf('first')).not.toContain(1);
  await reopened?.close();
  const sent = () => lane.owner.lane.send('first', numbered(31)).catch(() => 0);
  expect(await eventually(sent, (count) => count === 1)).toBe(1);
}, 120_000);
