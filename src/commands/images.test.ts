// What is handed to whatever draws a run's images, and what of an earlier export is left.
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepSecret } from '../redact.ts';
import { chartImages } from '../report/charts/images.ts';
import type { ChartSpec } from '../report/charts/spec.ts';
import { temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { imagesThere, writeImages } from './images.ts';

/** Keeps what it is given to draw. */
function drawing() {
  const specs: ChartSpec[] = [];
  const draw = async (spec: ChartSpec) => {
    specs.push(spec);
    return Buffer.from(spec.kind);
  };
  return { specs, renderer: { version: '0', draw } };
}

test('no secret is drawn, and the points are what they were', async () => {
  const secret = keepSecret('drawn-4711-swordfish');
  const sample = sampleRecord();
  const comparisons = sample.comparisons.map((each) => ({ ...each, description: `${each.description} ${secret}` }));
  const record = { ...sample, comparisons };
  const { specs, renderer } = drawing();
  await writeImages(record, (await temporaryFolder()).path, renderer);
  expect(JSON.stringify(chartImages(record))).toContain(secret);
  expect(JSON.stringify(specs)).not.toContain(secret);
  const points = (all: readonly ChartSpec[]) =>
    all.map(({ series }) => series.map((each) => each.points.map(({ x, y }) => [x, y])));
  expect(points(specs)).toEqual(points(chartImages(record).map(({ spec }) => spec)));
});

test('images of an earlier export are gone, a smoke run has none, and only those that are there are led to', async () => {
  const { path } = await temporaryFolder();
  await mkdir(join(path, 'img'));
  await writeFile(join(path, 'img', 'stale.png'), '');
  const record = sampleRecord();
  await writeImages(record, path, drawing().renderer);
  expect(await readdir(join(path, 'img'))).not.toContain('stale.png');
  expect(imagesThere(record, path, join(path, 'exports'))[0]?.path).toBe('../img/forest.png');
  const smoke = { ...record, run: { ...record.run, profile: 'smoke' } };
  expect(await writeImages(smoke, path, drawing().renderer)).toEqual([]);
  expect(imagesThere(record, path, path)).toEqual([]);
});
