import { produce } from '../../benches/kafka/produce.ts';
import { produceSingle } from '../../benches/kafka/produce-by-request.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

const topics = async (lane: Lane<'kafka'>) => {
  await lane.createTopic('events', { partitions: 6 });
  await lane.createTopic('orders', { partitions: 1 });
};

/** Three brokers, three copies, two of which must have a message (`min.insync.replicas`). One machine holds all: a network would make this dearer. */
export default defineOptimization({
  question: 'What does it cost that copies have an event before it counts as sent?',
  store: 'kafka',
  copies: [],
  given: { servers: { 'kafka-cluster': {} } },
  baseline: { name: 'all in-sync copies', client: { acks: -1 }, apply: topics },
  candidates: [
    {
      name: 'the leader alone',
      client: { acks: 1 },
      apply: topics,
      risk: 'events that only the leader had, told as sent, are lost when that broker dies',
    },
  ],
  gain: { produce },
  price: { produceSingle },
  claims: [{ metric: 'produce.perSecond', timesBetter: { atLeast: 1 } }],
  expected: [{ candidate: 'the leader alone', metric: 'produce.perSecond', timesBetter: 1.9 }],
  adopt: 'all, wherever an event stands for something that happened; the leader alone for what can be sent again or be missed',
  avoid: 'the leader alone with anything that is told to a user as done: when that broker dies, what it alone had is gone',
});
