/** Three brokers of Kafka, as their clients meet them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { probes } from '../../testing/probes.ts';
import { copiesOf, startedTopology, type TestTopology } from '../../testing/topologies.ts';

let cluster: TestTopology;
const brokers = () => ['broker-1', 'broker-2', 'broker-3'].map((name) => cluster.endpoint(name));
beforeAll(async () => {
  cluster = await startedTopology('kafka-cluster');
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

test('a topic of three copies has all three in sync, and takes a message that all must have', async () => {
  expect(await copiesOf(brokers(), 'copied')).toEqual([
    [1, 2, 3],
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test('each broker has its own number and the same rules: three copies, of which two must have a write', async () => {
  const settings = await Promise.all(brokers().map((broker) => probes.kafka(broker)));
  expect(settings.map((each) => each['node.id'])).toEqual(['1', '2', '3']);
  for (const each of settings)
    expect(each).toMatchObject({
      'default.replication.factor': '3',
      'min.insync.replicas': '2',
      'broker.session.timeout.ms': '3000',
    });
});

test('after the stop nothing is left', async () => expect(await cluster.stopped()).toEqual([]));
