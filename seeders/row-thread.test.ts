/** Rows from the thread are the rows, and a thread that fails or is called off ends whoever waits for it. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { copyText } from './copy-text.ts';
import { countsAt, dataset } from './domain.ts';
import { startRowThread, type TableText } from './row-thread.ts';

const data = dataset(42, countsAt(0.02));

async function taken({ chunks }: TableText): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

test('one table after another comes as it is made without a thread, with its digest', async () => {
  await using thread = startRowThread(data.world);
  for (const table of ['accounts', 'users', 'transactions'] as const) {
    const text = thread.table(table);
    const bytes = await taken(text);
    expect(bytes.equals(Buffer.concat([...copyText(data, table)]))).toBe(true);
    expect(text.digest()).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
});

test('the digest is not known before the end', async () => {
  await using thread = startRowThread(data.world);
  const text = thread.table('users');
  expect(() => text.digest()).toThrow('the digest of users is known when all of it was taken');
  await taken(text);
});

test('when making a row fails, whoever takes it is told why, and so is the next', async () => {
  const wordless = { ...data.world, words: { ...data.world.words, cities: [] } };
  await using thread = startRowThread(wordless);
  await expect(taken(thread.table('businesses'))).rejects.toThrow('nothing can be picked from an empty list');
  await expect(taken(thread.table('users'))).rejects.toThrow('nothing can be picked from an empty list');
});

test('called off in the middle, it gives no more', async () => {
  const off = new AbortController();
  await using thread = startRowThread(data.world, off.signal);
  let chunks = 0;
  const taking = async (): Promise<void> => {
    for await (const _ of thread.table('logs').chunks) {
      chunks += 1;
      off.abort();
    }
  };
  await expect(taking()).rejects.toThrow('aborted');
  expect(chunks).toBe(1);
});

test('a thread that has ended gives no table', async () => {
  const thread = startRowThread(data.world);
  await taken(thread.table('users'));
  await thread[Symbol.asyncDispose]();
  await expect(taken(thread.table('users'))).rejects.toThrow('the thread that makes rows has ended');
});
