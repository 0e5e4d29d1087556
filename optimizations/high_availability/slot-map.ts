import { openSession } from '../../benches/redis/sessions.ts';
import { readFromCluster } from '../../benches/redis/trips.ts';
import { defineOptimization } from '../../src/define.ts';

/** Of three masters two have not the key. A client that has no map of the slots, or makes a new one in each process, is told so by MOVED and asks again. */
export default defineOptimization({
  question: 'What does a client of a Redis Cluster pay that does not know which master has its key?',
  store: 'redis',
  showcase: 'slot map',
  showcaseBenches: ['readFromCluster'],
  copies: ['sessions'],
  given: { servers: { 'redis-cluster': {} } },
  baseline: { name: 'no map, follows MOVED', client: { slotMap: false } },
  candidates: [{ name: 'slot map', client: { slotMap: true } }],
  gain: { readFromCluster },
  price: { openSession },
  claims: [
    // One trip instead of one and two thirds.
    { metric: 'readFromCluster.trips', timesBetter: { atLeast: 1.4, atMost: 1.95 } },
    { metric: 'readFromCluster.p50', timesBetter: { atLeast: 1.2 } },
    { metric: 'openSession.p50', timesWorse: { atMost: 1.1 } },
  ],
  expected: [{ candidate: 'slot map', metric: 'readFromCluster.trips', timesBetter: 1.66 }],
  adopt: 'a driver that speaks to clusters (ioredis: Cluster), kept for the life of the process: nothing was found that it costs',
  avoid:
    'a plain client behind one address that follows MOVED, and a new client for each request, which must fetch the map first',
});
