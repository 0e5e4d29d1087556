/** A bijection of 1…size that looks shuffled: popular ranks become ids that are not neighbours on disk. */
import { hash, streamOf } from '../src/random.ts';

const ROUNDS = 4;

/** A Feistel network over the next even power of two, walked until it lands inside: a permutation whatever its rounds compute. */
export function permutation(seed: number, name: string, size: number): Int32Array {
  const stream = streamOf(name);
  const halfBits = Math.max(1, Math.ceil(Math.log2(size) / 2));
  const mask = 2 ** halfBits - 1;
  const step = (value: number): number => {
    let left = value >>> halfBits;
    let right = value & mask;
    for (let round = 0; round < ROUNDS; round += 1) {
      [left, right] = [right, left ^ (hash(seed, stream, right, round) & mask)];
    }
    return (left << halfBits) | right;
  };
  return Int32Array.from({ length: size }, (_, rank) => {
    let value = step(rank);
    while (value >= size) value = step(value);
    return value + 1;
  });
}
