/** A place for the data set in memory, and what was done to it; for tests. */
import type { Address, DataPlace, LoadReport } from '../stores/store.ts';

export interface MemoryPlace extends DataPlace {
  /** What a look tells; somebody may add to it. */
  readonly lines: string[];
  readonly done: string[];
  /** A load of so many users. */
  load(target: Address): Promise<LoadReport>;
}

export function memoryPlace(address: Address): MemoryPlace {
  let manifest: string | null = null;
  const [lines, done]: [string[], string[]] = [[], []];
  return {
    ...{ name: 'memory', lines, done },
    manifest: async () => manifest,
    look: async () => [...lines],
    async clear() {
      done.push('clear');
      manifest = null;
      lines.length = 0;
    },
    async target() {
      return address;
    },
    async writeManifest(text) {
      done.push('manifest');
      manifest = text;
    },
    async load({ counts }) {
      done.push('load');
      lines.push(`users: ${counts.users} rows`);
      const tables = [{ table: 'users', rows: counts.users, digest: 'd', bytes: 9 }];
      return { tables, rows: counts.users, seconds: 2 };
    },
  };
}
