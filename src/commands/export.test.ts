// What a stored run is handed on as: one format to a file or to stdout, or all of them into a folder.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { EXIT } from '../exit-codes.ts';
import { chartImages } from '../report/charts/images.ts';
import { markdown } from '../report/exports/markdown.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { type ExportOptions, exportRun } from './export.ts';
import { openRenderer } from './image-renderer.ts';

const record = sampleRecord();
const RUN = '20261125-0900';
const NONE = { reason: 'canvas is not built', remedy: 'npm run images:build' };
const renderer = openRenderer();
const off = 'reason' in renderer ? ` (skipped: ${renderer.reason})` : '';

async function exported(wanted: Pick<ExportOptions, 'format'> & Partial<ExportOptions>, draws: typeof openRenderer = () => NONE) {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, 'reports', RUN), { recursive: true });
  await writeFile(join(folder.path, 'reports', RUN, 'run.json'), JSON.stringify(record));
  const io = fakeIo({ cwd: folder.path });
  const code = await exportRun({ run: undefined, out: 'reports', file: null, all: null, ...wanted }, io, draws);
  return { folder, code, text: io.stdout.written(), told: io.stderr.written(), run: join(folder.path, 'reports', RUN) };
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

test('where no image can be drawn, that is told with its remedy; alone it is a lack, among all formats it is not', async () => {
  const told = 'images skipped, because canvas is not built; remedy: npm run images:build\n';
  expect(await exported({ format: 'png' })).toMatchObject({ code: EXIT.environment, text: '', told });
  const all = await exported({ format: null, all: 'night' });
  expect(all).toMatchObject({ code: EXIT.done, told });
  expect(await readFile(join(all.folder.path, 'night', 'summary.md'), 'utf8')).toBe(markdown(record));
});

test.skipIf(off !== '')(`images stand in the folder of the run, and Markdown leads to those of the whole run${off}`, async () => {
  const { run, told, folder } = await exported({ format: null, all: 'night/files' }, openRenderer);
  const names = await readdir(join(run, 'img'));
  expect(names.sort()).toEqual(
    chartImages(record)
      .map(({ path }) => path.replace('img/', ''))
      .sort(),
  );
  expect(told).toContain(`in ${join(run, 'img')}`);
  const text = await readFile(join(folder.path, 'night', 'files', 'summary.md'), 'utf8');
  const links = [...text.matchAll(/^!\[.*\]\((.*)\)$/gm)].map(([, link]) => link ?? '');
  expect(links[0]).toBe(`../../reports/${RUN}/img/forest.png`);
  for (const link of links)
    expect((await readFile(join(folder.path, 'night', 'files', link))).subarray(1, 4).toString()).toBe('PNG');
  expect(links.length).toBe(chartImages(record).filter(({ isOverview }) => isOverview).length);
});

test.each([
  [{ format: null }, /either --format/],
  [{ format: 'md', all: 'night' }, /either --format/],
  [{ format: null, all: 'night', file: 'x' }, /either --format/],
  [{ format: 'png', file: 'x.png' }, /images have names of their own/],
  [{ format: 'mdd' }, /There is no format mdd.*md/],
])('%j is a mistake that says what to do', async (wanted, said) => {
  await expect(exported(wanted)).rejects.toThrow(said);
});
