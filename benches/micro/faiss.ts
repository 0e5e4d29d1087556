import { countsAt, dataset } from '../../seeders/domain.ts';
import { DIMENSION } from '../../seeders/embeddings.ts';
import type { MicroBench } from '../../src/micro/micro-bench.ts';
import { INNER_PRODUCT, loadFaiss } from '../../src/stores/faiss-binding.ts';

const VECTORS = 4_000;
const QUESTIONS = 64;
const NEAREST = 10;

/** One search at a time, as an application makes it, over an index in memory. */
const searchOf = (name: string, factory: string): MicroBench => ({
  name: `faiss/${name}`,
  unit: 'searches',
  per: 1,
  open: async ({ faiss }) => {
    const { Index } = loadFaiss(await faiss());
    const vectors = dataset(42, { ...countsAt(0.1), users: VECTORS }).embeddings();
    const all = Array.from({ length: vectors.count }, (_, i) => [...vectors.vector(i + 1)]).flat();
    const questions = Array.from({ length: QUESTIONS }, (_, i) => [...vectors.question(1, i)]);
    const index = Index.fromFactory(DIMENSION, factory, INNER_PRODUCT);
    if (!index.isTrained()) index.train(all);
    index.add(all);
    let asked = 0;
    return {
      call() {
        asked += 1;
        return index.search(questions[asked % QUESTIONS] ?? [], NEAREST);
      },
    };
  },
});

export const micro: readonly MicroBench[] = [
  searchOf('flat-4000', 'Flat'),
  searchOf('ivf64-4000', 'IVF64,Flat'),
  searchOf('hnsw16-4000', 'HNSW16'),
];
