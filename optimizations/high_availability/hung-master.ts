import { writesThroughHang, writeUndisturbed } from '../../benches/redis/writes-through-failover.ts';
import { defineOptimization } from '../../src/define.ts';

const detects = (failoverDetector: boolean) => ({ failoverDetector, commandTimeout: 300 });

/** Sentinels choose another master within seconds; a client that waits for its connection to break is never told. */
export default defineOptimization({
  question: 'A Redis master hangs with its connections open: when do clients write to the new one?',
  store: 'redis',
  copies: [],
  given: { servers: { 'redis-sentinel': { 'down-after-milliseconds': 1_000 } } },
  baseline: { name: 'as ioredis comes', client: detects(false) },
  candidates: [{ name: 'failover detector', client: detects(true) }],
  gain: { writesThroughHang },
  price: { writeUndisturbed },
  claims: [
    { metric: 'writesThroughHang.outageMs', value: { atLeast: 1_000, atMost: 7_000 } },
    // The old master goes on when it wakes, until it is told: whoever still writes there loses what it acknowledges.
    { metric: 'writesThroughHang.lost', value: { atMost: 0 } },
    { metric: 'writeUndisturbed.p50', timesWorse: { atMost: 1.25 } },
  ],
  expected: [{ candidate: 'failover detector', metric: 'writesThroughHang.outageMs', value: 4500 }],
  adopt: 'failoverDetector and a commandTimeout in every client behind sentinels: they cost nothing that was found',
  avoid: 'relying on the connection: a machine that is gone, frozen or cut off closes none',
});
