/** Embedding-like vectors of chat messages: topics in 32 hidden dimensions, spread over 384 with a little noise, of length one. No model made them. */
import { type Draw, draw, streamOf } from '../src/random.ts';
import type { World } from './world.ts';

export const DIMENSION = 384;
const HIDDEN = 32;
const TOPICS = 100;
/** How far messages of one topic lie apart, and how much of a vector belongs to no topic at all. */
const SPREAD = 0.6;
const NOISE = 0.05 * Math.sqrt(HIDDEN);
const MOST_MESSAGES = 30_000;

const [CENTRES, MIXING, MESSAGES, VECTORS, QUESTIONS] = [
  'embeddings/centres',
  'embeddings/mixing',
  'embeddings/messages',
  'embeddings/vectors',
  'embeddings/questions',
].map(streamOf) as [number, number, number, number, number];

/** One message of a conversation: whose it is, and what about. */
export interface Message {
  readonly id: number;
  readonly user_id: number;
  readonly topic: number;
  readonly text: string;
}

export interface Embeddings {
  /** Messages have the ids from 1 to this. */
  readonly count: number;
  message(id: number): Message;
  /** Its vector. */
  vector(id: number): Float32Array;
  /** A vector of the same distribution that is no message's. */
  question(streamSeed: number, ordinal: number): Float32Array;
}

/** Two independent draws of the normal distribution (Box and Muller). */
function normals(d: Draw, into: Float64Array): Float64Array {
  for (let i = 0; i < into.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(1 - d.next()));
    const angle = 2 * Math.PI * d.next();
    into[i] = radius * Math.cos(angle);
    into[i + 1] = radius * Math.sin(angle);
  }
  return into;
}

/** One message a user, as far as the most. */
export const messagesIn = (users: number): number => Math.min(users, MOST_MESSAGES);

/** Makes the topics; no vector yet. */
export function embeddings({ seed, counts, words }: World): Embeddings {
  const centres = Array.from({ length: TOPICS }, (_, i) => normals(draw(seed, CENTRES, i), new Float64Array(HIDDEN)));
  const mixing = Array.from({ length: HIDDEN }, (_, i) => normals(draw(seed, MIXING, i), new Float64Array(DIMENSION)));
  const count = messagesIn(counts.users);
  const message = (id: number): Message => {
    if (!Number.isInteger(id) || id < 1 || id > count)
      throw new RangeError(`there are messages 1 to ${count}; ${id} was asked for`);
    const d = draw(seed, MESSAGES, id);
    const topic = d.between(0, TOPICS - 1);
    return { id, user_id: d.between(1, counts.users), topic, text: `${d.pick(words.descriptions)} (topic ${topic})` };
  };
  const near = (topic: number, d: Draw) => around(centres[topic] ?? new Float64Array(HIDDEN), mixing, d);
  return {
    count,
    message,
    vector: (id) => near(message(id).topic, draw(seed, VECTORS, id)),
    question: (streamSeed, ordinal) => {
      const d = draw(streamSeed, QUESTIONS, ordinal);
      return near(d.between(0, TOPICS - 1), d);
    },
  };
}

/** A point near the centre, mixed into all dimensions, with noise, of length one. */
function around(centre: Float64Array, mixing: readonly Float64Array[], d: Draw): Float32Array {
  const hidden = normals(d, new Float64Array(HIDDEN)).map((x, i) => (centre[i] ?? 0) + SPREAD * x);
  const vector = normals(d, new Float64Array(DIMENSION)).map((x) => NOISE * x);
  for (const [i, row] of mixing.entries()) {
    const share = hidden[i] ?? 0;
    for (let j = 0; j < DIMENSION; j += 1) vector[j] = (vector[j] ?? 0) + share * (row[j] ?? 0);
  }
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return Float32Array.from(vector, (x) => x / length);
}

/** Of one vector of the list and the question. */
function product(vectors: Float32Array, from: number, asked: Float32Array): number {
  let sum = 0;
  for (let j = 0; j < DIMENSION; j += 1) sum += (vectors[from + j] ?? 0) * (asked[j] ?? 0);
  return sum;
}

/** The ids of the k nearest of these vectors, the nearest first, by looking at every one: the truth that a search is held against. */
export function exactNearest(vectors: Float32Array, question: ArrayLike<number>, k: number): readonly number[] {
  const asked = Float32Array.from(question);
  const best: { id: number; likeness: number }[] = [];
  for (let from = 0, id = 1; from < vectors.length; from += DIMENSION, id += 1) {
    const likeness = product(vectors, from, asked);
    if (best.length === k && likeness <= (best[k - 1]?.likeness ?? 0)) continue;
    const place = best.findIndex((one) => one.likeness < likeness);
    best.splice(place === -1 ? best.length : place, 0, { id, likeness });
    if (best.length > k) best.pop();
  }
  return best.map(({ id }) => id);
}
