/** Finds and reads the configuration file and `.env` of a folder. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConfigFile } from './config.ts';
import { messageOf, UserError } from './errors.ts';

const NAMES = ['mhbench.config.ts', 'mhbench.config.mjs', 'mhbench.config.json'];

/** The one configuration file of the folder, or null. Two are a mistake: nobody could tell which one counts. */
export async function loadConfigFile(folder: string): Promise<ConfigFile | null> {
  const found = NAMES.filter((name) => existsSync(join(folder, name)));
  if (found.length > 1) throw new UserError(`${found.join(' and ')} stand side by side in ${folder}.`, 'Keep one of them.');
  const [name] = found;
  if (name === undefined) return null;
  try {
    return { name, content: await contentOf(join(folder, name)) };
  } catch (error) {
    const hint = name.endsWith('.ts')
      ? 'In a folder whose package.json is not "type": "module", write mhbench.config.mjs instead.'
      : undefined;
    throw new UserError(`${name} cannot be read: ${messageOf(error)}`, hint);
  }
}

async function contentOf(path: string): Promise<unknown> {
  if (path.endsWith('.json')) return JSON.parse(await readFile(path, 'utf8'));
  const module: { default?: unknown } = await import(/* @vite-ignore */ pathToFileURL(path).href);
  if (module.default === undefined) throw new Error('it has no default export; write export default { … }');
  return module.default;
}

/** Reads `.env` into the environment of this process; variables that are set already win. */
export function loadEnvFile(folder: string): void {
  const path = join(folder, '.env');
  if (existsSync(path)) process.loadEnvFile(path);
}
