/** What every store keeps, on real servers: lanes are loaded alike, stand apart, tell their structure, and leave nothing behind. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countsAt, dataset } from '../../seeders/domain.ts';
import { loadStore } from '../catalog.ts';
import type { StoreName } from '../define.ts';
import { TEST_DATA_SEED, type TestServices, testServices } from '../testing/servers.ts';
import { openSession } from './postgres-session.ts';
import { openRedis } from './redis-session.ts';
import type { Address, LaneHandle, Store } from './store.ts';

const counts = countsAt(0.01);
const data = dataset(TEST_DATA_SEED, counts);

/** The contract in one store's language. */
interface Words {
  readonly store: StoreName;
  readonly emailOf: (id: number) => unknown;
  readonly email: (answer: unknown) => unknown;
  readonly change: unknown;
  readonly allUsers: unknown;
  readonly apply: unknown;
  readonly undo: unknown;
  readonly printed: string;
  /** What a dropped lane left on its server. */
  readonly remains: (server: Address) => Promise<unknown>;
}

const WORDS: readonly Words[] = [
  {
    store: 'postgres',
    emailOf: (id) => ({ sql: 'SELECT email FROM users WHERE id = $1', params: [id] }),
    email: (answer) => (Array.isArray(answer) ? answer[0]?.email : undefined),
    change: "UPDATE users SET email = 'changed' WHERE id = 1",
    allUsers: 'SELECT * FROM users ORDER BY id',
    apply: 'CREATE INDEX users_role ON users (role)',
    undo: 'DROP INDEX users_role',
    printed: 'SELECT email FROM users WHERE id = 7',
    async remains(server) {
      await using session = await openSession(server);
      const [found] = await session.run(
        `SELECT (SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'mhbench\\_lane\\_%') + (SELECT count(*) FROM pg_roles WHERE rolname LIKE 'mhbench\\_lane\\_%')
                + (SELECT count(*) FROM pg_stat_activity WHERE usename LIKE 'mhbench\\_lane\\_%') AS things`,
      );
      return found?.['things'];
    },
  },
  {
    store: 'redis',
    emailOf: (id) => ['GET', `user:${id}`],
    email: (answer) => (answer === 'changed' ? answer : JSON.parse(String(answer)).email),
    change: ['SET', 'user:1', 'changed'],
    allUsers: ['MGET', ...Array.from({ length: counts.users }, (_, i) => `user:${i + 1}`)],
    apply: ['CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru'],
    undo: ['CONFIG', 'SET', 'maxmemory-policy', 'noeviction'],
    printed: 'GET user:7',
    async remains(server) {
      await using session = await openRedis(server);
      return session.run(['DBSIZE']);
    },
  },
];

describe.each(WORDS)('$store', (words) => {
  let services: TestServices;
  let store: Store;
  let one: LaneHandle;
  let other: LaneHandle;

  const lane = (name: string): Promise<LaneHandle> =>
    store.createLane({ name, counts, tables: ['users'], servers: {} }, services);
  const ask = (handle: LaneHandle, statement: unknown): Promise<unknown> => handle.owner.run(statement as never);

  beforeAll(async () => {
    services = await testServices(words.store, counts);
    store = await loadStore(words.store);
    one = await lane('one');
    other = await lane('other');
  });
  afterAll(async () => {
    await services[Symbol.asyncDispose]();
  });

  test('what was loaded was counted and read back', () => {
    const users = services.loads[0]?.tables.find(({ table }) => table === 'users');
    expect(users).toMatchObject({ rows: counts.users });
    expect(users?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(users?.bytes).toBeGreaterThan(counts.users * 100);
  });

  test('a row in a lane is the row of the data set', async () => {
    for (const id of [1, 7, counts.users]) {
      expect(words.email(await ask(one, words.emailOf(id)))).toBe(data.row('users', id)['email']);
    }
    expect(one.owner.lane.rows('users')).toBe(counts.users);
  });

  test('two lanes hold the same', async () => {
    expect(await ask(one, words.allUsers)).toEqual(await ask(other, words.allUsers));
    expect(await one.describe()).toEqual(await other.describe());
    expect(await one.size()).toBeGreaterThan(0);
  });

  test('a connection of several clients answers calls that overlap', async () => {
    const connection = await store.connect(one.address, { client: {}, clients: 4 });
    const ids = Array.from({ length: 40 }, (_, i) => i + 1);
    const answers = await Promise.all(ids.map((id) => connection.run(words.emailOf(id) as never)));
    expect(answers.map(words.email)).toEqual(ids.map((id) => data.row('users', id)['email']));
    await connection.close();
  });

  test('client options that the store does not know are refused', async () => {
    await expect(store.connect(one.address, { client: { pooled: true }, clients: 1 })).rejects.toThrow('pooled');
  });

  test('a statement is printed as one would type it', () => {
    expect(one.owner.print(words.emailOf(7) as never)).toBe(words.printed);
  });

  test('a change of structure is told, and gone when it is taken back', async () => {
    const before = await one.describe();
    await ask(one, words.apply);
    const after = await one.describe();
    expect(after).not.toEqual(before);
    expect(await other.describe()).toEqual(before);
    await ask(one, words.undo);
    expect(await one.describe()).toEqual(before);
  });

  test('a change in one lane is not seen in another', async () => {
    await ask(one, words.change);
    expect(words.email(await ask(one, words.emailOf(1)))).toBe('changed');
    expect(words.email(await ask(other, words.emailOf(1)))).toBe(data.row('users', 1)['email']);
  });

  test('the server says what it is', async () => {
    const facts = await store.facts(one.address);
    expect(facts.version).toMatch(/^\d+\.\d+/);
    expect(Object.keys(facts.settings).length).toBeGreaterThan(3);
    expect(JSON.stringify(facts)).not.toContain(one.address.password);
  });

  test('a dropped lane leaves nothing', async () => {
    const server = await services.server(words.store, { settings: {}, ...(words.store === 'redis' ? { own: 'one' } : {}) });
    await one.drop();
    if (words.store === 'postgres') await other.drop();
    expect(await words.remains(server)).toBe(0);
  });
});
