/** Conversations are what they say: pure, skewed, in order, and of the same people as everywhere else. */
import { expect, test } from 'vitest';
import { conversationCount, conversations } from './conversations.ts';
import { countsAt, dataset } from './domain.ts';

const counts = countsAt(0.1);
const data = dataset(42, counts);
const talks = conversations(data);
const ids = Array.from({ length: talks.count }, (_, i) => i + 1);

test('the first conversation of seed 42 is this', () => {
  expect(talks.session(1)).toEqual({
    _id: 1,
    business_id: 423,
    channel: 'web',
    created_at: new Date('2025-01-02T03:45:42.000Z'),
    message_count: 2,
    metadata: {
      device: 'ddd9443ca',
      locale: 'jv-ID',
      resolved: true,
      topic: 'opening hours',
    },
    updated_at: new Date('2025-01-02T03:46:06.000Z'),
    user: {
      id: 12106,
      username: 'ezequielgusikowski12106',
    },
  });
  expect(talks.message(1, 2)).toEqual({
    _id: 1002,
    conversation: 1,
    created_at: new Date('2025-01-02T03:46:01.000Z'),
    n: 2,
    role: 'assistant',
    text: "You can't copy the circuit without quantifying the online JSON bandwidth! You can't back up the protocol without backing up the virtual PCI circuit! We need to program the open-source IP system! I'll program the solid state VGA alarm, that should matrix the JBOD system!",
  });
});

test('a conversation for every four hundred logins, and never none', () => {
  expect(conversationCount(1_000_000)).toBe(2_500);
  expect(talks.count).toBe(250);
  expect(conversationCount(1)).toBe(1);
});

test('a person in a conversation has the name of the row in PostgreSQL', () => {
  const people = ids.map((id) => talks.session(id).user);
  for (const { id, username } of people) expect(username).toBe(data.row('users', id)['username']);
  const few = dataset(42, { ...counts, users: 60 });
  const theirs = conversations(few);
  const of42 = ids.map((id) => theirs.session(id).user).find(({ id }) => id === 42);
  expect(of42).toEqual({ id: 42, username: few.row('users', 42)['username'] });
});

test('a document does not depend on what was made before it', () => {
  const fresh = conversations(dataset(42, counts));
  expect(fresh.message(200, 1)).toEqual(talks.message(200, 1));
  expect(fresh.session(200)).toEqual(talks.session(200));
  expect(conversations(dataset(43, counts)).session(200)).not.toEqual(talks.session(200));
});

test('most conversations are short, and a quarter of them holds most of the messages', () => {
  const lengths = ids.map((id) => talks.length(id)).sort((a, b) => a - b);
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  expect(lengths[0]).toBe(2);
  expect(lengths.at(-1)).toBeGreaterThan(90);
  expect(lengths.at(-1)).toBeLessThanOrEqual(100);
  expect(lengths[125]).toBeLessThan(20);
  expect(sum(lengths.slice(187)) / sum(lengths)).toBeGreaterThan(0.6);
  for (const id of ids) expect(talks.session(id).message_count).toBe(talks.length(id));
});

test('messages alternate, come one after another, and end with their conversation, before the reference date', () => {
  for (const id of [1, 7, talks.count]) {
    const { created_at, updated_at, message_count } = talks.session(id);
    const all = Array.from({ length: message_count }, (_, i) => talks.message(id, i + 1));
    const moments = [created_at, ...all.map((each) => each.created_at), updated_at].map(Number);
    expect(moments.every((at, i) => i < 2 || at > Number(moments[i - 1]))).toBe(true);
    expect(moments[1]).toBeGreaterThanOrEqual(Number(moments[0]));
    expect(Number(updated_at)).toBeLessThan(Number(data.referenceDate));
    expect(all.slice(0, 2).map(({ role }) => role)).toEqual(['user', 'assistant']);
    expect(new Set(all.map(({ _id }) => _id)).size).toBe(message_count);
  }
});

test('later conversations begin later', () => {
  const starts = ids.map((id) => Number(talks.session(id).created_at));
  expect(starts.every((at, i) => i === 0 || at > Number(starts[i - 1]))).toBe(true);
});
