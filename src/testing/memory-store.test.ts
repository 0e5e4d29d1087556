/** The fake that engine tests stand on must itself be exact. */
import { expect, test } from 'vitest';
import { fakeClock } from './fake-clock.ts';
import { memoryStore } from './memory-store.ts';

const counts = { users: 1, accounts: 2, sessions: 3, businesses: 4, transactions: 5, logs: 6 };

test('a call takes exactly as long as it is told, also when it fails', async () => {
  const clock = fakeClock(100);
  const answer = ({ statement }: { readonly statement: unknown }) => {
    if (statement === 'bad') throw new Error('refused');
    return [statement];
  };
  const store = memoryStore({ clock, counts, ns: ({ call }) => 1_000 + call, answer });
  const connection = await store.connect();
  expect(await connection.run('good')).toEqual(['good']);
  expect(clock.nowNs()).toBe(1_100);
  await expect(connection.run('bad')).rejects.toThrow('refused');
  expect(clock.nowNs()).toBe(2_101);
  expect(store.log).toEqual(['good', 'bad']);
});

test('open connections are counted', async () => {
  const store = memoryStore({ clock: fakeClock(), counts, ns: () => 1 });
  const connection = await store.connect();
  expect(store.open()).toBe(1);
  expect(connection.lane.rows('logs')).toBe(6);
  await connection.close();
  expect(store.open()).toBe(0);
});
