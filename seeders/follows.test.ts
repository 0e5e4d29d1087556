/** The graph's shape: few have many followers, communities are seen, and every edge is the same whoever asks. */
import { expect, test } from 'vitest';
import { countsAt, dataset } from './domain.ts';
import { followsOf, interestsOf } from './follows.ts';

const data = dataset(7, countsAt(0.05));
const users = data.counts.users;
const everybody = Array.from({ length: users }, (_, i) => i + 1);
const edges = everybody.flatMap((user) => followsOf(data, user).map((followed) => ({ user, followed })));

test('edges lead to users that exist, to nobody twice and never back to where they start', () => {
  for (const user of everybody) {
    const followed = followsOf(data, user);
    expect(new Set(followed).size).toBe(followed.length);
    expect(followed).toEqual([...followed].sort((a, b) => a - b));
    expect(followed).not.toContain(user);
    expect(followed.every((id) => Number.isInteger(id) && id >= 1 && id <= users)).toBe(true);
  }
});

test('there are about five edges a user', () => {
  expect(edges.length / users).toBeGreaterThan(4.5);
  expect(edges.length / users).toBeLessThan(5.5);
});

test('followers are distributed by a power law: the first hundredth has a fifth of them or more, and most users have some', () => {
  const followers = new Map<number, number>();
  for (const { followed } of edges) followers.set(followed, (followers.get(followed) ?? 0) + 1);
  const sorted = [...followers.values()].sort((a, b) => b - a);
  const first = sorted.slice(0, users / 100).reduce((sum, count) => sum + count, 0);
  expect(first / edges.length).toBeGreaterThan(0.2);
  expect(sorted[0]).toBeGreaterThan(users / 50);
  expect(followers.size / users).toBeGreaterThan(0.6);
});

test('most edges stay within a community', () => {
  const communities = Math.round(users / 200);
  const within = edges.filter(({ user, followed }) => (user - followed) % communities === 0);
  expect(within.length / edges.length).toBeGreaterThan(0.5);
  expect(within.length / edges.length).toBeLessThan(0.8);
});

test('an edge depends on the seed and the user alone', () => {
  expect(followsOf(dataset(7, countsAt(0.05)), 17)).toEqual(followsOf(data, 17));
  expect(everybody.some((user) => String(followsOf(dataset(8, countsAt(0.05)), user)) !== String(followsOf(data, user)))).toBe(
    true,
  );
});

test('where there are few users, everybody is known to everybody at most', () => {
  const few = dataset(7, { ...countsAt(0.01), users: 3 });
  for (const user of [1, 2, 3]) expect(followsOf(few, user).length).toBeLessThanOrEqual(2);
  expect(followsOf(dataset(7, { ...countsAt(0.01), users: 1 }), 1)).toEqual([]);
});

test('interests are businesses that exist, the popular ones most often', () => {
  const named = everybody.flatMap((user) => interestsOf(data, user));
  expect(named.every((id) => id >= 1 && id <= data.counts.businesses)).toBe(true);
  expect(named.length / users).toBeGreaterThan(1.5);
  const counts = new Map<number, number>();
  for (const id of named) counts.set(id, (counts.get(id) ?? 0) + 1);
  expect(Math.max(...counts.values())).toBeGreaterThan((20 * named.length) / data.counts.businesses);
});
