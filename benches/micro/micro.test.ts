import { expect, test } from 'vitest';
import { loadMicroBenches } from '../../src/catalog.ts';
import { ServerError } from '../../src/errors.ts';

const benches = await loadMicroBenches();
const without = { faiss: () => Promise.reject(new ServerError('not here')) };

test('names are theirs alone, and begin with their file', () => {
  expect(new Set(benches.map(({ name }) => name)).size).toBe(benches.length);
  expect([...new Set(benches.map(({ name }) => name.split('/')[0]))]).toEqual(['encoding', 'faiss', 'harness', 'rows']);
});

const [ofFaiss, ofOthers] = [true, false].map((is) => benches.filter(({ name }) => name.startsWith('faiss/') === is));

test.each(ofOthers ?? [])('$name opens and can be called again and again', async ({ open, per }) => {
  const opened = await open(without);
  const first = opened.call();
  expect(first instanceof Promise).toBe(opened.awaited ?? false);
  await first;
  await opened.call();
  expect(per).toBeGreaterThan(0);
  opened.close?.();
});

test.each(ofFaiss ?? [])('$name says when there is no library', async ({ open }) => {
  await expect(Promise.resolve(open(without))).rejects.toThrow('not here');
});
