import { datasetBytes, openSession, readSession } from '../../benches/redis/sessions.ts';
import { defineOptimization } from '../../src/define.ts';

const HOUR_MS = 3_600_000;

/** The TTLs are long and spread, so that none ends while it is measured: this asks what carrying them costs, not what expiry does. */
export default defineOptimization({
  question: 'Does a TTL on every key cost reads or memory?',
  store: 'redis',
  showcase: 'TTL on every key',
  showcaseBenches: ['readSession'],
  copies: ['users', 'sessions'],
  baseline: { name: 'no TTL' },
  candidates: [
    {
      name: 'TTL on every key',
      apply: (lane) =>
        lane.fill(lane.rows('sessions'), (id) => ['PEXPIRE', `session:${id}`, 12 * HOUR_MS + ((id * 7_919) % HOUR_MS)]),
      answers: { openSession: ({ key, value }) => ['SET', key, value, 'PX', 12 * HOUR_MS] },
    },
  ],
  gain: { readSession },
  price: { openSession, datasetBytes },
  claims: [
    { metric: 'readSession.p50', same: true },
    { metric: 'datasetBytes', timesWorse: { atMost: 1.3 } },
  ],
  adopt: 'on every key of a cache: reads do not pay for it',
  avoid: 'nowhere for speed; mind the bytes where keys are many and values small',
});
