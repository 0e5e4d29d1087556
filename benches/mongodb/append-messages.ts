import { conversationCount } from '../../seeders/conversations.ts';
import { type AnswerTo, defineBench } from '../../src/define.ts';

const FIRST_ID = 2_000_000_000;
const documentOf = (conversation: number, n: number) => ({
  ...{ _id: FIRST_ID + n, conversation, n: 1_000 + n, role: 'user' },
  text: `Has order ${n} left the warehouse?`,
});

const messagesOf = (messages: number, description: string) =>
  defineBench({
    store: 'mongodb',
    description,
    writes: true,
    ask: (pick) => {
      const conversation = pick.between(1, conversationCount(pick.rows('sessions')));
      return Array.from({ length: messages }, (_, i) => documentOf(conversation, pick.ordinal * messages + i));
    },
    same: () => 'done',
    leaves: {
      aggregate: 'messages',
      pipeline: [
        { $match: { _id: { $gte: FIRST_ID } } },
        { $group: { _id: null, messages: { $sum: 1 }, numbers: { $sum: '$n' } } },
      ],
    },
    headline: 'mean',
  });
export const appendThirty = messagesOf(30, 'Append 30 messages that are known at once');
export const appendSingle = messagesOf(1, 'Append one message');

type Answer = AnswerTo<typeof appendThirty>;
/** The last reply stands for all of them: what is left behind is compared. */
export const oneByOne: Answer = async (documents, lane) => {
  let last: Awaited<ReturnType<typeof lane.run>> = [];
  for (const each of documents) last = await lane.run({ insert: 'messages', documents: [each] });
  return last;
};
export const together: Answer = (documents) => ({ insert: 'messages', documents });
/** One that is refused stops none of the others. */
export const inAnyOrder: Answer = (documents) => ({ insert: 'messages', documents, ordered: false });
