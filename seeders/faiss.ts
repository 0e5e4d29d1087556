/** Writes the vectors of all messages into one file, in the order of their ids, as FAISS' lanes read them. Read back whole. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import type { TableName } from '../src/define.ts';
import { ServerError } from '../src/errors.ts';
import type { Address, LoadReport } from '../src/stores/store.ts';
import type { Dataset } from './domain.ts';
import { DIMENSION } from './embeddings.ts';

const VECTORS_A_WRITE = 500;

/** `target.database` is the file. FAISS holds vectors and nothing else, so no table is asked for by name. */
export async function seed(
  target: Address,
  data: Dataset,
  _tables: readonly TableName[],
  signal?: AbortSignal,
): Promise<LoadReport> {
  const started = performance.now();
  const { count } = data.embeddings();
  const file = target.database;
  const [expected, found] = [createHash('sha256'), createHash('sha256')];
  await write(`${file}.new`, { data, digest: expected, signal });
  // Whole or not at all: who finds the name finds everything.
  await rename(`${file}.new`, file);
  for await (const chunk of createReadStream(file, { signal })) found.update(chunk);
  const { size: bytes } = await stat(file);
  const digest = found.digest('hex');
  if (digest !== expected.digest('hex'))
    throw new ServerError(`${file} holds other vectors than were written (seed ${data.seed}): ${bytes} bytes`);
  const seconds = (performance.now() - started) / 1000;
  return { tables: [{ table: 'embeddings', rows: count, digest, bytes }], rows: count, seconds };
}

interface Writing {
  readonly data: Dataset;
  readonly digest: Hash;
  readonly signal: AbortSignal | undefined;
}

async function write(path: string, { data, digest, signal }: Writing): Promise<void> {
  const { count, vector } = data.embeddings();
  await using file = await open(path, 'w');
  for (let first = 1; first <= count; first += VECTORS_A_WRITE) {
    signal?.throwIfAborted();
    const size = Math.min(VECTORS_A_WRITE, count - first + 1);
    const vectors = new Float32Array(size * DIMENSION);
    for (let i = 0; i < size; i += 1) vectors.set(vector(first + i), i * DIMENSION);
    const bytes = new Uint8Array(vectors.buffer);
    digest.update(bytes);
    await file.writeFile(bytes);
  }
}
