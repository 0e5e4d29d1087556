import { buildOnce, indexBytes } from '../../benches/faiss/index-cost.ts';
import { nearestMessages } from '../../benches/faiss/nearest-messages.ts';
import { defineOptimization } from '../../src/define.ts';

export default defineOptimization({
  question: 'From how many vectors on does an index beat a search that looks at all of them?',
  store: 'faiss',
  copies: [],
  sweep: {
    over: 'vectors',
    values: [1_000, 3_000, 10_000, 30_000],
    given: (vectors) => ({ rows: { users: vectors } }),
  },
  baseline: { name: 'Flat', apply: (lane) => lane.build('Flat') },
  candidates: [
    {
      name: 'IVF16, 4 lists',
      apply: (lane) => lane.build('IVF16,Flat'),
      answers: { nearestMessages: ({ vector }, lane) => lane.search(vector, 10, { nprobe: 4 }) },
    },
    {
      name: 'HNSW16, ef 64',
      apply: (lane) => lane.build('HNSW16'),
      answers: { nearestMessages: ({ vector }, lane) => lane.search(vector, 10, { efSearch: 64 }) },
    },
  ],
  gain: { nearestMessages },
  price: { indexBytes, buildOnce },
  claims: [{ candidate: 'HNSW16, ef 64', metric: 'nearestMessages.p50', at: 10_000, timesBetter: { atLeast: 4 } }],
  expected: [{ candidate: 'HNSW16, ef 64', metric: 'nearestMessages.p50', at: 30_000, timesBetter: 51 }],
  adopt: 'from the size on at which exact search misses what users will wait for, measured with vectors like yours',
  avoid: 'below it: exact search needs no training, no parameters and no apology',
});
