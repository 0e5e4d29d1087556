import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AnyOptimization } from '../define.ts';
import { variantsOf } from '../experiment/plan.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { scaffold } from './scaffold.ts';
import { SCAFFOLD_STORES } from './scaffold-text.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
  for (const name of ['benches', 'seeders', 'src'])
    symlinkSync(path.resolve(import.meta.dirname, '..', '..', name), path.join(folder.path, name));
  mkdirSync(path.join(folder.path, 'optimizations'));
});
afterEach(() => folder[Symbol.asyncDispose]());

test.each(SCAFFOLD_STORES)('one of %s is an optimisation with a gain, a price and an answer of each variant', async (store) => {
  const io = fakeIo({ cwd: folder.path, env: {} });
  expect(await scaffold({ id: 'mine/my-try', store }, io)).toBe(0);
  expect(io.stdout.written()).toContain("npm run bench -- --only 'mine/my-try' --profile smoke");
  const file = path.join(folder.path, 'optimizations', 'mine', 'my-try.ts');
  const { default: made }: { default: AnyOptimization } = await import(file);
  expect(made.store).toBe(store);
  expect(variantsOf(made)).toHaveLength(2);
  expect([Object.keys(made.gain).length, Object.keys(made.price).length]).not.toContain(0);
});

test('nothing is overwritten', async () => {
  const io = fakeIo({ cwd: folder.path, env: {} });
  await scaffold({ id: 'mine/my-try', store: 'redis' }, io);
  const file = path.join(folder.path, 'optimizations', 'mine', 'my-try.ts');
  const before = readFileSync(file, 'utf8');
  await expect(scaffold({ id: 'mine/my-try', store: 'kafka' }, io)).rejects.toThrow('is there already; nothing was written');
  expect(readFileSync(file, 'utf8')).toBe(before);
});

test('every mistake is told at once', async () => {
  const io = fakeIo({ cwd: folder.path, env: {} });
  const told = scaffold({ id: '../Outside', store: 'postgre' }, io);
  await expect(told).rejects.toThrow(/\.\.\/Outside is no id.*\nThere is no store postgre, only .*Did you mean postgres\?/);
});
