/** The charts of a stored run as images in its folder, and which of them are there. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RunRecord } from '../experiment/record.ts';
import { redactedJson } from '../redact.ts';
import { chartImages } from '../report/charts/images.ts';
import type { ChartSpec } from '../report/charts/spec.ts';
import type { LinkedImage } from '../report/exports/markdown.ts';
import type { ImageRenderer } from './image-renderer.ts';

/** Written beside and renamed, so that nobody sees half an image; those of an earlier export are gone. Gives back their paths. */
export async function writeImages(record: RunRecord, folder: string, renderer: ImageRenderer): Promise<readonly string[]> {
  await rm(path.join(folder, 'img'), { recursive: true, force: true });
  const images = chartImages(record);
  if (images.length > 0) await mkdir(path.join(folder, 'img'), { recursive: true });
  for (const image of images) {
    const target = path.join(folder, image.path);
    await writeFile(`${target}.part`, await renderer.draw(withoutSecrets(image.spec)));
    await rename(`${target}.part`, target);
  }
  return images.map((image) => image.path);
}

/** What stands in an image cannot be hidden afterwards. */
const withoutSecrets = (spec: ChartSpec): ChartSpec => JSON.parse(redactedJson(spec));

/** The charts of the whole run that are there, by the way from a folder in which a text refers to them. */
export const imagesThere = (record: RunRecord, folder: string, from: string): readonly LinkedImage[] =>
  chartImages(record)
    .filter((image) => image.isOverview && existsSync(path.join(folder, image.path)))
    .map((image) => ({
      title: image.spec.title,
      path: path.relative(from, path.join(folder, image.path)).split(path.sep).join('/'),
    }));
