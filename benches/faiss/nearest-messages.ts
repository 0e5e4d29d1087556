import { exactNearest } from '../../seeders/embeddings.ts';
import { defineBench } from '../../src/define.ts';

const NEAREST = 10;

/** Indexes that do not look at every vector may miss some, so answers are scored against a search that does, in another language. */
const nearest = (atLeast: number, description: string) =>
  defineBench({
    store: 'faiss',
    description,
    ask: (pick) => ({ vector: pick.vector() }),
    answer: ({ vector }, lane) => lane.search(vector, NEAREST),
    same: 'scored',
    scores: {
      recall: {
        unit: 'ratio',
        better: 'higher',
        atLeast,
        of: async (found: readonly number[], { vector }, lane) =>
          exactNearest(await lane.vectors(), vector, NEAREST).filter((id) => found.includes(id)).length / NEAREST,
      },
    },
  });
export const nearestMessages = nearest(0.9, 'the 10 messages nearest to a question');
/** For indexes that are asked in order to be asked again: most of what they give must be there, and not more. */
export const nearestRoughly = nearest(0.3, 'about the 10 messages nearest to a question');
