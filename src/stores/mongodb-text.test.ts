/** Commands as one would type them in mongosh. */
import { expect, test } from 'vitest';
import { printCommand, written } from './mongodb-text.ts';

test('a command is typed with bare keys where they may be, and quoted ones where they may not', () => {
  const command = { find: 'messages', filter: { 'user.id': 7, n: { $gte: 2 } }, sort: { n: -1 }, projection: {} };
  expect(printCommand(command)).toBe(
    'db.runCommand({ find: "messages", filter: { "user.id": 7, n: { $gte: 2 } }, sort: { n: -1 }, projection: {} })',
  );
});

test('moments, lists, nothing and large numbers have their forms', () => {
  expect(written({ at: new Date(0), list: [1, 'a"b', null], big: 2n ** 60n })).toBe(
    '{ at: ISODate("1970-01-01T00:00:00.000Z"), list: [1, "a\\"b", null], big: Long("1152921504606846976") }',
  );
});
