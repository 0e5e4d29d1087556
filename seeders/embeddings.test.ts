import { describe, expect, test } from 'vitest';
import { countsAt, dataset, pickFor } from './domain.ts';
import { DIMENSION, exactNearest, messagesIn } from './embeddings.ts';

const counts = countsAt(0.01);
const data = dataset(42, counts);
const { count, message, vector, question } = data.embeddings();
const product = (one: Float32Array, other: Float32Array) => one.reduce((sum, x, i) => sum + x * (other[i] ?? 0), 0);
const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const ids = Array.from({ length: 400 }, (_, i) => i + 1);

describe('messages', () => {
  test('one a user as far as the most, and every author is a user', () => {
    expect([messagesIn(2_000), messagesIn(200_000), count]).toEqual([2_000, 30_000, counts.users]);
    for (const id of ids) {
      const { user_id, text, topic } = message(id);
      expect(data.row('users', user_id)['id']).toBe(user_id);
      expect(text).toContain(`topic ${topic}`);
    }
  });

  test('only those there are', () => {
    expect(() => vector(count + 1)).toThrow(`messages 1 to ${count}`);
    expect(() => message(0)).toThrow('0 was asked for');
  });
});

describe('vectors', () => {
  test('have length one, and are the same however often and in whichever order they are made', () => {
    const again = dataset(42, counts).embeddings();
    for (const id of [2_000, 7, 1]) {
      expect(product(vector(id), vector(id))).toBeCloseTo(1, 5);
      expect(again.vector(id)).toEqual(vector(id));
    }
    expect(vector(7)).toHaveLength(DIMENSION);
    expect(dataset(43, counts).embeddings().vector(7)).not.toEqual(vector(7));
  });

  test('of one topic are alike, of two are not', () => {
    const pairs = ids.flatMap((a) => ids.filter((b) => b > a).map((b) => [a, b] as const));
    const likeness = (same: boolean) =>
      mean(
        pairs
          .filter(([a, b]) => (message(a).topic === message(b).topic) === same)
          .slice(0, 500)
          .map(([a, b]) => product(vector(a), vector(b))),
      );
    expect(likeness(true)).toBeGreaterThan(0.6);
    expect(Math.abs(likeness(false))).toBeLessThan(0.1);
  });
});

describe('questions', () => {
  test('are a function of the stream and the ordinal, and no message', () => {
    expect(question(1, 5)).toEqual(question(1, 5));
    expect(question(1, 6)).not.toEqual(question(1, 5));
    expect(question(2, 5)).not.toEqual(question(1, 5));
    for (const id of ids) expect(product(vector(id), question(1, 5))).toBeLessThan(0.999);
    expect(pickFor(data, 1, 5, {}).vector()).toEqual([...question(1, 5)]);
  });
});

test('the exact search finds the nearest first, and the earlier of equals', () => {
  const unit = (at: number) => Float32Array.from({ length: DIMENSION }, (_, i) => (i === at ? 1 : 0));
  const vectors = Float32Array.from([...unit(0), ...unit(1), ...unit(2), ...unit(1)]);
  const asked = Float32Array.from({ length: DIMENSION }, (_, i) => [0.5, 0.8, 0.3][i] ?? 0);
  expect(exactNearest(vectors, asked, 3)).toEqual([2, 4, 1]);
  expect(exactNearest(vectors, asked, 9)).toEqual([2, 4, 1, 3]);
});
