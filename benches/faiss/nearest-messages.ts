import { exactNearest } from '../../seeders/embeddings.ts';
import { defineBench } from '../../src/define.ts';

const NEAREST = 10;

/** Indexes that do not look at every vector may miss some, so answers are scored against a search that does, in another language. */
export const nearestMessages = defineBench({
  store: 'faiss',
  description: 'the 10 messages nearest to a question',
  ask: (pick) => ({ vector: pick.vector() }),
  answer: ({ vector }, lane) => lane.search(vector, NEAREST),
  same: 'scored',
  scores: {
    recall: {
      unit: 'ratio',
      better: 'higher',
      atLeast: 0.9,
      of: async (found, { vector }, lane) =>
        exactNearest(await lane.vectors(), vector, NEAREST).filter((id) => found.includes(id)).length / NEAREST,
    },
  },
});
