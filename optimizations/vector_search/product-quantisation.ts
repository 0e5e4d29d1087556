import { buildOnce, indexBytes } from '../../benches/faiss/index-cost.ts';
import { nearestRoughly } from '../../benches/faiss/nearest-messages.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

/** 48 bytes for 384 numbers, each the nearest of 256 centres for eight of them. Without `np` FAISS orders the centres as well, which takes minutes. */
const quantised = (lane: Lane<'faiss'>) => lane.build('PQ48np');
const RANKED_AGAIN = 100;

/** Ranked again, the index names a hundred candidates whose own vectors are read from the disk and compared exactly. */
export default defineOptimization({
  question:
    'Vectors in a twenty-fifth of their memory: what is left of recall, and what gives an exact look at a hundred of them back?',
  store: 'faiss',
  copies: [],
  // Fewer do not train 256 centres well.
  given: { needs: { users: 10_000 } },
  baseline: { name: 'Flat', apply: (lane) => lane.build('Flat') },
  candidates: [
    { name: 'PQ48', apply: quantised, risk: 'about half of the ten it names are not the nearest' },
    {
      name: 'PQ48, 100 ranked again',
      apply: quantised,
      answers: {
        nearestRoughly: async ({ vector }, lane) => lane.rank(vector, await lane.search(vector, RANKED_AGAIN), 10),
      },
    },
  ],
  gain: { nearestRoughly },
  price: { indexBytes, buildOnce },
  claims: [
    { metric: 'nearestRoughly.p50', timesBetter: { atLeast: 3 } },
    { candidate: 'PQ48', metric: 'nearestRoughly.recall', value: { atMost: 0.7 } },
    { candidate: 'PQ48, 100 ranked again', metric: 'nearestRoughly.recall', value: { atLeast: 0.9 } },
    { metric: 'indexBytes', timesBetter: { atLeast: 12 } },
  ],
  expected: [
    { candidate: 'PQ48', metric: 'nearestRoughly.p50', timesBetter: 31 },
    { candidate: 'PQ48', metric: 'nearestRoughly.recall', value: 0.454 },
    { candidate: 'PQ48, 100 ranked again', metric: 'nearestRoughly.recall', value: 0.975 },
    { candidate: 'PQ48', metric: 'indexBytes', timesBetter: 26 },
  ],
  adopt: 'PQ with the nearest hundred ranked again, where memory is what vectors cost and their own copies can stay on a disk',
  avoid:
    'PQ alone: half of the ten it names are not the nearest; and vectors that lie evenly in all directions, which it cannot tell apart',
});
