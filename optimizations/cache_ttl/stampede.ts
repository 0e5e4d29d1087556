import { oneFlight, oneLock, readEndedKey, readQuietKey, staleMeanwhile } from '../../benches/redis/stampede.ts';
import { defineOptimization } from '../../src/define.ts';

export default defineOptimization({
  question: 'A key that many want has ended: who makes it anew, and what do the others do meanwhile?',
  store: 'redis',
  copies: [],
  baseline: { name: 'everybody' },
  candidates: [
    { name: 'one of this process', answers: oneFlight },
    { name: 'one who holds a lock', answers: oneLock },
    {
      name: 'one, the others take the old value',
      answers: staleMeanwhile,
      risk: 'the others are told a value that has ended, until the new one is there',
    },
  ],
  gain: { readEndedKey },
  price: { readQuietKey },
  claims: [
    { metric: 'readEndedKey.p50', timesBetter: { atLeast: 5 } },
    { metric: 'readEndedKey.made', timesBetter: { atLeast: 5 } },
    { candidate: 'one of this process', metric: 'readQuietKey.p50', timesWorse: { atMost: 1.25 } },
  ],
  expected: [
    { candidate: 'one of this process', metric: 'readEndedKey.made', timesBetter: 26 },
    { candidate: 'one who holds a lock', metric: 'readEndedKey.made', timesBetter: 20 },
    { candidate: 'one, the others take the old value', metric: 'readEndedKey.made', timesBetter: 26 },
  ],
  adopt: 'one of this process always: it costs nothing; the old value meanwhile where a second of age hurts nobody',
  avoid: 'the lock alone where its holder may die: everybody waits until it ends',
});
