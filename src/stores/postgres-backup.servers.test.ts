// Backups of a PostgreSQL lane by the server's own programs: what comes back, what is told when it is not the same, and that nothing stays.
import { existsSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt } from '../../seeders/domain.ts';
import { type TestServices, testServices } from '../testing/servers.ts';
import { postgres } from './postgres.ts';
import { openSession } from './postgres-session.ts';
import type { Address, LaneHandle } from './store.ts';

const counts = countsAt(0.01);
let services: TestServices;
const laneOf = (name: string, servers = { 'postgres-programs': {} }): Promise<LaneHandle<'postgres'>> =>
  postgres.createLane({ name, counts, tables: ['sessions', 'transactions'], servers }, services);
const within = async (address: Address, text: string) => {
  await using session = await openSession(address);
  return await session.run(text);
};
/** The database that a lane is restored into has the name of the lane's schema. */
const restoredOf = ({ address }: LaneHandle): Address => ({ ...address, database: address.schema ?? '' });

beforeAll(async () => {
  services = await testServices('postgres', counts);
});
afterAll(() => services[Symbol.asyncDispose]());

test.each([
  ['custom', ['-Fc', '-Z1'], ['-j2']],
  ['directory', ['-Fd', '-j2'], []],
  ['plain', ['-Fp'], []],
])(
  'what was dumped comes back, rows and structure, and nothing of it stays: %s',
  async (name, dump, restore) => {
    const lane = await laneOf(name);
    await lane.owner.lane.sql('CREATE INDEX by_account ON transactions (account_id)');
    const { backup } = lane.owner.lane;
    await backup.by({ dump, restore });
    await backup.dump();
    await backup.dump();
    expect(await backup.bytes()).toBeGreaterThan(10_000);
    await backup.restore();
    const { structure, ...tables } = await backup.restored();
    expect(Object.keys(tables)).toEqual(['sessions', 'transactions']);
    expect(structure).toContain('index by_account');
    expect(await within(restoredOf(lane), `SELECT count(*) FROM ${lane.address.schema}.transactions`)).toEqual([
      { count: counts.transactions },
    ]);
    expect(existsSync(lane.address.programs?.folder ?? '')).toBe(true);
    await lane.drop();
    expect(existsSync(lane.address.programs?.folder ?? '')).toBe(false);
    const server = await services.server('postgres', { settings: {} });
    expect(await within(server, "SELECT datname FROM pg_database WHERE datname LIKE 'mhbench%'")).toEqual([]);
  },
  60_000,
);

test('a row that is another, or an index that is not there, is told', async () => {
  const lane = await laneOf('changed');
  const { backup } = lane.owner.lane;
  await lane.owner.lane.sql('CREATE INDEX by_account ON transactions (account_id)');
  await backup.by({ dump: ['-Fc'] });
  await backup.dump();
  await backup.restore();
  await within(restoredOf(lane), `UPDATE ${lane.address.schema}.transactions SET amount = amount + 1 WHERE id = 7`);
  await expect(backup.restored()).rejects.toThrow(/not what was dumped: transactions is \w{64}, and was \w{64}$/);
  await within(restoredOf(lane), `DROP INDEX ${lane.address.schema}.by_account`);
  await expect(backup.restored()).rejects.toThrow('not what was dumped: structure is');
  await lane.drop();
}, 60_000);

test('a program that fails says why, and not with which password', async () => {
  const lane = await laneOf('failing');
  const { backup } = lane.owner.lane;
  await expect(backup.dump()).rejects.toThrow('nobody has said how this lane is backed up');
  await backup.by({ dump: ['-Fc', '--table=nowhere'] });
  const refused: unknown = await backup.dump().catch((error: unknown) => error);
  expect(String(refused)).toMatch(/pg_dump failed: exit code 1: .*no matching tables were found/);
  expect(inspect(refused)).not.toContain(lane.address.password);
  await lane.drop();
}, 60_000);

test('a run that died leaves no database behind once the server is reset', async () => {
  const lane = await laneOf('left');
  await lane.owner.close();
  const server = await services.server('postgres', { settings: {} });
  await postgres.reset(server);
  expect(await within(server, "SELECT datname FROM pg_database WHERE datname LIKE 'mhbench%'")).toEqual([]);
}, 60_000);

test('a lane that has no programs makes no backups', async () => {
  const lane = await postgres.createLane({ name: 'bare', counts, tables: ['transactions'], servers: {} }, services);
  await expect(lane.owner.lane.backup.bytes()).rejects.toThrow('this lane has no programs');
  await lane.drop();
}, 60_000);
