import { eventsThroughLeaderKill } from '../../benches/kafka/events-through-leader-kill.ts';
import { produceSingle } from '../../benches/kafka/produce-by-request.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

/** One partition, three copies, `broker-1` leads: while nobody leads, nobody can send. */
const ledByOne = (lane: Lane<'kafka'>) => lane.createTopic('orders', { partitions: 1, leader: 1 });

/** Three brokers, two of which must have an event (`min.insync.replicas`) where the client waits for all; a dead broker is missed after 3 s. */
export default defineOptimization({
  question: 'A Kafka leader is killed: how long can nobody send, which acknowledged events are gone, and which are there twice?',
  store: 'kafka',
  copies: [],
  given: { servers: { 'kafka-cluster': {} } },
  baseline: { name: 'the leader alone', client: { acks: 1 }, apply: ledByOne },
  candidates: [
    { name: 'all in-sync copies', client: { acks: -1 }, apply: ledByOne },
    {
      name: 'all in-sync copies, numbered',
      client: { acks: -1, idempotent: true },
      apply: ledByOne,
      risk: 'an event whose number kafkajs took back and gave to another one is gone when the leader dies, although it was acknowledged',
    },
  ],
  gain: { eventsThroughLeaderKill },
  price: { produceSingle },
  claims: [
    { candidate: 'all in-sync copies', metric: 'eventsThroughLeaderKill.lost', value: { atMost: 0 } },
    { metric: 'eventsThroughLeaderKill.outageMs', value: { atLeast: 1_000, atMost: 10_000 } },
    { candidate: 'all in-sync copies, numbered', metric: 'eventsThroughLeaderKill.duplicated', value: { atMost: 0 } },
    { candidate: 'all in-sync copies', metric: 'produceSingle.p50', timesWorse: { atMost: 8 } },
  ],
  adopt:
    'all in-sync copies with min.insync.replicas 2 for what must not be lost: the outage is the same, and readers must bear an event twice',
  avoid:
    'relying on the numbers alone: kafkajs takes a number back after an error, so that another event may bear it and be taken for the one that arrived',
});
