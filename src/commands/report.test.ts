// Rendering a stored run: which run is meant, what is written, and what a broken record is told.
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lines, summary } from '../report/exports/summary.ts';
import { renderHtml } from '../report/html.ts';
import { fakeIo, temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { recomputeStored } from './recompute.ts';
import { report } from './report.ts';
import { readRecord, storedRuns } from './stored-runs.ts';

const record = sampleRecord();

/** A folder with three runs, the example and a link, as a project has it. */
async function project() {
  const folder = await temporaryFolder();
  const out = join(folder.path, 'reports');
  for (const name of ['20261121-1200', '20261122-1330', '20261120-0900', 'example']) {
    await mkdir(join(out, name), { recursive: true });
    await writeFile(join(out, name, 'run.json'), JSON.stringify(record));
  }
  await mkdir(join(out, '20261123-unfinished'));
  await symlink('20261121-1200', join(out, 'latest'));
  return folder;
}
async function rendered(cwd: string, run?: string): Promise<string> {
  const io = fakeIo({ cwd });
  expect(await report({ run, out: 'reports' }, io)).toBe(0);
  return io.stdout.written().trimEnd();
}

describe('which run is meant', () => {
  test('the latest by name, without the example and without links', async () => {
    await using folder = await project();
    expect(await storedRuns(join(folder.path, 'reports'))).toEqual(['20261120-0900', '20261121-1200', '20261122-1330']);
    expect(await rendered(folder.path)).toBe(join(folder.path, 'reports/20261122-1330/index.html'));
  });
  test('an id, a folder, a file, all the same', async () => {
    await using folder = await project();
    const path = join(folder.path, 'reports/20261120-0900/index.html');
    for (const run of ['20261120-0900', 'reports/20261120-0900', 'reports/20261120-0900/run.json'])
      expect(await rendered(folder.path, run)).toBe(path);
    expect(await rendered(folder.path, 'example')).toBe(join(folder.path, 'reports/example/index.html'));
  });
  test('one that is not there is told the nearest', async () => {
    await using folder = await project();
    await expect(rendered(folder.path, '20261122-1331')).rejects.toThrow(/no run 20261122-1331.*Did you mean 20261122-1330/);
  });
  test('without any run the remedy is told', async () => {
    await using folder = await temporaryFolder();
    await expect(rendered(folder.path)).rejects.toMatchObject({
      message: 'reports holds no run yet.',
      hint: expect.stringContaining('mhbench run'),
    });
  });
});

test('the report is a function of the record and stands beside it, with nothing half-written left', async () => {
  await using folder = await project();
  const path = await rendered(folder.path);
  expect(await readFile(path, 'utf8')).toBe(renderHtml(record));
  expect((await readdir(join(path, '..'))).sort()).toEqual(['index.html', 'optimizations', 'run.json']);
});

describe('a record that cannot be read', () => {
  test('tells every mistake with its path, and writes nothing', async () => {
    await using folder = await project();
    const broken = { ...record, schemaVersion: 9, run: { ...record.run, scale: 'big' } };
    await writeFile(join(folder.path, 'reports/20261122-1330/run.json'), JSON.stringify(broken));
    const told = await rendered(folder.path).catch((error: Error) => error.message);
    expect(told.split('\n')[0]).toBe(join('20261122-1330', 'run.json is not a record that this version reads:'));
    expect(told).toContain('  schemaVersion: ');
    expect(told).toContain('  run.scale: ');
    expect(await readdir(join(folder.path, 'reports/20261122-1330'))).toEqual(['run.json']);
  });
  test('says when it is not JSON at all', async () => {
    await using folder = await project();
    await cp(join(import.meta.dirname, 'report.ts'), join(folder.path, 'reports/20261122-1330/run.json'));
    await expect(rendered(folder.path)).rejects.toThrow('is not JSON');
  });
});

describe('--recompute', () => {
  const example = join(import.meta.dirname, '../testing/stored-run');
  const recomputed = async (cwd: string, run: string) => {
    const io = fakeIo({ cwd });
    return { code: await recomputeStored({ run, out: 'reports' }, io), text: io.stdout.written() };
  };

  test('says how many verdicts a stored run gives again', async () => {
    const { comparisons } = await readRecord(join(example, 'run.json'));
    const told = `${join(example, 'run.json')}: ${comparisons.length} verdicts recomputed from the evidence, all as stored\n`;
    expect(await recomputed(example, example)).toEqual({ code: 0, text: told });
  });
  test('lists what differs by its key, ends with 4 and writes nothing', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'run.json');
    await writeFile(path, (await readFile(join(example, 'run.json'), 'utf8')).replace('"verdict":"worse"', '"verdict":"same"'));
    const { comparisons } = await readRecord(join(example, 'run.json'));
    const key = comparisons.find(({ verdict }) => verdict === 'worse')?.key;
    const { code, text } = await recomputed(folder.path, folder.path);
    expect(code).toBe(4);
    expect(text.split('\n').slice(1)).toEqual([`  ${key}`, '    verdict: stored same, recomputed worse', '']);
    expect(await readdir(folder.path)).toEqual(['run.json']);
  });
  test('a summary has nothing that a verdict could be computed from, and says so', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'run.json'), lines(summary(await readRecord(join(example, 'run.json')))));
    await expect(recomputed(folder.path, folder.path)).rejects.toThrow('is a summary');
  });
});
