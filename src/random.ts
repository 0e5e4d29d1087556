/** All randomness of the project. A counter-based hash: any draw of any row can be made alone, in any order, by any process. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const GOLDEN = 0x9e3779b9;
const UINT32 = 4294967296;

/** MurmurHash3's finaliser: each bit of the input reaches each bit of the output. */
function finalise(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Two words instead of one: with 32 bits a thousand of three million rows would share all their draws with another row. */
const firstWord = (seed: number, stream: number, ordinal: number): number =>
  finalise(finalise(finalise(seed ^ 0x1b873593) ^ stream) ^ ordinal);
const secondWord = (seed: number, stream: number, ordinal: number): number =>
  finalise(finalise(finalise(ordinal ^ 0x38b34ae5) + stream) + seed);
const atLane = (first: number, second: number, lane: number): number =>
  finalise(finalise(first + Math.imul(lane, GOLDEN)) ^ second) >>> 0;

/** A whole number below 2^32 that depends on all four and looks like noise. */
export const hash = (seed: number, stream: number, ordinal: number, lane: number): number =>
  atLane(firstWord(seed, stream, ordinal), secondWord(seed, stream, ordinal), lane);

/** A stream's number from its name (FNV-1a). */
export function streamOf(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i += 1) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h >>> 0;
}

/** The draws of one ordinal, one after another. */
export interface Draw {
  /** In [0, 1). */
  next(): number;
  /** A whole number below 2^32. */
  word(): number;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  pick<T>(list: readonly T[]): T;
  exponential(mean: number): number;
}

/** A class because millions are made: its methods are shared, a closure's would not be. */
class CounterDraw implements Draw {
  readonly #first: number;
  readonly #second: number;
  #lane = 0;

  constructor(seed: number, stream: number, ordinal: number) {
    this.#first = firstWord(seed, stream, ordinal);
    this.#second = secondWord(seed, stream, ordinal);
  }

  word(): number {
    const lane = this.#lane;
    this.#lane = lane + 1;
    return atLane(this.#first, this.#second, lane);
  }

  next(): number {
    return this.word() / UINT32;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  pick<T>(list: readonly T[]): T {
    const value = list[Math.floor(this.next() * list.length)];
    if (value === undefined) throw new RangeError('nothing can be picked from an empty list');
    return value;
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.next());
  }
}

/** The draws that belong to (seed, stream, ordinal); the first equals `hash(seed, stream, ordinal, 0) / 2^32`. */
export const draw = (seed: number, stream: number, ordinal: number): Draw => new CounterDraw(seed, stream, ordinal);

/** A fair coin that gives the same sequence for the same seed and stream: the order of slices. */
export function coins(seed: number, stream: string): () => boolean {
  const generator = xoroshiro128plus(hash(seed, streamOf(stream), 0, 0));
  return () => uniformInt(generator, 0, 1) === 1;
}
