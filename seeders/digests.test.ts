/** What is loaded, byte for byte, in each store's form: a change here makes every stored record one of other data. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { TABLES } from '../src/define.ts';
import { conversations } from './conversations.ts';
import { copyText } from './copy-text.ts';
import { countsAt, dataset } from './domain.ts';
import { EVENT_TABLES, eventOf } from './events.ts';
import { followsOf, interestsOf } from './follows.ts';

const data = dataset(42, countsAt(0.005));

/** The first twelve digits of the SHA-256 of all parts. */
function digest(parts: Iterable<string | Uint8Array>): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 12);
}

function* each(count: number, make: (id: number) => unknown): Generator<string> {
  for (let id = 1; id <= count; id += 1) yield JSON.stringify(make(id));
}

test('the rows of seed 42 as PostgreSQL prints them', () => {
  expect(Object.fromEntries(TABLES.map((table) => [table, digest(copyText(data, table))]))).toEqual({
    accounts: 'a477400b0e7d',
    businesses: '8dee7da5e3bf',
    logs: '2965e1fd917d',
    sessions: '49db32787103',
    transactions: 'c3b8cd5bd5f9',
    users: '9bccd76c07e4',
  });
});

test('the events that they stand for', () => {
  const events = EVENT_TABLES.map((table) => [table, digest(each(data.counts[table], (id) => eventOf(data, table, id)))]);
  expect(Object.fromEntries(events)).toEqual({
    sessions: 'ae9b50242fca',
    transactions: '6e4fd0b20442',
    users: 'b93eb2dbff23',
  });
});

test('conversations, edges and vectors', () => {
  const talks = conversations(data);
  const messages = each(talks.count, (id) => [
    talks.session(id),
    ...Array.from({ length: talks.length(id) }, (_, n) => talks.message(id, n + 1)),
  ]);
  const { count, vector } = data.embeddings();
  const vectors = Array.from({ length: count }, (_, i) => new Uint8Array(vector(i + 1).buffer));
  const found = {
    conversations: digest(messages),
    follows: digest(each(data.counts.users, (id) => followsOf(data, id))),
    interests: digest(each(data.counts.users, (id) => interestsOf(data, id))),
    vectors: digest(vectors),
  };
  expect(found).toEqual({
    conversations: '98506acaad29',
    follows: '8d9679e7ccc8',
    interests: 'f3ef92dad4e4',
    vectors: 'af1b6faef989',
  });
});
