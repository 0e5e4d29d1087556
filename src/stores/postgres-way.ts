/** One way into a PostgreSQL lane: a connection for each call, one for all calls, or a pool. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { ANSWER_TIMEOUT_MS, CONNECT_TIMEOUT_MS, clientConfig, connected, type Rows, rowsOf } from './postgres-session.ts';
import { type Cuttable, cuttableClient, cuttablePool, timedClient } from './postgres-socket.ts';
import type { Address } from './store.ts';

/** Waiting for a free connection of the pool counts as well, so it must outlast the longest task that holds one. */
const POOL_WAIT_MS = 120_000;
const MS_A_CONNECTION = 50;
const NAMES_KEPT = 1000;

type Run = (text: string, params: readonly unknown[] | undefined) => Promise<Rows>;
export interface Way {
  readonly run: Run;
  close(): Promise<void>;
}

export function perCall(address: Address): Way {
  const config = { ...clientConfig(address), query_timeout: ANSWER_TIMEOUT_MS };
  return {
    async run(text, params) {
      const { driver: client, end } = cuttableClient(config);
      try {
        await client.connect();
        return rowsOf(await (params === undefined ? client.query(text) : client.query(text, [...params])));
      } finally {
        await end();
      }
    },
    close: async () => undefined,
  };
}

/** One connection; calls that come while one is under way wait for their turn. */
export async function single(address: Address, named: boolean): Promise<Way> {
  const { driver, end } = timedClient(clientConfig(address), { answerMs: ANSWER_TIMEOUT_MS, inUse: () => busy });
  let busy = false;
  const waiting: (() => void)[] = [];
  await connected(driver.connect(), address);
  const nameOf = statementNames();
  const run: Run = async (text, params) => {
    if (busy) await new Promise<void>((resolve) => waiting.push(resolve));
    busy = true;
    try {
      if (params === undefined) return rowsOf(await driver.query(text));
      const values = [...params];
      return rowsOf(await driver.query(named ? { name: nameOf(text), text, values } : { text, values }));
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy = false;
      else next();
    }
  };
  return { run, close: end };
}

/** Opens connections when they are first needed, and others in place of those that broke. */
export const poolOf = (address: Address, max: number, named: boolean): Way => opened(address, max, named).way;

/** A pool whose connections all stand when it resolves. */
export async function pooled(address: Address, max: number, named: boolean): Promise<Way> {
  const { pool, way } = opened(address, max, named);
  await fill(pool, max, address);
  return way;
}

function opened(address: Address, max: number, named: boolean): { readonly pool: Cuttable<pg.Pool>; readonly way: Way } {
  const config = { ...clientConfig(address), max, idleTimeoutMillis: 0, connectionTimeoutMillis: POOL_WAIT_MS };
  const pool = cuttablePool(config, { answerMs: ANSWER_TIMEOUT_MS });
  const { driver, end } = pool;
  const nameOf = statementNames();
  const run: Run = async (text, params) => {
    if (params === undefined) return rowsOf(await driver.query(text));
    const values = [...params];
    return rowsOf(await driver.query(named ? { name: nameOf(text), text, values } : { text, values }));
  };
  return { pool, way: { run, close: end } };
}

/** Opens every connection of the pool, or none: one that stays checked out would keep the pool from ending. */
async function fill({ driver, cut, end }: Cuttable<pg.Pool>, max: number, address: Address): Promise<void> {
  const mostMs = CONNECT_TIMEOUT_MS + max * MS_A_CONNECTION;
  const timer = setTimeout(() => cut(`no answer within ${mostMs / 1000} s`), mostMs);
  const opened = await Promise.allSettled(Array.from({ length: max }, () => driver.connect()));
  clearTimeout(timer);
  for (const each of opened) if (each.status === 'fulfilled') each.value.release();
  const failed = opened.find((each) => each.status === 'rejected');
  if (failed === undefined) return;
  await end();
  await connected(Promise.reject(failed.reason), address);
}

/** A name for each text, hashed once: a call pays for a look-up only. */
function statementNames(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= NAMES_KEPT) names.clear();
    const name = `s_${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
    names.set(text, name);
    return name;
  };
}
