/** The shortest read there is, twice: by a driver alone, as its users write it, and as a statement of the store. For the harness' own rate. */
import { Redis } from 'ioredis';
import pg from 'pg';
import { openSession } from './postgres-session.ts';
import { openRedis } from './redis-session.ts';
import type { Address } from './store.ts';

/** The stores in which every call is a round trip of its own to one process. */
export const BARE_STORES = ['postgres', 'redis'] as const;
export type BareStore = (typeof BARE_STORES)[number];

export interface BareRead {
  /** Keys count from 1 to this. */
  readonly keys: number;
  /** Makes them, on a server that has none. */
  fill(address: Address): Promise<void>;
  /** Reads of this key, in the store's language. */
  statement(key: number): unknown;
  open(address: Address): Promise<BareDriver>;
}
export interface BareDriver {
  /** Reads one key after another, through nothing of ours. */
  loop(keys: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** What pgbench -S asks, of tables as pgbench makes them. */
const SELECT = 'SELECT abalance FROM pgbench_accounts WHERE aid = $1';
const ACCOUNTS = 100_000;
const bareSelect: BareRead = {
  keys: ACCOUNTS,
  async fill(address) {
    await using session = await openSession(address);
    await session.run('CREATE TABLE pgbench_branches (bid int PRIMARY KEY, bbalance int, filler char(88))');
    await session.run('CREATE TABLE pgbench_accounts (aid int PRIMARY KEY, bid int, abalance int, filler char(84))');
    await session.run('INSERT INTO pgbench_branches VALUES (1, 0)');
    await session.run('INSERT INTO pgbench_accounts SELECT aid, 1, 0 FROM generate_series(1, $1::int) aid', [ACCOUNTS]);
    await session.run('VACUUM (ANALYZE, FREEZE) pgbench_accounts');
  },
  statement: (aid) => ({ sql: SELECT, params: [aid] }),
  async open({ host, port, user, password, database }) {
    const client = new pg.Client({ host, port, user, password, database });
    client.on('error', () => undefined);
    await client.connect();
    return {
      async loop(keys) {
        for (const aid of keys) await client.query({ name: 'bare', text: SELECT, values: [aid] });
      },
      close: () => client.end(),
    };
  },
};

/** What redis-benchmark -t get asks, of keys as it names them. */
const keyOf = (key: number): string => `key:${String(key).padStart(12, '0')}`;
const KEYS = 10_000;
const bareGet: BareRead = {
  keys: KEYS,
  async fill(address) {
    await using session = await openRedis(address);
    await session.fill(KEYS, (key) => ['SET', keyOf(key), 'xxx']);
  },
  statement: (key) => ['GET', keyOf(key)],
  async open({ host, port, password }) {
    const redis = new Redis({ host, port, password, lazyConnect: true });
    redis.on('error', () => undefined);
    await redis.connect();
    return {
      async loop(keys) {
        for (const key of keys) await redis.get(keyOf(key));
      },
      close: async () => redis.disconnect(),
    };
  },
};

export const BARE_READS: Readonly<Record<BareStore, BareRead>> = { postgres: bareSelect, redis: bareGet };
