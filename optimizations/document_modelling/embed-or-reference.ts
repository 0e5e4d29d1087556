import { appendMessage, openConversation } from '../../benches/mongodb/conversations.ts';
import { defineOptimization } from '../../src/define.ts';

const indexed = [{ createIndexes: 'messages', indexes: [{ key: { conversation: 1, n: -1 }, name: 'by_conversation' }] }];
const shown = { _id: 0, user: 1, 'messages.n': 1, 'messages.role': 1, 'messages.text': 1 };

/** The data set keeps one document a message beside its conversation; the last candidate moves them inside. */
export default defineOptimization({
  question: 'Keep messages inside their conversation, or beside it?',
  store: 'mongodb',
  copies: ['sessions'],
  baseline: { name: 'beside, two queries', apply: indexed },
  candidates: [
    {
      name: 'beside, $lookup',
      apply: indexed,
      answers: {
        openConversation: ({ conversation }) => ({
          aggregate: 'chatbot_sessions',
          pipeline: [
            { $match: { _id: conversation } },
            { $lookup: { from: 'messages', localField: '_id', foreignField: 'conversation', as: 'messages' } },
            { $project: shown },
          ],
        }),
      },
    },
    {
      name: 'embedded',
      apply: [
        {
          aggregate: 'messages',
          pipeline: [
            { $sort: { _id: 1 } },
            { $group: { _id: '$conversation', messages: { $push: { n: '$n', role: '$role', text: '$text' } } } },
            { $merge: { into: 'chatbot_sessions', whenMatched: 'merge', whenNotMatched: 'fail' } },
          ],
        },
        { drop: 'messages' },
      ],
      answers: {
        openConversation: ({ conversation }) => ({ find: 'chatbot_sessions', filter: { _id: conversation }, projection: shown }),
        appendMessage: ({ conversation, message }) => ({
          update: 'chatbot_sessions',
          updates: [{ q: { _id: conversation }, u: { $push: { messages: message } } }],
        }),
      },
    },
  ],
  gain: { openConversation },
  price: { appendMessage },
  claims: [{ candidate: 'embedded', metric: 'openConversation.p50', timesBetter: { atLeast: 1.3 } }],
  adopt:
    'embed what is bounded and read together; where the server named above is SecantusDB, the direction carries over to MongoDB, the factor does not',
  avoid: 'embedding what grows without bound: every append rewrites the document, and a document ends at 16 MB',
});
