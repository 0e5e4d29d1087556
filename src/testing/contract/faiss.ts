/** The contract in FAISS' words: a library, whose lanes are folders. */
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerWords, Words } from './words.ts';

const foreignFile = (home: string): string => join(home, 'lanes-of-a-road.txt');

const server: ServerWords = {
  ours: async ({ database }) => readdirSync(database).filter((name) => /^(lane|vectors)-/.test(name)),
  makeForeign: async ({ database }) => writeFileSync(foreignFile(database), 'two'),
  foreign: async ({ database }) => existsSync(foreignFile(database)),
  found: [],
};

const SEARCHED = /^100 of 100 vectors found as its own nearest, of ([\d,]+), in a process beside/;

const faiss: Words<'faiss'> = {
  title: 'faiss',
  store: 'faiss',
  tables: [],
  loaded: ({ users }) => ({ table: 'embeddings', rows: users }),
  rows: ({ lane }, data, ids) =>
    Promise.all(ids.map(async (id) => ({ found: await lane.search([...data.embeddings().vector(id)], 1), expected: [id] }))),
  all: async ({ lane }) => [...(await lane.vectors())],
  asked: async ({ lane }, i) => {
    const vectors = await lane.vectors();
    return { found: await lane.search([...vectors.subarray((i - 1) * 384, i * 384)], 1), expected: [i] };
  },
  apply: ({ owner }) => owner.lane.build('IVF16,Flat'),
  undo: ({ owner }) => owner.lane.build('Flat'),
  change: ({ lane }) => lane.build('HNSW16'),
  changed: async ({ lane }, data) => (await lane.bytes()) > data.counts.users * 384 * 4 + 10_000,
  typed: null,
  settled: {
    says: {
      '100 untimed searches': SEARCHED,
      'one thread': /^OMP_NUM_THREADS=1, OPENBLAS_NUM_THREADS=1 when the library was loaded; the binding cannot tell it back$/,
    },
    async shown({ owner: { lane } }, steps) {
      const told = SEARCHED.exec(steps[0]?.found ?? '')?.[1];
      return [{ found: told?.replace(',', ''), expected: String(lane.rows('users')) }];
    },
  },
  tellsSize: true,
  version: /^1\.\d+\.\d+$/,
  server,
};

export const FAISS: readonly Words<'faiss'>[] = [faiss];
