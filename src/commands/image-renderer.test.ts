// Images where node-canvas is built, and what is told where it is not.
import { readFileSync } from 'node:fs';
import { cp, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sizeOf } from '../report/charts/chartjs.ts';
import { chartImages } from '../report/charts/images.ts';
import { temporaryFolder } from '../testing/fake-io.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { openRenderer } from './image-renderer.ts';

const require = createRequire(import.meta.url);
const renderer = openRenderer();
const off = 'reason' in renderer ? ` (skipped: ${renderer.reason})` : '';

/** The part of canvas that is used; its own types are only there where it is installed. */
interface NodeCanvas {
  loadImage(png: Buffer): Promise<{ readonly width: number; readonly height: number }>;
  createCanvas(
    width: number,
    height: number,
  ): {
    getContext(kind: '2d'): {
      drawImage(image: unknown, x: number, y: number): void;
      getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
    };
  };
}

/** The share of an image's pixels that have the colour. */
async function shareOf(png: Buffer, [red, green, blue]: readonly [number, number, number]): Promise<number> {
  const { createCanvas, loadImage } = require('canvas') as NodeCanvas;
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  let found = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] === red && data[i + 1] === green && data[i + 2] === blue) found += 1;
  return found / (image.width * image.height);
}

test.skipIf(off !== '')(`a chart becomes a PNG of its size, doubled, with its marks on white${off}`, async () => {
  if ('reason' in renderer) throw new Error(renderer.reason);
  const [forest, sweep] = chartImages(sampleRecord());
  if (forest === undefined || sweep === undefined) throw new Error('the sample has too few charts');
  const [png, again, other] = [
    await renderer.draw(forest.spec),
    await renderer.draw(forest.spec),
    await renderer.draw(sweep.spec),
  ];
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const { width, height } = sizeOf(forest.spec);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([width * 2, height * 2]);
  expect(again.equals(png)).toBe(true);
  expect(other.equals(png)).toBe(false);
  // The colour of what is better, of the palette; most of the rest is paper.
  expect(await shareOf(png, [11, 107, 98])).toBeGreaterThan(0.0005);
  expect(await shareOf(png, [255, 255, 255])).toBeGreaterThan(0.7);
});

test('where the packages are not installed, that is told with what installs and builds them', async () => {
  const folder = await temporaryFolder();
  const found = openRenderer(createRequire(join(folder.path, 'x.js')));
  expect(found).toMatchObject({
    reason: expect.stringMatching(/^optional packages are not installed \(Cannot find module 'canvas'\)$/),
  });
  expect(found).toMatchObject({
    remedy: expect.stringMatching(/^apt-get install .*libgif-dev.* && npm ci --include=optional && npm run images:build$/),
  });
});

test('where canvas is installed and not built, that is told with what builds it', async () => {
  const folder = await temporaryFolder();
  const [from, to] = [join(require.resolve('canvas'), '..'), join(folder.path, 'node_modules', 'canvas')];
  await mkdir(to, { recursive: true });
  for (const part of ['index.js', 'lib', 'package.json']) await cp(join(from, part), join(to, part), { recursive: true });
  expect(openRenderer(createRequire(join(folder.path, 'x.js')))).toMatchObject({
    reason: 'canvas is not built',
    remedy: expect.stringMatching(
      /^apt-get install .*libcairo2-dev libpango1\.0-dev libjpeg-dev libgif-dev.* && npm run images:build$/,
    ),
  });
});

test('what is told to install is what the workflows install', () => {
  const script = readFileSync(new URL('../../.ci/images', import.meta.url), 'utf8');
  const nowhere = openRenderer(createRequire(join(tmpdir(), 'x.js')));
  const remedy = 'remedy' in nowhere ? nowhere.remedy : '';
  const packagesIn = (text: string) => /apt-get install -y --no-install-recommends ([^\n&]*[^\n& ])/.exec(text)?.[1];
  expect(packagesIn(script)).toMatch(/libcairo2-dev/);
  expect(packagesIn(remedy)).toBe(packagesIn(script));
});
