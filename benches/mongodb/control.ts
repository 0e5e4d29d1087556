import { defineBench, defineControl, type Lane } from '../../src/define.ts';

const DOCUMENTS = 5_000;
const BATCH = 1_000;

async function fill(lane: Lane<'mongodb'>, count: number): Promise<void> {
  for (let first = 1; first <= count; first += BATCH) {
    const size = Math.min(BATCH, count - first + 1);
    await lane.run({
      insert: 'work',
      documents: Array.from({ length: size }, (_, i) => ({ _id: first + i, even: i % 2 === 0 })),
    });
  }
}

/** Known answers: two equal copies, and one in which the count has more documents to go through. */
export const control = defineControl({
  store: 'mongodb',
  copies: ['sessions'],
  read: defineBench({
    store: 'mongodb',
    description: 'One document of a small collection by its id',
    ask: (pick) => ({ id: pick.between(1, DOCUMENTS) }),
    answer: ({ id }) => ({ find: 'work', filter: { _id: id }, limit: 1 }),
  }),
  work: defineBench({
    store: 'mongodb',
    description: 'A count without an index in a collection whose size is known',
    ask: () => ({}),
    answer: () => ({ aggregate: 'work', pipeline: [{ $match: { even: { $in: [true, false] } } }, { $count: 'documents' }] }),
    same: 'scored',
    scores: {
      documents: {
        unit: 'documents',
        better: 'higher',
        of: (answer) => Number((answer as { documents?: unknown }[])[0]?.documents ?? 0),
      },
    },
  }),
  apply: (lane, share) => fill(lane, Math.round(DOCUMENTS * (1 + share))),
});
