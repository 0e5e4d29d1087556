// What a stored run is handed on as: one format to a file or to stdout, or all of them into a folder.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { markdown } from '../report/exports/markdown.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { type ExportOptions, exportRun } from './export.ts';

const record = sampleRecord();
async function exported(wanted: Pick<ExportOptions, 'format'> & Partial<ExportOptions>) {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, 'reports', '20261125-0900'), { recursive: true });
  await writeFile(join(folder.path, 'reports', '20261125-0900', 'run.json'), JSON.stringify(record));
  const io = fakeIo({ cwd: folder.path });
  const code = await exportRun({ run: undefined, out: 'reports', file: null, all: null, ...wanted }, io);
  return { folder, code, text: io.stdout.written() };
}

test('one format goes to stdout, or to a file', async () => {
  expect((await exported({ format: 'md' })).text).toBe(markdown(record));
  const { folder, text } = await exported({ format: 'md', file: 'night.md' });
  expect([text, await readFile(join(folder.path, 'night.md'), 'utf8')]).toEqual(['', markdown(record)]);
});

test('all of them go into a folder, each under its own name', async () => {
  const { folder, text, code } = await exported({ format: null, all: 'night/files' });
  expect([text, code]).toEqual(['', 0]);
  expect((await readdir(join(folder.path, 'night', 'files'))).sort()).toEqual([
    ...['bmf.json', 'gab-bigger.json', 'gab-smaller.json', 'junit.xml'],
    ...['metrics.txt', 'results.csv', 'summary.json', 'summary.md'],
  ]);
});

test.each([
  [{ format: null }, /either --format/],
  [{ format: 'md', all: 'night' }, /either --format/],
  [{ format: null, all: 'night', file: 'x' }, /either --format/],
  [{ format: 'mdd' }, /There is no format mdd.*md/],
])('%j is a mistake that says what to do', async (wanted, said) => {
  await expect(exported(wanted)).rejects.toThrow(said);
});
