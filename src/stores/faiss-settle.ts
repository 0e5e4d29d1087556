/** How a FAISS lane is settled: a hundred untimed searches, and one thread. */
import { THREADS } from './faiss-binding.ts';
import { step } from './settle.ts';
import { amount } from './standing.ts';
import type { SettleStep } from './store.ts';

const SEARCHES = 100;

interface Searched {
  ntotal(): number;
  search(vector: readonly number[], k: number): { readonly labels: readonly number[] };
}

/** To be called before each comparison. The index that is measured is in the load generator's memory; here its file is read and tried, once. */
export function settlerOf(
  open: () => Searched,
  vectors: () => Float32Array,
  dimension: number,
): () => Promise<readonly SettleStep[]> {
  let done: SettleStep | null = null;
  return async () => {
    done ??= await step(`${SEARCHES} untimed searches`, async () => {
      const index = open();
      const all = vectors();
      const count = Math.min(SEARCHES, all.length / dimension);
      const own = Array.from({ length: count }, (_, i) => i).filter((i) => {
        const vector = Array.from(all.subarray(i * dimension, (i + 1) * dimension));
        return index.search(vector, 1).labels[0] === i;
      }).length;
      return `${own} of ${amount(count, 'vector')} found as its own nearest, of ${index.ntotal().toLocaleString('en')}, in a process beside the load generator’s, which warms its own`;
    });
    return [done, threads()];
  };
}

/** The binding cannot tell how many threads FAISS has, only what it was told before it was loaded. */
const threads = (): SettleStep => ({
  did: 'one thread',
  found: `${Object.keys(THREADS)
    .map((name) => `${name}=${process.env[name] ?? 'not set'}`)
    .join(', ')} when the library was loaded; the binding cannot tell it back`,
});
