// What two stored runs become beside each other: text, a page to which the page of all runs leads, or a refusal.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { type CompareOptions, compare } from './compare.ts';

const record = sampleRecord();
const larger = { ...record, run: { ...record.run, scale: 1 } };

async function compared(more: Partial<CompareOptions>, after = record) {
  const folder = await temporaryFolder();
  for (const [name, one] of Object.entries({ first: record, second: after })) {
    await mkdir(join(folder.path, 'reports', name), { recursive: true });
    await writeFile(join(folder.path, 'reports', name, 'run.json'), JSON.stringify(one));
  }
  const io = fakeIo({ cwd: folder.path });
  const options = { before: 'first', after: 'second', out: 'reports', allowMismatch: false, format: 'text' as const };
  const code = await compare({ ...options, ...more }, io);
  const read = async (path: string) => await readFile(join(folder.path, 'reports', path), 'utf8');
  return { code, read, text: io.stdout.written(), told: io.stderr.written(), folder: folder.path };
}

test('the page stands under compare, its path is told, and the page of all runs leads to it', async () => {
  const { code, text, read, folder } = await compared({ format: 'html' });
  expect([code, text]).toEqual([0, `${join(folder, 'reports', 'compare', 'first__second.html')}\n`]);
  expect(await read('compare/first__second.html')).toContain('<a href="../first/index.html">first</a>');
  expect(await read('index.html')).toContain('<a href="compare/first__second.html">');
});

test('unlike runs are refused with every difference, in every format, and nothing is written', async () => {
  for (const format of ['text', 'md', 'html', 'json'] as const) {
    const { code, text, told, read } = await compared({ format }, larger);
    expect([code, text]).toEqual([6, '']);
    expect(told).toContain('unlike: scale: 1, and 0.1 in 20261122-1330');
    await expect(read('compare/first__second.html')).rejects.toThrow('ENOENT');
  }
});

test('unlike runs that are compared all the same carry the differences', async () => {
  const { code, read } = await compared({ format: 'html', allowMismatch: true }, larger);
  expect(code).toBe(0);
  expect(await read('compare/first__second.html')).toContain('<li>scale: 1, and 0.1 in 20261122-1330</li>');
  expect((await compared({ format: 'md', allowMismatch: true }, larger)).text).toContain('- scale: 1, and 0.1');
});

test('text and JSON go to stdout', async () => {
  expect((await compared({})).text).toContain('first → second: times better in each run, and the change');
  expect(JSON.parse((await compared({ format: 'json' })).text)).toMatchObject({ added: [], removed: [] });
});
