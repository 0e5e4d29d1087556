/** Search parameters inside a written index. faiss-node can set none of them, so a copy of the file is read that holds another value. Pure. */
import { UserError } from '../errors.ts';

export interface SearchOptions {
  /** IVF: how many of the lists are looked through; FAISS' own default is 1. */
  readonly nprobe?: number;
  /** HNSW: how many candidates are kept while searching; FAISS' own default is 16. */
  readonly efSearch?: number;
}

/** What stands before every kind's own fields: its mark, dimension, number of vectors, two fillers, whether it is trained, its metric. */
const HEADER_BYTES = 4 + 4 + 3 * 8 + 1 + 4;
const IVF_MARKS = ['IwFl', 'IwSq', 'IwPQ', 'IwQR'];
const HNSW_MARKS = ['IHNf', 'IHNp', 'IHNs'];

const markOf = (index: Buffer): string => index.toString('latin1', 0, 4);

/** The number of lists as it was written, and after it nprobe. */
function nprobeAt(index: Buffer): number {
  if (!IVF_MARKS.includes(markOf(index)))
    throw new UserError(`nprobe belongs to an IVF index; this one is marked ${markOf(index)}`);
  return HEADER_BYTES + 8;
}

export const listsIn = (index: Buffer): number => Number(index.readBigUInt64LE(nprobeAt(index) - 8));

/** Bytes of an element in each of the vectors that an HNSW graph is written as: probabilities, neighbours a level, levels, offsets, neighbours. */
const GRAPH = [8, 4, 4, 8, 4];
const DEFAULT_EF = 16;

/** Behind the graph stand the entry point, the highest level, efConstruction, efSearch and the width of the beam, which is always 1. */
function efSearchAt(index: Buffer): number {
  if (!HNSW_MARKS.includes(markOf(index)))
    throw new UserError(`efSearch belongs to an HNSW index; this one is marked ${markOf(index)}`);
  const end = GRAPH.reduce((at, size) => at + 8 + Number(index.readBigUInt64LE(at)) * size, HEADER_BYTES);
  const at = end + 3 * 4;
  if (index.readInt32LE(at) !== DEFAULT_EF || index.readInt32LE(at + 4) !== 1)
    throw new UserError('this HNSW index is written in a way in which efSearch is not found');
  return at;
}

const whole = (name: string, value: number): number => {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new UserError(`${name} is ${value}; it must be a whole number from 1`);
};

/** A copy of a written index, freshly from the library, with these search parameters instead of the default ones. */
export function withParameters(written: Buffer, { nprobe, efSearch }: SearchOptions): Buffer {
  const index = Buffer.from(written);
  if (nprobe !== undefined) index.writeBigUInt64LE(BigInt(whole('nprobe', nprobe)), nprobeAt(index));
  if (efSearch !== undefined) index.writeInt32LE(whole('efSearch', efSearch), efSearchAt(index));
  return index;
}

/** Short and the same for the same parameters; empty for none. */
export const nameOf = ({ nprobe, efSearch }: SearchOptions): string =>
  [nprobe === undefined ? '' : `nprobe-${nprobe}`, efSearch === undefined ? '' : `ef-${efSearch}`].filter(Boolean).join('-');
