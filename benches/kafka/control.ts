import { defineBench, defineControl } from '../../src/define.ts';

/** Many and small: what a message costs is then nearly all of the call, and little of it is the disk's, whose time varies. */
const MESSAGES = 800;
const message = (position: number) => ({ key: String(position), value: `${position}:`.padEnd(250, 'x') });
const batch = (count: number) => Array.from({ length: count }, (_, i) => message(i));

/** Known answers: two equal topics, and batches that hold more messages. */
export const control = defineControl({
  store: 'kafka',
  copies: [],
  read: defineBench({
    store: 'kafka',
    description: 'Send one message and wait until all replicas in sync have it',
    writes: true,
    ask: (pick) => ({ position: pick.ordinal }),
    answer: ({ position }, lane) => lane.send('work', [message(position)]),
  }),
  work: defineBench({
    store: 'kafka',
    description: 'Send a batch whose size is known',
    writes: true,
    ask: () => ({}),
    answer: (_question, lane) => lane.send('work', batch(MESSAGES)),
    same: 'scored',
    scores: { messages: { unit: 'messages', better: 'higher', of: (answer) => Number(answer) } },
  }),
  apply: (lane) => lane.createTopic('work', { partitions: 1 }),
  answer: (share) => {
    const more = batch(Math.round(MESSAGES * (1 + share)));
    return (_question, lane) => lane.send('work', more);
  },
});
