import { readBy, readOneSession, readTwentySessions } from '../../benches/redis/twenty-sessions.ts';
import { defineOptimization } from '../../src/define.ts';

/** A connection answers in the order of its commands, and need not be waited for between them: what is sent together travels together. */
export default defineOptimization({
  question: 'Twenty cached values are wanted: what does it save not to wait for one before asking for the next?',
  store: 'redis',
  copies: ['sessions'],
  baseline: {
    name: 'one after another',
    answers: readBy(async (keys, lane) => {
      const found: unknown[] = [];
      for (const key of keys) found.push(await lane.get(key));
      return found;
    }),
  },
  candidates: [
    { name: 'sent together', answers: readBy((keys, lane) => Promise.all(keys.map((key) => lane.get(key)))) },
    { name: 'MGET', answers: readBy((keys, lane) => lane.command('MGET', ...keys)) },
  ],
  gain: { readTwentySessions },
  price: { readOneSession },
  claims: [
    // No network lies between: what is saved is the waiting of client and server for each other, and each command is still written and read.
    { candidate: 'sent together', metric: 'readTwentySessions.p50', timesBetter: { atLeast: 1.5 } },
    { candidate: 'MGET', metric: 'readTwentySessions.p50', timesBetter: { atLeast: 4 } },
    { metric: 'readOneSession.p50', timesWorse: { atMost: 1.25 } },
  ],
  expected: [{ candidate: 'sent together', metric: 'readTwentySessions.p50', timesBetter: 5.4 }],
  adopt: 'wherever several values are known to be wanted; MGET where they are plain values',
  avoid: 'thousands of keys in one command: nobody else is answered until it is done; and MGET over the slots of a cluster',
});
