/** A way to whichever server takes writes: several are asked for their role, and asked again when a connection breaks. node-pg has no `target_session_attrs`. */
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { messageOf, ServerError, UserError } from '../errors.ts';
import { replicasOf } from './postgres-members.ts';
import { openSession } from './postgres-session.ts';
import type { Way } from './postgres-way.ts';
import type { Address } from './store.ts';

/** How long a server may take to accept a connection, and to say what it is, before the next one is asked. */
const CONNECT_MS = 300;
const ROLE_MS = 300;
const POLL_MS = 20;
const FIND_MS = 30_000;

/** The lane's own server first. */
export function serversOf(address: Address): readonly Address[] {
  const replicas = replicasOf(address);
  if (replicas.length > 0) return [address, ...replicas.map(([, where]) => ({ ...address, ...where }))];
  throw new UserError(
    'the lane has no replicas, so there is no other server that could become its primary',
    "give the variant, or all of them, servers: { 'postgres-replicas': {} }",
  );
}

/** Resolves when the primary is known. Calls that could not begin, because their server refused them, go to the next one; others fail. */
export async function primaryWay(servers: readonly Address[], open: (server: Address) => Way): Promise<Way> {
  const closing = new AbortController();
  const ways = new Set<Way>();
  let current: Promise<Way> | null = null;
  const find = async (): Promise<Way> => {
    const way = open(await primaryOf(servers, closing.signal));
    ways.add(way);
    return way;
  };
  const known = (): Promise<Way> => {
    current ??= find();
    return current;
  };
  /** The way stays open until the end: others may still wait in it for their errors. */
  const forget = (used: Promise<Way>): void => {
    if (current === used) current = null;
  };
  const run: Way['run'] = async (text, params) => {
    for (;;) {
      const used = known();
      try {
        return await (await used).run(text, params);
      } catch (error) {
        if (isOfTheStatement(error)) throw error;
        forget(used);
        if (!wasRefused(error)) throw error;
      }
    }
  };
  await known();
  return {
    run,
    close: async () => {
      closing.abort();
      await Promise.all([...ways].map((way) => way.close()));
    },
  };
}

async function primaryOf(servers: readonly Address[], signal: AbortSignal): Promise<Address> {
  const deadline = performance.now() + FIND_MS;
  for (;;) {
    const reasons: string[] = [];
    for (const server of servers) {
      signal.throwIfAborted();
      const reason = await whyNot(server);
      if (reason === null) return server;
      reasons.push(reason);
    }
    if (performance.now() > deadline)
      throw new ServerError(`for ${FIND_MS / 1000} s none of ${servers.length} servers took writes: ${reasons.join('; ')}`);
    await pause(POLL_MS, undefined, { signal });
  }
}

/** Null for one that takes writes. */
async function whyNot(server: Address): Promise<string | null> {
  try {
    await using session = await openSession(server, { connectMs: CONNECT_MS, answerMs: ROLE_MS });
    const [role] = await session.run('SELECT pg_is_in_recovery() AS follows');
    return role?.['follows'] === false ? null : `the server on ${server.host}:${server.port} follows another`;
  } catch (error) {
    return messageOf(error);
  }
}

const codeOf = (error: unknown): string => String(Reflect.get(Object(error), 'code') ?? '');
/** read_only_sql_transaction: what was a primary follows another by now. */
const READ_ONLY = '25006';
/** cannot_connect_now: it starts, stops or recovers. */
const NOT_NOW = '57P03';

/** The server answered, and will answer the next statement as well. */
const isOfTheStatement = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && !/^(08|57P)/.test(codeOf(error)) && codeOf(error) !== READ_ONLY;

/** Nothing of the statement was done. */
const wasRefused = (error: unknown): boolean => ['ECONNREFUSED', READ_ONLY, NOT_NOW].includes(codeOf(error));
