/** Loads sessions and users into Redis as JSON under `session:<id>` and `user:<id>`: the same people as in PostgreSQL. Read back whole. */
import { createHash } from 'node:crypto';
import type { TableName } from '../src/define.ts';
import { ServerError } from '../src/errors.ts';
import { figureOf, openWay } from '../src/stores/redis-connection.ts';
import { REDIS_TABLES } from '../src/stores/redis-lane.ts';
import type { RedisWay } from '../src/stores/redis-session.ts';
import type { Address, LoadReport } from '../src/stores/store.ts';
import type { Dataset } from './domain.ts';

const KEYS_A_READ = 100;

/** Loads those of the named tables that have a form in Redis; keys do not expire. */
export async function seed(
  target: Address,
  data: Dataset,
  tables: readonly TableName[],
  signal?: AbortSignal,
): Promise<LoadReport> {
  const started = performance.now();
  await using way = await openWay(target);
  const loaded: LoadReport['tables'][number][] = [];
  for (const table of REDIS_TABLES.filter((each) => tables.includes(each))) loaded.push(await load(way, { data, table, signal }));
  const rows = loaded.reduce((sum, table) => sum + table.rows, 0);
  // A server that was there before tells the memory of everything that it holds.
  const told = target.attached ? loaded.map((each) => ({ ...each, bytes: null })) : loaded;
  return { tables: told, rows, seconds: (performance.now() - started) / 1000 };
}

const key = (table: TableName, id: number): string => `${table === 'users' ? 'user' : 'session'}:${id}`;

/** A session as it is in PostgreSQL; of a user what a profile shows, so no password. */
function json(data: Dataset, table: TableName, id: number): string {
  const row = data.row(table, id);
  if (table !== 'users') return JSON.stringify(row);
  const { password_hash: _secret, ...profile } = row;
  return JSON.stringify(profile);
}

interface Loading {
  readonly data: Dataset;
  readonly table: TableName;
  readonly signal: AbortSignal | undefined;
}

async function load(way: RedisWay, loading: Loading): Promise<LoadReport['tables'][number]> {
  const { data, table, signal } = loading;
  const expected = createHash('sha256');
  const count = data.counts[table];
  const [keysBefore, bytesBefore] = [await keysOf(way), await bytesOf(way)];
  await way.fill(count, (id) => {
    signal?.throwIfAborted();
    const value = json(data, table, id);
    expected.update(value);
    return ['SET', key(table, id), value];
  });
  const rows = (await keysOf(way)) - keysBefore;
  if (rows !== count) throw unlike(data, `${count} new keys of ${table}`, String(rows));
  const digest = await digestOf(way, loading);
  const wanted = expected.digest('hex');
  if (digest !== wanted) throw unlike(data, `${table} with SHA-256 ${wanted}`, digest);
  return { table, rows, digest, bytes: (await bytesOf(way)) - bytesBefore };
}

const keysOf = async (way: RedisWay): Promise<number> => Number(await way.run(['DBSIZE']));
const bytesOf = (way: RedisWay): Promise<number> => figureOf(way, 'used_memory_dataset');

/** Reads every value again, in the order of the ids: several at once where one server has all of them, because a cluster refuses that. */
async function digestOf(way: RedisWay, { data, table, signal }: Loading): Promise<string> {
  const count = data.counts[table];
  const found = createHash('sha256');
  const size = way.servers().length === 1 ? KEYS_A_READ : 1;
  const read = (n: number) => {
    signal?.throwIfAborted();
    const first = (n - 1) * size + 1;
    return ['MGET', ...Array.from({ length: Math.min(size, count - first + 1) }, (_, i) => key(table, first + i))];
  };
  await way.fill(Math.ceil(count / size), read, (values) => {
    if (!Array.isArray(values)) throw new ServerError(`redis answered MGET with ${typeof values}, not a list`);
    for (const value of values) found.update(String(value));
  });
  return found.digest('hex');
}

const unlike = (data: Dataset, expected: string, found: string): ServerError =>
  new ServerError(`redis holds other keys than were loaded (seed ${data.seed}): expected ${expected}, found ${found}`, {
    hint: 'the server must be empty and its maxmemory large enough for the data before a load',
  });
