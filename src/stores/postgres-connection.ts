/** How calls reach a PostgreSQL lane: through a pool, through PgBouncer, or with a new connection each. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { PostgresLane, Sql } from './postgres.ts';
import { explain } from './postgres-explain.ts';
import { ANSWER_TIMEOUT_MS, CONNECT_TIMEOUT_MS, clientConfig, connected, type Rows, rowsOf } from './postgres-session.ts';
import { type Cuttable, cuttableClient, cuttablePool, timedClient } from './postgres-socket.ts';
import { printSql } from './postgres-text.ts';
import { oncePrisma } from './prisma-lane.ts';
import type { Address, Connection } from './store.ts';

const optionsSchema = z.strictObject({
  via: z.string().optional(),
  connect: z.enum(['per call', 'pool']).optional(),
  max: z.number().int().positive().optional(),
  named: z.boolean().optional(),
});
/** Waiting for a free connection of the pool counts as well, so it must outlast the longest task that holds one. */
const POOLER = 'pgbouncer';
const POOL_WAIT_MS = 120_000;
const MS_A_CONNECTION = 50;
const NAMES_KEPT = 1000;

type Run = (text: string, params: readonly unknown[] | undefined) => Promise<Rows>;
interface Way {
  readonly run: Run;
  close(): Promise<void>;
}

/** Opens a way into the lane for so many calls at once. Every connection stands before it resolves. */
export async function connect(
  address: Address,
  options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
): Promise<Connection<'postgres'>> {
  const client = parsed(options.client);
  const at = { ...address, ...endpointOf(address, client.via) };
  const named = client.named ?? client.via !== POOLER;
  const way = await wayOf(at, client, { clients: options.clients, named });
  const prisma = oncePrisma(at, options.clients);
  const members = membersOf(address, options.clients);
  const lane: PostgresLane = {
    sql: (text, params) => way.run(text, params),
    prisma: prisma.open,
    at: members.open,
    rows: (table) => address.counts[table],
  };
  return {
    lane,
    run: (statement) =>
      typeof statement === 'string' ? way.run(statement, undefined) : way.run(statement.sql, statement.params),
    print: printSql,
    plan: (statement: Sql, analyze) => explain(address, { statement, analyze, named: named && client.connect !== 'per call' }),
    close: async () => {
      await prisma.close();
      await members.close();
      await way.close();
    },
  };
}

/** A single client has one connection, as a program that asks one thing after another has; a pool of one would be a tenth of a short call. */
function wayOf(
  at: Address,
  { connect: how, max }: z.infer<typeof optionsSchema>,
  { clients, named }: { readonly clients: number; readonly named: boolean },
): Promise<Way> {
  if (how === 'per call') return Promise.resolve(perCall(at));
  return how === undefined && max === undefined && clients === 1 ? single(at, named) : pooled(at, max ?? clients, named);
}

function parsed(client: Readonly<Record<string, unknown>>): z.infer<typeof optionsSchema> {
  const options = optionsSchema.safeParse(client);
  if (options.success) return options.data;
  throw new UserError(
    `the client options ${JSON.stringify(client)} do not fit postgres: ${z.prettifyError(options.error)}`,
    'use via, connect, max and named as src/stores/postgres.ts describes them',
  );
}

/** Ways to the lane's other servers, each opened once. */
function membersOf(address: Address, clients: number) {
  const opened = new Map<string, Promise<Connection<'postgres'>>>();
  return {
    async open(member: string): Promise<Pick<PostgresLane, 'sql'>> {
      const known = opened.get(member) ?? connect({ ...address, ...endpointOf(address, member) }, { client: {}, clients });
      opened.set(member, known);
      return (await known).lane;
    },
    close: async () => void (await Promise.allSettled([...opened.values()].map(async (each) => (await each).close()))),
  };
}

function endpointOf(address: Address, via: string | undefined): { readonly host: string; readonly port: number } {
  if (via === undefined) return { host: address.host, port: address.port };
  const other = address.via?.[via];
  if (other !== undefined) return other;
  const ways = Object.keys(address.via ?? {});
  throw new UserError(
    `the lane has no way in through ${via}${ways.length === 0 ? '' : `, but through ${ways.join(', ')}`}`,
    `give the variant, or all of them, servers: { ${via}: { … } } or the topology that has it`,
  );
}

function perCall(address: Address): Way {
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
async function single(address: Address, named: boolean): Promise<Way> {
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

async function pooled(address: Address, max: number, named: boolean): Promise<Way> {
  const config = { ...clientConfig(address), max, idleTimeoutMillis: 0, connectionTimeoutMillis: POOL_WAIT_MS };
  const pool = cuttablePool(config, { answerMs: ANSWER_TIMEOUT_MS });
  await fill(pool, max, address);
  const { driver, end } = pool;
  const nameOf = statementNames();
  const run: Run = async (text, params) => {
    if (params === undefined) return rowsOf(await driver.query(text));
    const values = [...params];
    return rowsOf(await driver.query(named ? { name: nameOf(text), text, values } : { text, values }));
  };
  return { run, close: end };
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
