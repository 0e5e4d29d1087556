import { defineBench, defineControl, type Lane } from '../../src/define.ts';

const SEARCHES = 50;

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
    description: 'The 10 messages nearest to a question, found by exact search',
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
  answer:
    (share) =>
    ({ vector }, lane) =>
      searches(lane, vector, Math.round(SEARCHES * (1 + share))),
});
