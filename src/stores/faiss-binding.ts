/** The native library behind faiss-node, loaded from the file that it is given; node_modules need not hold it. */
import { createRequire } from 'node:module';
import { ServerError } from '../errors.ts';

/** An index in this process' memory. Its calls block the event loop until they are done. */
export interface NativeIndex {
  ntotal(): number;
  getDimension(): number;
  isTrained(): boolean;
  train(vectors: readonly number[]): void;
  add(vectors: readonly number[]): void;
  search(vector: readonly number[], k: number): { readonly labels: readonly number[] };
  write(path: string): void;
}

export interface NativeFaiss {
  readonly Index: {
    fromFactory(dimension: number, factory: string, metric: number): NativeIndex;
    read(path: string): NativeIndex;
  };
}

/** FAISS' own number for it: on vectors of length one the inner product ranks as the angle does. */
export const INNER_PRODUCT = 0;
export const THREADS = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } as const;

/** Both thread pools read their size once, when the library is loaded, so it is set before. Loading it again gives the same module. */
export function loadFaiss(path: string): NativeFaiss {
  for (const [name, value] of Object.entries(THREADS)) process.env[name] = value;
  try {
    const native: NativeFaiss = createRequire(import.meta.url)(path);
    if (typeof native.Index?.fromFactory === 'function') return native;
  } catch (error) {
    throw new ServerError(`the FAISS binding ${path} could not be loaded`, { cause: error, log: [String(error)] });
  }
  throw new ServerError(`${path} is no FAISS binding: it exports no Index`);
}
