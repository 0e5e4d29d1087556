import { writesThroughFailover, writeUndisturbed } from '../../benches/redis/writes-through-failover.ts';
import { defineOptimization } from '../../src/define.ts';

const missedAfter = (ms: number) => ({ 'redis-sentinel': { 'down-after-milliseconds': ms } });

/** A master, two replicas and three sentinels. The sentinels must agree that the master is gone, choose one of them to act, and that one a replica. */
export default defineOptimization({
  question: 'A Redis master is killed: how long can nobody write, and which acknowledged writes are gone?',
  store: 'redis',
  copies: [],
  baseline: { name: 'missed after 5 s', servers: missedAfter(5_000) },
  candidates: [
    { name: 'missed after 1 s', servers: missedAfter(1_000) },
    {
      name: 'missed after 1 s, a replica must have it',
      servers: { ...missedAfter(1_000), redis: { 'min-replicas-to-write': 1, 'min-replicas-max-lag': 1 } },
    },
  ],
  gain: { writesThroughFailover },
  price: { writeUndisturbed },
  claims: [
    // Published of many: the time after which a master is missed, and one to one and a half seconds more.
    { candidate: 'missed after 1 s', metric: 'writesThroughFailover.outageMs', value: { atLeast: 2_000, atMost: 3_000 } },
    // Replicas have a write a moment after the client has its answer: what was acknowledged in that moment may go.
    { metric: 'writesThroughFailover.lost', value: { atMost: 100 } },
    { metric: 'writeUndisturbed.p50', timesWorse: { atMost: 1.25 } },
  ],
  expected: [{ candidate: 'missed after 1 s', metric: 'writesThroughFailover.outageMs', value: 2250 }],
  adopt: 'missed after 1 s where the network is quiet: the outage is that second and one to one and a half more',
  avoid: 'less than the longest pause of a healthy master (a slow command, a fork, a swapped page): each would be a failover',
});
