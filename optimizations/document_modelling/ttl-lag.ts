import { byOwnJob, byTtl, deletedByOwnJob, dueUntilGone, insertExpiring } from '../../benches/mongodb/expiry.ts';
import { defineOptimization } from '../../src/define.ts';

/**
 * mongod looks for what is due every 60 s (`ttlMonitorSleepSecs`), whenever that is: half a minute on average, and then all at once. A
 * repeat takes as long, so this needs minutes.
 */
export default defineOptimization({
  question: 'A TTL index says when documents are due: how long are they still there, and what does deleting them oneself give?',
  store: 'mongodb',
  copies: [],
  proper: 'its clock for what is due is an imitation, whose lag says nothing of MongoDB’s',
  baseline: { name: 'TTL index', apply: byTtl },
  candidates: [{ name: 'deleted by the application', apply: byOwnJob, answers: { dueUntilGone: deletedByOwnJob } }],
  gain: { dueUntilGone },
  price: { insertExpiring },
  claims: [
    { metric: 'dueUntilGone.ms', timesBetter: { atLeast: 20 } },
    { metric: 'insertExpiring.p50', timesWorse: { atMost: 1.25 } },
  ],
  adopt: 'the TTL index for whatever may stay a minute longer, with the date in every query for which that is too long',
  avoid: 'a TTL index where a document that is due must not be read: the date must be asked for, or the application deletes',
});
