import { buildOnce, indexBytes } from '../../benches/faiss/index-cost.ts';
import { nearestMessages } from '../../benches/faiss/nearest-messages.ts';
import { defineOptimization } from '../../src/define.ts';

/** Each is turned to where it finds about 99 of 100: the speed of two indexes that find unlike shares says nothing of either. */
export default defineOptimization({
  question: 'Both find 99 of 100: which index is quicker, and which smaller, one of lists or one of links?',
  store: 'faiss',
  copies: [],
  baseline: {
    name: 'IVF256, 4 lists',
    apply: (lane) => lane.build('IVF256,Flat'),
    answers: { nearestMessages: ({ vector }, lane) => lane.search(vector, 10, { nprobe: 4 }) },
  },
  candidates: [
    {
      name: 'HNSW16, ef 64',
      apply: (lane) => lane.build('HNSW16'),
      answers: { nearestMessages: ({ vector }, lane) => lane.search(vector, 10, { efSearch: 64 }) },
    },
  ],
  gain: { nearestMessages },
  price: { indexBytes, buildOnce },
  claims: [
    { metric: 'nearestMessages.recall', value: { atLeast: 0.97 } },
    { metric: 'nearestMessages.p50', timesWorse: { atMost: 3 } },
    { metric: 'indexBytes', timesWorse: { atMost: 1.2 } },
  ],
  expected: [{ candidate: 'HNSW16, ef 64', metric: 'nearestMessages.p50', timesWorse: 1.13 }],
  adopt: 'links where vectors come one by one, which lists that were trained before do not fit for ever',
  avoid: 'links where vectors are deleted, which HNSW cannot, or where an index is built often: it takes longer',
});
