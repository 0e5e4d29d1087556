import { expect, test } from 'vitest';
import { countsAt, dataset } from './domain.ts';
import { EVENT_TABLES, eventOf, idOf } from './events.ts';

const data = dataset(42, countsAt(0.001));

test('an event is keyed by the user it happened to and tells the row of the data set', () => {
  for (const id of [1, 2, data.counts.transactions]) {
    const row = data.row('transactions', id);
    const user = data.row('accounts', Number(row['account_id']))['user_id'];
    const { key, value } = eventOf(data, 'transactions', id);
    expect(key).toBe(String(user));
    expect(JSON.parse(value)).toMatchObject({ id, userId: user, type: `transaction.${row['status']}`, amount: row['amount'] });
    expect(JSON.parse(value).occurredAt).toBe((row['created_at'] as Date).toISOString());
  }
  expect(eventOf(data, 'sessions', 3).key).toBe(String(data.row('sessions', 3)['user_id']));
  expect(eventOf(data, 'users', 3).key).toBe('3');
});

test('an event is a function of the data set and the row alone', () => {
  const again = dataset(42, countsAt(0.001));
  const other = dataset(43, countsAt(0.001));
  for (const table of EVENT_TABLES) {
    expect(eventOf(again, table, 5)).toEqual(eventOf(data, table, 5));
    expect(eventOf(other, table, 5).value).not.toBe(eventOf(data, table, 5).value);
    expect(idOf(eventOf(data, table, 5).value)).toBe(5);
  }
});

test('no secret leaves by an event', () => {
  const texts = EVENT_TABLES.map((table) => eventOf(data, table, 7).value).join('\n');
  expect(texts).not.toContain(String(data.row('sessions', 7)['token']));
  expect(texts).not.toContain(String(data.row('users', 7)['password_hash']));
});

test('what has no id has none', () => {
  expect(idOf('{"type":"user.registered"}')).toBeNaN();
  expect(idOf('null')).toBeNaN();
});
