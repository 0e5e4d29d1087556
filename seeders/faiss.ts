/** Writes the vectors of all messages into one file, in the order of their ids, as FAISS' lanes read them. Read back whole. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TableName } from '../src/define.ts';
import { ServerError } from '../src/errors.ts';
import { writeWhole } from '../src/stores/faiss-files.ts';
import type { Address, LoadReport } from '../src/stores/store.ts';
import type { Dataset } from './domain.ts';
import { DIMENSION } from './embeddings.ts';

/** `target.database` is the file. FAISS holds vectors and nothing else, so no table is asked for by name. */
export async function seed(target: Address, data: Dataset, _tables: readonly TableName[]): Promise<LoadReport> {
  const started = performance.now();
  const { count, vector } = data.embeddings();
  const vectors = new Float32Array(count * DIMENSION);
  for (let id = 1; id <= count; id += 1) vectors.set(vector(id), (id - 1) * DIMENSION);
  const bytes = new Uint8Array(vectors.buffer);
  writeWhole(target.database, bytes);
  const found = readFileSync(target.database);
  const digest = sha256(found);
  if (digest !== sha256(bytes))
    throw new ServerError(`${target.database} holds other vectors than were written (seed ${data.seed}): ${found.length} bytes`);
  const seconds = (performance.now() - started) / 1000;
  return { tables: [{ table: 'embeddings', rows: count, digest, bytes: found.length }], rows: count, seconds };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
