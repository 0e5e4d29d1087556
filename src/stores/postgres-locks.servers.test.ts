/** Whom a change makes wait, as a real server says: and that a change is the same whether or not it could be asked. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { postgres } from './postgres.ts';
import type { Changer, LaneHandle, Lock } from './store.ts';

const counts = countsAt(0.005);
let services: TestServices;
let lane: LaneHandle<'postgres'>;
let changer: Changer<'postgres'>;

beforeAll(async () => {
  services = await testServices('postgres', counts);
  lane = await postgres.createLane({ name: 'locked', counts, tables: ['users', 'transactions'], servers: {} }, services);
  const made = await lane.changer?.();
  if (made === undefined) throw new Error('PostgreSQL can tell what a change locks');
  changer = made;
});
afterAll(async () => {
  await changer[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

const writers = (on: string, mode = 'ShareLock'): Lock => ({ on, mode, stops: 'writers' });
const everybody = (on: string): Lock => ({ on, mode: 'AccessExclusiveLock', stops: 'everybody' });

test.each([
  ['CREATE INDEX by_role ON users (role)', [writers('users')]],
  ['CREATE INDEX CONCURRENTLY by_email ON users (email)', []],
  ['DROP INDEX by_role', [everybody('users')]],
  ['ALTER TABLE users ADD COLUMN nickname text', [everybody('users')]],
  [
    'ALTER TABLE transactions ADD FOREIGN KEY (account_id) REFERENCES users (id) NOT VALID',
    [writers('transactions', 'ShareRowExclusiveLock'), writers('users', 'ShareRowExclusiveLock')],
  ],
  ['VACUUM ANALYZE users', []],
  ["UPDATE users SET nickname = 'x' WHERE id = 1", []],
  ['CREATE TABLE receipts (id int PRIMARY KEY)', []],
  ["ALTER ROLE CURRENT_USER SET work_mem = '8MB'", []],
  [{ sql: "SELECT set_config('work_mem', $1, true)", params: ['8MB'] }, []],
] as const)('%j', async (statement, locks) => {
  expect(await changer.run(statement as never)).toEqual(locks);
});

test('what was changed stays, also where it could not be asked inside a transaction', async () => {
  const lines = (await lane.describe()).filter((line) => /by_role|by_email|nickname|receipts|work_mem/.test(line));
  expect(lines).toEqual([
    'column receipts.id integer not null',
    'column users.nickname text',
    expect.stringContaining('constraint receipts.receipts_pkey'),
    'index by_email: CREATE INDEX by_email ON users USING btree (email)',
    expect.stringContaining('index receipts_pkey'),
    'setting work_mem=8MB',
    'table receipts',
  ]);
});

test('a statement that fails leaves nothing of it, and the changer goes on', async () => {
  await expect(changer.run('CREATE TABLE half (id int); SELECT 1 / 0')).rejects.toThrow('division by zero');
  expect((await lane.describe()).filter((line) => line.includes('half'))).toEqual([]);
  expect(await changer.run('CREATE INDEX by_name ON users (username)')).toEqual([writers('users')]);
});
