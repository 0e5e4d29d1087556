import { conversationCount } from '../../seeders/conversations.ts';
import { defineBench, type Lane, type Pick } from '../../src/define.ts';

type Documents = readonly Readonly<Record<string, unknown>>[];

/** Any conversation that exists. */
const conversation = (pick: Pick): number => pick.between(1, conversationCount(pick.rows('sessions')));

/** By equality alone: the order is left to the reader, so that the answer depends on no sort of the server's. */
export const readConversation = defineBench({
  store: 'mongodb',
  description: 'All messages of one conversation, in any order',
  ask: (pick) => ({ conversation: conversation(pick) }),
  answer: ({ conversation }) => ({ find: 'messages', filter: { conversation }, projection: { _id: 0, n: 1, role: 1, text: 1 } }),
  same: 'unordered',
});

/** Messages in the order of their numbers, whoever put them into it. */
function inOrder(messages: unknown): unknown {
  return Array.isArray(messages) ? messages.map((each) => [each.n, each.role, each.text]).sort(([a], [b]) => a - b) : messages;
}

export const openConversation = defineBench({
  store: 'mongodb',
  description: 'A conversation: whose it is, and all its messages',
  ask: (pick) => ({ conversation: conversation(pick) }),
  answer: async ({ conversation }, lane) => {
    const heads = await lane.run({ find: 'chatbot_sessions', filter: { _id: conversation }, projection: { _id: 0, user: 1 } });
    const projection = { _id: 0, n: 1, role: 1, text: 1 };
    const messages = await lane.run({ find: 'messages', filter: { conversation }, projection });
    return heads.map((head) => ({ ...head, messages }));
  },
  same: (answer: Documents) => answer.map(({ user, messages }) => [user, inOrder(messages)]),
});

/** Appended messages are told by their numbers, beside their conversation or inside it. */
async function appended(lane: Lane<'mongodb'>): Promise<Documents> {
  const match = (n: string) => ({ $match: { [n]: { $gte: 1_000 } } });
  const sum = (n: string) => ({ $group: { _id: null, messages: { $sum: 1 }, numbers: { $sum: n } } });
  const inside = [
    { $match: { 'messages.n': { $gte: 1_000 } } },
    { $unwind: '$messages' },
    match('messages.n'),
    sum('$messages.n'),
  ];
  return [
    ...(await lane.run({ aggregate: 'messages', pipeline: [match('n'), sum('$n')] })),
    ...(await lane.run({ aggregate: 'chatbot_sessions', pipeline: inside })),
  ];
}

/** Numbered beyond those of the data set, so that both variants write the same messages. */
export const appendMessage = defineBench({
  store: 'mongodb',
  description: 'Append one short message to a conversation',
  writes: true,
  ask: (pick) => {
    const n = 1_000 + pick.ordinal;
    return { conversation: conversation(pick), message: { n, role: 'user', text: `Has order ${n} left the warehouse?` } };
  },
  answer: ({ conversation, message }) => ({
    insert: 'messages',
    documents: [{ _id: 1_000_000_000 + message.n, conversation, ...message }],
  }),
  same: (answer: Documents) => answer.map(({ n }) => n),
  leaves: appended,
});
