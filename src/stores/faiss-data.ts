/** The vectors that stay: a file in a folder of ours, and the manifest in one beside it. */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { writeWhole } from './faiss-files.ts';
import { DATA } from './names.ts';
import type { Address, DataPlace } from './store.ts';

/** `address.database` is the folder. */
export async function data(address: Address): Promise<DataPlace> {
  const vectors = join(address.database, `${DATA}.f32`);
  const manifest = join(address.database, `${DATA}.json`);
  return {
    name: `file ${basename(vectors)}`,
    manifest: async () => (existsSync(manifest) ? readFileSync(manifest, 'utf8') : null),
    look: async () => (existsSync(vectors) ? [`${statSync(vectors).size} bytes of vectors`] : []),
    async clear() {
      for (const file of [manifest, vectors]) rmSync(file, { force: true });
    },
    async target() {
      mkdirSync(address.database, { recursive: true });
      return { ...address, database: vectors };
    },
    writeManifest: async (text) => writeWhole(manifest, text),
  };
}
