import { buildOnce, indexBytes } from '../../benches/faiss/index-cost.ts';
import { nearestMessages } from '../../benches/faiss/nearest-messages.ts';
import { defineOptimization, type Lane } from '../../src/define.ts';

/** 256 lists need 10,000 vectors to be trained well. */
const lists = (lane: Lane<'faiss'>) => lane.build('IVF256,Flat');

export default defineOptimization({
  question: 'How much recall must be given up for how much speed?',
  store: 'faiss',
  showcase: 'IVF256, 16 lists',
  copies: [],
  baseline: { name: 'Flat', apply: (lane) => lane.build('Flat') },
  candidates: [
    {
      name: 'IVF256, 4 lists',
      apply: lists,
      answers: { nearestMessages: ({ vector }, lane) => lane.search(vector, 10, { nprobe: 4 }) },
    },
    {
      name: 'IVF256, 16 lists',
      apply: lists,
      answers: { nearestMessages: ({ vector }, lane) => lane.search(vector, 10, { nprobe: 16 }) },
    },
    {
      name: 'IVF256, 64 lists',
      apply: lists,
      answers: { nearestMessages: ({ vector }, lane) => lane.search(vector, 10, { nprobe: 64 }) },
    },
    {
      name: 'HNSW16, ef 64',
      apply: (lane) => lane.build('HNSW16'),
      answers: { nearestMessages: ({ vector }, lane) => lane.search(vector, 10, { efSearch: 64 }) },
    },
  ],
  gain: { nearestMessages },
  price: { indexBytes, buildOnce },
  claims: [
    { candidate: 'IVF256, 4 lists', metric: 'nearestMessages.p50', timesBetter: { atLeast: 5 } },
    { candidate: 'IVF256, 16 lists', metric: 'nearestMessages.p50', timesBetter: { atLeast: 5 } },
    { candidate: 'HNSW16, ef 64', metric: 'nearestMessages.p50', timesBetter: { atLeast: 5 } },
    // The more lists are searched, the more is found.
    { candidate: 'IVF256, 4 lists', metric: 'nearestMessages.recall', value: { atMost: 0.999 } },
    { candidate: 'IVF256, 16 lists', metric: 'nearestMessages.recall', value: { atLeast: 0.99 } },
    { candidate: 'IVF256, 64 lists', metric: 'nearestMessages.recall', value: { atLeast: 0.999 } },
    { metric: 'indexBytes', timesWorse: { atMost: 1.2 } },
  ],
  expected: [
    { candidate: 'IVF256, 4 lists', metric: 'nearestMessages.p50', timesBetter: 57 },
    { candidate: 'IVF256, 16 lists', metric: 'nearestMessages.p50', timesBetter: 18 },
    { candidate: 'IVF256, 64 lists', metric: 'nearestMessages.p50', timesBetter: 4.3 },
    { candidate: 'HNSW16, ef 64', metric: 'nearestMessages.p50', timesBetter: 51 },
    { candidate: 'HNSW16, ef 64', metric: 'indexBytes', timesWorse: 1.09 },
    {
      candidate: 'HNSW16, ef 64',
      metric: 'buildOnce',
      timesWorse: 287,
      because:
        'vectors go through the binding one array at a time, which takes the most of the second that Flat needs too; by hand they were there as one',
    },
  ],
  adopt:
    'IVF with a sixteenth of its lists searched, from about 20,000 vectors on; HNSW where an index is built once and read for long',
  avoid: 'below a few thousand vectors, where exact search is fast enough and never wrong',
});
