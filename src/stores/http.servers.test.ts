// An application's HTTP server on a port of its own, and autocannon before it: what the cache experiment stands on.
import { expect, test } from 'vitest';
import { http } from './http.ts';
import { connect, createLane } from './http-lane.ts';

const counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const newLane = () => createLane({ name: 'l1', counts, tables: [], servers: {} });
const paths = (count: number) => Array.from({ length: count }, (_, n) => `/page/${n}`);

/** A lane behind which every path is answered with itself; what was asked is kept. */
async function echoing() {
  const { address } = await newLane();
  const asked: string[] = [];
  const { lane } = await connect(address);
  lane
    .serve(async (path) => {
      asked.push(path);
      if (path === '/broken') throw new Error('no such page');
      return { path };
    })
    .catch(() => undefined);
  return { lane, asked };
}

test('autocannon asks for each path once, whatever the number of connections, and the answers’ digest does not depend on it', async () => {
  const { lane, asked } = await echoing();
  expect(await lane.get('/page/0')).toEqual({ path: '/page/0' });
  asked.length = 0;
  const byOne = await lane.drive(paths(200), { connections: 1 });
  expect([...asked].sort()).toEqual(paths(200).sort());
  asked.length = 0;
  expect(await lane.drive(paths(200), { connections: 16 })).toBe(byOne);
  expect([...asked].sort()).toEqual(paths(200).sort());
  expect(await lane.drive(paths(199), { connections: 16 })).not.toBe(byOne);
});

test('an answer that is an error is told with its number, and not counted as one', async () => {
  const { lane } = await echoing();
  await expect(lane.get('/broken')).rejects.toThrow('answered 500: no such page');
  await expect(lane.drive(['/page/1', '/broken'], { connections: 1 })).rejects.toThrow('1 were answered; 1 with an error');
});

test('a lane has no data of its own', async () => {
  const { address } = await newLane();
  await expect(http.data(address)).rejects.toThrow('keeps no data set');
});
