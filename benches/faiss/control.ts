import { defineBench, defineControl, type Lane } from '../../src/define.ts';

/**
 * The control has an index of its own size: over all messages of a large data set a single call of this work took most of a session, so
 * that a session held too few of them to tell one lane from another. Nothing here grows with the data set.
 */
const VECTORS = 500;
const SEARCHES = 200;

/** The first answer and how many there were. */
async function searches(lane: Lane<'faiss'>, vector: readonly number[], count: number) {
  let nearest: readonly number[] = [];
  for (let i = 0; i < count; i += 1) nearest = await lane.search(vector, 10);
  return { nearest, count };
}

/** Known answers: two equal indexes, and calls that search more often. */
export const control = defineControl({
  store: 'faiss',
  copies: [],
  read: defineBench({
    store: 'faiss',
    description: 'The 10 of 500 messages nearest to a question, found by exact search',
    ask: (pick) => ({ vector: pick.vector() }),
    answer: ({ vector }, lane) => lane.search(vector, 10),
  }),
  work: defineBench({
    store: 'faiss',
    description: 'A number of searches that is known',
    ask: (pick) => ({ vector: pick.vector() }),
    answer: ({ vector }, lane) => searches(lane, vector, SEARCHES),
    same: 'scored',
    scores: { searches: { unit: 'searches', better: 'higher', of: ({ count }) => count } },
  }),
  apply: (lane) => lane.build('Flat', { most: VECTORS }),
  answer:
    (share) =>
    ({ vector }, lane) =>
      searches(lane, vector, Math.round(SEARCHES * (1 + share))),
});
