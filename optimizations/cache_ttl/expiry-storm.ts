import { readDuringStorm, spreadOver } from '../../benches/redis/expiry-storm.ts';
import { readSession } from '../../benches/redis/sessions.ts';
import { defineOptimization } from '../../src/define.ts';

/** Redis takes out what has ended in slices of its own time, so many a second: who asks meanwhile waits for the slice. */
export default defineOptimization({
  question: 'Very many keys end at once: how long do readers of other keys wait, and what shortens it?',
  store: 'redis',
  copies: ['users', 'sessions'],
  baseline: { name: 'hz 10, all at once', servers: { redis: { hz: 10 } } },
  candidates: [
    { name: 'hz 100, all at once', servers: { redis: { hz: 100 } } },
    { name: 'effort 10, all at once', servers: { redis: { hz: 10, 'active-expire-effort': 10 } } },
    { name: 'spread over 5 s', servers: { redis: { hz: 10 } }, apply: spreadOver(5_000) },
  ],
  gain: { readDuringStorm },
  price: { readSession },
  claims: [{ metric: 'readDuringStorm.errors', value: { atMost: 0 } }],
  expected: [
    { candidate: 'hz 100, all at once', metric: 'readDuringStorm.maxMs', value: 20 },
    { candidate: 'effort 10, all at once', metric: 'readDuringStorm.maxMs', value: 65 },
    { candidate: 'spread over 5 s', metric: 'readDuringStorm.maxMs', value: 31 },
  ],
  adopt: 'a jitter of some part of the TTL on whatever is written together; hz 100 where that cannot be had',
  avoid: 'a higher effort against waiting: it frees memory sooner, by longer slices',
});
