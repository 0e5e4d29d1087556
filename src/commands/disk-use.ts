/** How much of the disk our own folders take, and which part of it are packages that can be fetched again. */
import { existsSync } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Under a home of ours these hold what was fetched; whatever else is there was left by runs. */
export const PACKAGE_FOLDERS: readonly string[] = ['tree', 'npm', 'pypi', 'jars', 'faiss'];

export const childrenOf = async (folder: string): Promise<readonly string[]> =>
  existsSync(folder) ? (await readdir(folder)).sort().map((name) => join(folder, name)) : [];

/** What a file or folder takes on the disk. Links are counted, never followed. */
export async function sizeOf(path: string): Promise<number> {
  const found = await lstat(path).catch(() => null);
  if (found === null) return 0;
  if (!found.isDirectory()) return found.blocks * 512;
  let total = found.blocks * 512;
  for (const child of await childrenOf(path)) total += await sizeOf(child);
  return total;
}

export interface DiskUse {
  readonly packageBytes: number;
  readonly leftBytes: number;
}

export async function diskUseOf(homes: readonly string[]): Promise<DiskUse> {
  const use = { packageBytes: 0, leftBytes: 0 };
  for (const home of new Set(homes)) {
    const packages = PACKAGE_FOLDERS.map((name) => join(home, name));
    for (const child of await childrenOf(home))
      use[packages.includes(child) ? 'packageBytes' : 'leftBytes'] += await sizeOf(child);
  }
  return use;
}
