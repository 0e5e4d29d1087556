/** A load is believed only when it was read back, ends when it is called off, and is used again only where it is the data that is wanted. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countsAt, dataset } from '../../seeders/domain.ts';
import { seed } from '../../seeders/postgres.ts';
import { TABLES } from '../define.ts';
import { TEST_DATA_SEED, type TestServices, testServices } from '../testing/servers.ts';
import { manifestOf } from './manifest.ts';
import { DATA } from './names.ts';
import { postgres } from './postgres.ts';
import { openSession, type PostgresSession } from './postgres-session.ts';
import type { Address, LaneServices } from './store.ts';

const counts = countsAt(0.005);
const data = dataset(TEST_DATA_SEED, counts);
let services: TestServices;
let server: Address;
let session: PostgresSession;

beforeAll(async () => {
  services = await testServices('postgres', counts);
  server = await services.server('postgres', { settings: {} });
  session = await openSession(server);
});
afterAll(async () => {
  await session[Symbol.asyncDispose]();
  await services[Symbol.asyncDispose]();
});

/** A server that changes what it is given: each row of the table on its way in. */
async function whileChanging<T>(table: string, change: string, work: () => Promise<T>): Promise<T> {
  await session.run(`
    CREATE FUNCTION change_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${change}; RETURN new; END $$;
    CREATE FUNCTION watch_tables() RETURNS event_trigger LANGUAGE plpgsql AS $$ DECLARE made record; BEGIN
      FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE object_type = 'table' AND object_identity LIKE '%.${table}' LOOP
        EXECUTE format('CREATE TRIGGER changing BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION public.change_row()', made.object_identity);
      END LOOP; END $$;
    CREATE EVENT TRIGGER watching ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION watch_tables()`);
  try {
    return await work();
  } finally {
    await session.run('DROP EVENT TRIGGER watching; DROP FUNCTION watch_tables, change_row CASCADE');
  }
}

async function rejected(schema: string, load: Promise<unknown>): Promise<string> {
  const message = await load.then(
    () => 'it was accepted',
    (error: Error) => error.message,
  );
  await session.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
  return message;
}

/** Loaded as `mhbench seed` does it. */
async function fill(): Promise<void> {
  const place = await postgres.data(server);
  await place.clear();
  const { tables } = await seed(await place.target(), data, TABLES);
  const { dataSeed, dataVersion: version } = services;
  await place.writeManifest(JSON.stringify(manifestOf({ seed: dataSeed, version, counts }, tables, await place.look())));
}

const loadedBy = async (asking: LaneServices): Promise<number> => {
  const before = services.loads.length;
  const lane = await postgres.createLane({ name: 'asked', counts, tables: ['accounts'], servers: {} }, asking);
  expect(await lane.owner.run('SELECT count(*) AS users FROM users')).toEqual([{ users: counts.users }]);
  await lane.drop();
  return services.loads.length - before;
};

test('a load that PostgreSQL holds otherwise than it was sent is refused, with the table named', async () => {
  const target = { ...server, schema: 'changed' };
  const load = () => seed(target, data, ['businesses']);
  expect(
    await whileChanging('businesses', "IF new.id = 7 THEN new.city = 'elsewhere'; END IF", () => rejected('changed', load())),
  ).toMatch(/another table businesses than was loaded \(seed 42\): expected content/);
});

test('what is loaded refers to what is loaded, by keys that PostgreSQL has checked', async () => {
  await fill();
  const keys = (await (await postgres.data(server)).look()).filter((line) => line.includes('FOREIGN KEY'));
  expect(keys.map((line) => line.split(' ')[1])).toEqual([
    ...['accounts.accounts_user_id_fkey:', 'businesses.businesses_owner_id_fkey:', 'logs.logs_user_id_fkey:'],
    ...['sessions.sessions_user_id_fkey:', 'transactions.transactions_account_id_fkey:'],
    'transactions.transactions_business_id_fkey:',
  ]);
});

test('when the thread that makes rows fails, the load fails with its reason', async () => {
  const { world } = data;
  const wordless = { ...data, world: { ...world, words: { ...world.words, messages: [] } } };
  expect(await rejected('wordless', seed({ ...server, schema: 'wordless' }, wordless, TABLES))).toBe(
    'nothing can be picked from an empty list',
  );
});

test('a load that is called off ends at once, and PostgreSQL is rid of it', async () => {
  const off = new AbortController();
  const many = dataset(TEST_DATA_SEED, countsAt(1));
  const load = rejected('off', seed({ ...server, schema: 'off' }, many, ['logs'], off.signal));
  const copying = 'SELECT 1 FROM pg_stat_progress_copy WHERE bytes_processed > 1000000';
  await expect.poll(async () => (await session.run(copying)).length, { timeout: 20_000 }).toBe(1);
  off.abort();
  expect(await Promise.race([load, pause(10_000, 'it went on')])).toMatch(/called off|aborted/);
  await expect.poll(async () => (await session.run('SELECT 1 FROM pg_stat_progress_copy')).length, { timeout: 10_000 }).toBe(0);
});

test('what mhbench seed loaded is the template of a lane, once it was read back', async () => {
  await fill();
  expect(await loadedBy(services)).toBe(0);
  expect(await loadedBy(services)).toBe(0);
  const { tables } = services.loads.at(-1) ?? { tables: [] };
  expect(tables).toEqual([]);
  expect(services.reusedTables.map(({ table, rows }) => [table, rows])).toEqual(TABLES.map((table) => [table, counts[table]]));
});

test('data of another seed, or made by other sources or another Faker, is no template', async () => {
  await fill();
  const others: readonly Partial<LaneServices>[] = [
    { dataSeed: 43 },
    { dataVersion: { ...services.dataVersion, sources: 'other' } },
    { dataVersion: { ...services.dataVersion, faker: '0.0.0' } },
  ];
  for (const other of others) {
    expect(await loadedBy({ ...services, ...other })).toBe(1);
    expect(await loadedBy({ ...services, ...other })).toBe(0);
  }
});

test('data that somebody changed since is refused by a lane, and a look tells it', async () => {
  await fill();
  const place = await postgres.data(server);
  const before = await place.look();
  await session.run(`UPDATE ${DATA}.businesses SET city = 'elsewhere' WHERE id = 5`);
  await expect(loadedBy({ ...services })).rejects.toThrow('mhbench_data.businesses was changed since it was loaded');
  expect(await place.look()).toEqual(before);
  await session.run(`DELETE FROM ${DATA}.logs WHERE id = 5; CREATE INDEX by_city ON ${DATA}.businesses (city)`);
  const after = await place.look();
  expect(after.filter((line) => !before.includes(line))).toEqual([
    'index by_city: CREATE INDEX by_city ON businesses USING btree (city)',
    `logs: ${counts.logs - 1} rows`,
  ]);
  await place.clear();
  expect(await place.manifest()).toBeNull();
  expect(await place.look()).toEqual([]);
});

test('a run takes its own templates away, and leaves what mhbench seed loaded', async () => {
  await fill();
  await postgres.reset(server);
  const schemas = await session.run("SELECT nspname AS name FROM pg_namespace WHERE starts_with(nspname, 'mhbench_') ORDER BY 1");
  expect(schemas.map(({ name }) => name)).toEqual([DATA]);
});
