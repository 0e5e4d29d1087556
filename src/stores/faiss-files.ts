/** A FAISS lane on the disk: its vectors, its index, copies of it with other search parameters. Any process that is told the folder can read it. */
import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ServerError, UserError } from '../errors.ts';
import { INNER_PRODUCT, type NativeFaiss, type NativeIndex } from './faiss-binding.ts';
import { nameOf, type SearchOptions, withParameters } from './faiss-parameters.ts';

/** As many as the embeddings of the data set have. */
export const DIMENSION = 384;
const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** The binding takes lists of numbers: so many vectors at once keep them small. */
const VECTORS_AT_ONCE = 2_000;

const aboutShape = z.object({ factory: z.string(), buildMs: z.number() });
/** What an index was made from, and how long training and adding took. */
export type About = z.infer<typeof aboutShape>;

export interface Building {
  readonly factory: string;
  readonly most: number;
}

const vectorsPath = (folder: string): string => join(folder, 'vectors.f32');
const aboutPath = (folder: string): string => join(folder, 'about.json');
const indexPath = (folder: string, options: SearchOptions = {}): string =>
  join(folder, `${['index', nameOf(options)].filter((part) => part !== '').join('-')}.faiss`);

/** Whole or not at all: who finds the name finds everything. */
export function writeWhole(path: string, content: Uint8Array | string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

/** A folder for a lane, on the template's vectors: the same file, because no lane writes to it. */
export function makeFolder(folder: string, template: string): void {
  mkdirSync(folder);
  linkSync(template, vectorsPath(folder));
}

export const laneFolder = (home: string, lane: string): string => join(home, `lane-${lane}`);
export const templateFile = (home: string, name: string): string => join(home, `vectors-${name}.f32`);
const OURS = /^(lane-.*|vectors-.*\.f32(\.new)?)$/;

/** Everything that lanes and templates are made of, in a folder that may not be there. */
export function removeAll(home: string): void {
  const names = existsSync(home) ? readdirSync(home).filter((name) => OURS.test(name)) : [];
  for (const name of names) rmSync(join(home, name), { recursive: true });
}

export const removeLane = (folder: string): void => rmSync(folder, { recursive: true });

export function readVectors(folder: string): Float32Array {
  const bytes = readFileSync(vectorsPath(folder));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / BYTES);
}

/** Single vectors of a lane, read from the disk one by one: whoever compresses vectors does so in order not to hold them. */
export interface VectorFile {
  /** The vector of this id, which counts from 1. */
  vector(id: number): Float32Array;
  close(): void;
}

export function openVectors(folder: string): VectorFile {
  const path = vectorsPath(folder);
  const file = openSync(path, 'r');
  return {
    vector(id) {
      const vector = new Float32Array(DIMENSION);
      const read = readSync(file, vector, 0, vector.byteLength, (id - 1) * vector.byteLength);
      if (read === vector.byteLength) return vector;
      throw new ServerError(`${path} holds no vector ${id}`);
    },
    close: () => closeSync(file),
  };
}

/** What one byte can tell apart: a product quantiser learns so many centres for each part of a vector. */
const CENTRES = 256;

/** FAISS ends the process when it is to train more lists or centres than there are vectors, so that is refused here. */
function refuseTooFew(factory: string, count: number): void {
  const lists = Number(/IVF(\d+)/.exec(factory)?.[1] ?? 0);
  if (lists > count) throw new UserError(`${factory} trains ${lists} lists, and there are ${count} vectors`, 'take fewer lists');
  if (/\bPQ\d/.test(factory) && count < CENTRES)
    throw new UserError(`${factory} trains ${CENTRES} centres, and there are ${count} vectors`, 'take a larger --scale');
}

/** Trains, fills and writes the lane's index, of the first `most` vectors; what was there before is gone, with its copies. */
export function buildIndex(native: NativeFaiss, folder: string, { factory, most }: Building): void {
  const vectors = readVectors(folder).subarray(0, most * DIMENSION);
  refuseTooFew(factory, vectors.length / DIMENSION);
  const startMs = performance.now();
  const index = native.Index.fromFactory(DIMENSION, factory, INNER_PRODUCT);
  if (!index.isTrained()) index.train(Array.from(vectors));
  const step = VECTORS_AT_ONCE * DIMENSION;
  for (let from = 0; from < vectors.length; from += step) index.add(Array.from(vectors.subarray(from, from + step)));
  const about: About = { factory, buildMs: performance.now() - startMs };
  for (const name of readdirSync(folder).filter((each) => each.startsWith('index'))) rmSync(join(folder, name));
  index.write(`${indexPath(folder)}.new`);
  renameSync(`${indexPath(folder)}.new`, indexPath(folder));
  writeWhole(aboutPath(folder), JSON.stringify(about));
}

/** The lane's index with these parameters, read into memory. By file, because the binding never frees what it read from a buffer. */
export function readIndex(native: NativeFaiss, folder: string, options: SearchOptions): NativeIndex {
  const path = indexPath(folder, options);
  if (!existsSync(path)) writeWhole(path, withParameters(readFileSync(indexPath(folder)), options));
  const index = native.Index.read(path);
  if (index.getDimension() === DIMENSION) return index;
  throw new ServerError(`${path} has vectors of ${index.getDimension()} numbers; the data set's have ${DIMENSION}`);
}

export const readAbout = (folder: string): About => aboutShape.parse(JSON.parse(readFileSync(aboutPath(folder), 'utf8')));
/** As it was written: the vectors and all that finds them, which is what it holds in memory. */
export const indexBytes = (folder: string): number => statSync(indexPath(folder)).size;
