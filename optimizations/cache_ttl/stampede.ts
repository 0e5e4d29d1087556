import { oneFlight, oneLock, readHotKey, readQuietKey, staleMeanwhile } from '../../benches/redis/stampede.ts';
import { type AnswerTo, defineOptimization } from '../../src/define.ts';

const by = (answer: AnswerTo<typeof readHotKey>) => ({ readHotKey: answer, readQuietKey: answer });

export default defineOptimization({
  question: 'A key that many want has ended: who makes it anew, and what do the others do meanwhile?',
  store: 'redis',
  copies: [],
  baseline: { name: 'everybody' },
  candidates: [
    { name: 'one of this process', answers: by(oneFlight) },
    { name: 'one who holds a lock', answers: by(oneLock) },
    {
      name: 'one, the others take the old value',
      answers: by(staleMeanwhile),
      risk: 'the others are told a value that has ended, until the new one is there',
    },
  ],
  gain: { readHotKey },
  price: { readQuietKey },
  claims: [
    { candidate: 'one of this process', metric: 'readHotKey.perSecond', timesBetter: { atLeast: 2 } },
    { candidate: 'one, the others take the old value', metric: 'readHotKey.perSecond', timesBetter: { atLeast: 1.5 } },
    { candidate: 'one of this process', metric: 'readQuietKey.p50', timesWorse: { atMost: 1.25 } },
  ],
  adopt: 'one of this process always: it costs nothing; the old value meanwhile where a second of age hurts nobody',
  avoid: 'the lock alone where its holder may die: everybody waits until it ends',
});
