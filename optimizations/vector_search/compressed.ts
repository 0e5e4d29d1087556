import { buildOnce, indexBytes } from '../../benches/faiss/index-cost.ts';
import { nearestMessages } from '../../benches/faiss/nearest-messages.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

const built = (factory: string) => (lane: Lane<'faiss'>) => lane.build(factory);

/** SQ8 keeps a byte where a float was; SQ4 half of that. What is lost is read from the answers. */
export default defineOptimization({
  question: 'Vectors in a quarter of their memory: what does it take from recall and from speed?',
  store: 'faiss',
  copies: [],
  baseline: { name: 'Flat', apply: built('Flat') },
  candidates: [
    { name: 'SQ8', apply: built('SQ8') },
    { name: 'SQfp16', apply: built('SQfp16') },
  ],
  gain: { nearestMessages },
  price: { indexBytes, buildOnce },
  claims: [
    { candidate: 'SQ8', metric: 'indexBytes', timesBetter: { atLeast: 3.5 } },
    { candidate: 'SQfp16', metric: 'indexBytes', timesBetter: { atLeast: 1.8 } },
  ],
  expected: [
    { candidate: 'SQ8', metric: 'indexBytes', timesBetter: 4 },
    { candidate: 'SQ8', metric: 'nearestMessages.p50', timesBetter: 1.06 },
  ],
  adopt: 'SQ8 where memory is what vectors cost: recall stays where its floor is held',
  avoid: 'where the search must be exact, or speed was wanted: each vector is unpacked before it is compared',
});
