// The configuration file of a folder: found, read, and refused with the reason.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfigFile } from './config-file.ts';
import { temporaryFolder } from './testing/fake-io.ts';

async function loaded(files: Readonly<Record<string, string>>): Promise<unknown> {
  await using folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder.path, name), text);
  return await loadConfigFile(folder.path);
}

test('no file is no configuration', async () => expect(await loaded({})).toBeNull());
test('each kind is read', async () => {
  expect(await loaded({ 'mhbench.config.json': '{ "seed": 7 }' })).toEqual({ name: 'mhbench.config.json', content: { seed: 7 } });
  expect(await loaded({ 'mhbench.config.mjs': 'export default { seed: 8 };' })).toMatchObject({ content: { seed: 8 } });
  expect(await loaded({ 'mhbench.config.ts': 'const seed: number = 9;\nexport default { seed };' })).toMatchObject({
    content: { seed: 9 },
  });
});
test('what cannot be read says why', async () => {
  await expect(loaded({ 'mhbench.config.json': '{ seed: 7 }' })).rejects.toThrow(/^mhbench\.config\.json cannot be read: .*JSON/);
  await expect(loaded({ 'mhbench.config.mjs': 'export const seed = 1;' })).rejects.toThrow('it has no default export');
});
test('two files are refused', async () =>
  await expect(loaded({ 'mhbench.config.json': '{}', 'mhbench.config.ts': '' })).rejects.toThrow(
    'mhbench.config.ts and mhbench.config.json stand side by side',
  ));
