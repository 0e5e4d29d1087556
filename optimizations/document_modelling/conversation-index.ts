import { appendMessage, readConversation } from '../../benches/mongodb/conversations.ts';
import { defineOptimization } from '../../src/define.ts';

/**
 * Found by equality and compared in any order: a stand-in for MongoDB may sort, and stop early, without the help of an index. The size of
 * the index is no price here, because a stand-in cannot tell it.
 */
export default defineOptimization({
  question: 'What does an index on the conversation of each message save, and what does it cost?',
  store: 'mongodb',
  showcase: 'conversation, n descending',
  copies: ['sessions'],
  baseline: { name: 'no index' },
  candidates: [
    {
      name: 'conversation, n descending',
      apply: [{ createIndexes: 'messages', indexes: [{ key: { conversation: 1, n: -1 }, name: 'by_conversation' }] }],
      undo: [{ dropIndexes: 'messages', index: 'by_conversation' }],
    },
  ],
  gain: { readConversation },
  price: { appendMessage },
  claims: [
    { candidate: 'conversation, n descending', metric: 'readConversation.p50', timesBetter: { atLeast: 5 } },
    { candidate: 'conversation, n descending', metric: 'appendMessage.p50', timesWorse: { atMost: 1.5 } },
    { candidate: 'conversation, n descending', plan: 'IXSCAN' },
  ],
  adopt:
    'wherever messages stand beside their conversation; where the server named above is SecantusDB, the plan and the direction carry over to MongoDB, the factor does not',
  avoid: 'on collections that are written and never searched by conversation',
});
