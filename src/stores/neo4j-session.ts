/** Neo4j's driver as the project uses it: so many connections, statements in transactions of their own, errors that name the endpoint. */
import neo4j, { type Driver, type Session } from 'neo4j-driver';
import { messageOf } from '../errors.ts';
import { hostPort } from '../host-port.ts';
import { before, parted } from './deadline.ts';
import { bound, received } from './neo4j-values.ts';
import { refusal } from './refusal.ts';
import type { Address } from './store.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Waiting for a free connection counts too, so it must outlast the longest task that holds one. */
const POOL_WAIT_MS = 120_000;
/** Outlasts an index over the full data set, which is waited for up to five minutes. */
const ANSWER_MS = 360_000;

type Params = Readonly<Record<string, unknown>>;
export type Rows = readonly Readonly<Record<string, unknown>>[];

export interface Neo4jSession extends AsyncDisposable {
  /** Runs a statement in a transaction of its own. */
  run(cypher: string, params?: Params): Promise<Rows>;
  /** What EXPLAIN says, or PROFILE, which runs the statement and takes it back. */
  plan(cypher: string, params: Params, analyze: boolean): Promise<unknown>;
}

export interface Neo4jOptions {
  /** Calls at once; each has a connection. */
  readonly clients?: number;
  readonly connectTimeoutMs?: number;
  /** How long an answer is waited for. */
  readonly answerTimeoutMs?: number;
}

type Where = Pick<Address, 'host' | 'port' | 'user' | 'password' | 'database' | 'tls'>;

/** With TLS the server's certificate is checked. */
export const boltUrl = (where: Pick<Address, 'host' | 'port' | 'tls'>): string =>
  `bolt${where.tls === true ? '+s' : ''}://${hostPort(where)}`;

/** Opens every connection before it resolves. */
export async function openNeo4j(
  address: Where,
  { clients = 1, connectTimeoutMs = CONNECT_TIMEOUT_MS, answerTimeoutMs = ANSWER_MS }: Neo4jOptions = {},
): Promise<Neo4jSession> {
  const driver = neo4j.driver(boltUrl(address), neo4j.auth.basic(address.user, address.password), {
    disableLosslessIntegers: true,
    // A call that the driver repeated by itself would be two calls timed as one.
    disableAutoCommitRetries: true,
    telemetryDisabled: true,
    maxConnectionPoolSize: clients,
    connectionTimeout: connectTimeoutMs,
    connectionAcquisitionTimeout: POOL_WAIT_MS,
  });
  const session = sessionOf(driver, address.database, answerTimeoutMs);
  try {
    await before(connectTimeoutMs, Promise.all(Array.from({ length: clients }, () => session.run('RETURN 1 AS ready'))));
    return session;
  } catch (error) {
    await parted(driver.close(), () => undefined);
    throw refusal('neo4j did not answer', address, error, reasonOf(error));
  }
}

/** Without the driver's advice about versions of long ago. */
const reasonOf = (error: unknown): string => messageOf(error).replace(/ Please ensure .* Caused by:/s, '');

function sessionOf(driver: Driver, database: string, answerMs: number): Neo4jSession {
  const inSession = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const session = driver.session({ database });
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  };
  const withSession = <T>(work: (session: Session) => Promise<T>): Promise<T> => before(answerMs, inSession(work));
  return {
    run: (cypher, params) =>
      withSession(async (session) => {
        const { records } = await session.run(cypher, boundAll(params));
        return records.map((record) => receivedAll(record.toObject()));
      }),
    plan: (cypher, params, analyze) =>
      withSession(async (session) => {
        if (!analyze) return (await session.run(`EXPLAIN ${cypher}`, boundAll(params))).summary.plan;
        const transaction = session.beginTransaction();
        try {
          return (await transaction.run(`PROFILE ${cypher}`, boundAll(params))).summary.profile;
        } finally {
          await transaction.rollback();
        }
      }),
    [Symbol.asyncDispose]: () => parted(driver.close(), () => undefined),
  };
}

const boundAll = (params: Params = {}): Record<string, unknown> =>
  Object.fromEntries(Object.entries(params).map(([name, value]) => [name, bound(value)]));
const receivedAll = (row: Params): Params =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, received(value)]));
