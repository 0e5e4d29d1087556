import { writeUndisturbed } from '../../benches/redis/writes-through-failover.ts';
import { writesToKilled, writesToOthers } from '../../benches/redis/writes-through-node-loss.ts';
import { defineOptimization } from '../../src/define.ts';

const missedAfter = (ms: number) => ({ 'cluster-node-timeout': ms });

/** Three masters, each with a replica. The others must agree that one is gone, and vote for its replica; until then a third of the keys has no master. */
export default defineOptimization({
  question: 'A master of a Redis Cluster is killed: how long can nobody write its keys, and what becomes of all the others?',
  store: 'redis',
  copies: [],
  baseline: { name: 'missed after 3 s', servers: { 'redis-cluster': missedAfter(3_000) } },
  candidates: [
    { name: 'missed after 1 s', servers: { 'redis-cluster': missedAfter(1_000) } },
    {
      name: 'missed after 3 s, the others go on',
      servers: { 'redis-cluster': { ...missedAfter(3_000), 'cluster-require-full-coverage': 'no' } },
    },
  ],
  gain: { writesToKilled, writesToOthers },
  price: { writeUndisturbed },
  claims: [
    { candidate: 'missed after 1 s', metric: 'writesToKilled.outageMs', value: { atLeast: 1_000, atMost: 5_000 } },
    { candidate: 'missed after 3 s, the others go on', metric: 'writesToKilled.outageMs', value: { atLeast: 3_000 } },
    // A replica waits half a second and up to another before it asks for votes, and so long nobody writes anything.
    { candidate: 'missed after 1 s', metric: 'writesToOthers.outageMs', value: { atLeast: 300 } },
    { candidate: 'missed after 3 s, the others go on', metric: 'writesToOthers.outageMs', value: { atMost: 500 } },
    // The replica has a write a moment after the client has its answer: what was acknowledged in that moment may go.
    { metric: 'writesToKilled.lost', value: { atMost: 100 } },
    { metric: 'writesToOthers.lost', value: { atMost: 0 } },
    { metric: 'writeUndisturbed.p50', timesWorse: { atMost: 1.25 } },
  ],
  expected: [
    { candidate: 'missed after 1 s', metric: 'writesToKilled.outageMs', value: 2350 },
    { candidate: 'missed after 3 s, the others go on', metric: 'writesToKilled.outageMs', value: 5100 },
  ],
  adopt:
    'cluster-node-timeout 1 s where nodes are near each other; cluster-require-full-coverage no where most calls need one key; and an application that tries again, because the driver gives up after a second or two',
  avoid: 'a timeout below the longest pause of a healthy master; partial coverage where an answer needs keys of several masters',
});
