import { popularReads, popularReadsBesideScan } from '../../benches/redis/cache-accesses.ts';
import { openSessionOfMany } from '../../benches/redis/sessions.ts';
import { defineOptimization } from '../../src/define.ts';

const policy = (name: string, value: string) => ({ name, servers: { redis: { 'maxmemory-policy': value } } });

/** 2,000 keys of 2 kB are about 5 MB with what Redis needs itself: each value of the sweep holds another part of them. */
export default defineOptimization({
  question: 'A cache is too small: whom should it forget?',
  store: 'redis',
  copies: [],
  sweep: {
    over: 'megabytes',
    values: [2, 3, 4, 6],
    given: (megabytes) => ({ servers: { redis: { maxmemory: `${megabytes}mb` } } }),
  },
  baseline: policy('anybody', 'allkeys-random'),
  candidates: [policy('least recently used', 'allkeys-lru'), policy('least frequently used', 'allkeys-lfu')],
  gain: { popularReads, popularReadsBesideScan },
  price: { openSessionOfMany },
  claims: [
    { candidate: 'least frequently used', metric: 'popularReadsBesideScan.mean', at: 3, timesBetter: { atLeast: 1 } },
    { candidate: 'least recently used', metric: 'popularReadsBesideScan.hitRatio', at: 3, value: { atMost: 0.31 } },
    { candidate: 'least frequently used', metric: 'popularReadsBesideScan.hitRatio', at: 3, value: { atLeast: 0.33 } },
  ],
  adopt: 'allkeys-lfu where popular keys share the cache with scans; allkeys-lru is as good where they do not',
  avoid: 'noeviction on a cache (writes fail when it is full), and volatile-* where keys have no TTL',
});
