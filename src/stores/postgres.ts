/** PostgreSQL: its words for authors, and the store that the engine is given. Lanes, plans and facts have files beside this one. */
import type { TableName } from '../define.ts';
import { connect } from './postgres-connection.ts';
import { data } from './postgres-data.ts';
import { facts } from './postgres-facts.ts';
import { guest, ping, reset } from './postgres-guest.ts';
import { createLane } from './postgres-lane.ts';
import type { Rows } from './postgres-session.ts';
import type { PrismaClient } from './prisma.ts';
import type { Store } from './store.ts';

/** A statement with parameters is prepared once a connection, as a driver's users do; a plain text is sent as it stands. */
export type Sql = string | { readonly sql: string; readonly params: readonly unknown[] };

/** The lane as another of its servers has it. */
export interface PostgresMember {
  sql(text: string, params?: readonly unknown[]): Promise<Rows>;
  /** Makes a replica the primary, as whoever watches the servers does when the primary is gone; resolves when it takes writes. */
  promote(): Promise<void>;
}

/** Backups of the lane's own tables, by programs of the server's version: `given: { servers: { 'postgres-programs': {} } }` has them. */
export interface PostgresBackup {
  /** Says how, from now on: arguments of pg_dump, and of pg_restore (of psql, where the dump is plain text). */
  by(how: { readonly dump: readonly string[]; readonly restore?: readonly string[] }): Promise<void>;
  /** In place of the last one. */
  dump(): Promise<void>;
  /** The last dump, into a database that was made for it: once a lane. */
  restore(): Promise<void>;
  /** Of the last dump. */
  bytes(): Promise<number>;
  /** What was restored: a digest of each table's rows, and the structure. Throws where it is not what the lane has. */
  restored(): Promise<Readonly<Record<string, string>>>;
}

export interface PostgresLane {
  sql(text: string, params?: readonly unknown[]): Promise<Rows>;
  /** COPY … FROM STDIN of lines in its text format. Resolves with how many rows the server took. */
  copy(text: string, rows: string): Promise<number>;
  /** The application's ORM on this lane, over as many connections as there are clients: `given: { servers: { prisma: {} } }` has it generated. */
  prisma(): Promise<PrismaClient>;
  /** A replica or a shard by its name in the topology. Opened when first asked for, for as many calls at once. */
  at(member: string): Promise<PostgresMember>;
  readonly backup: PostgresBackup;
  /** How many statements the lane has had executed so far. Untold where the server does not count them. */
  statements(): Promise<number>;
  rows(table: TableName): number;
}

interface PostgresClient {
  /** `pgbouncer`, or a member of the lane's topology: `replica-1`. */
  readonly via?: string;
  /** `per call` opens and closes a connection around each call; default is a pool. */
  readonly connect?: 'per call' | 'pool';
  /** Connections in the pool; default one a client. */
  readonly max?: number;
  /** false: parsed and planned at each call. Default true, but false through PgBouncer, which hands a statement to any connection. */
  readonly named?: boolean;
  /**
   * Whoever takes writes among the lane's server and its replicas, looked for again when a connection breaks: what libpq calls
   * `target_session_attrs`. A call whose connection breaks fails; one that had not begun waits for the next primary.
   */
  readonly target?: 'primary';
}

declare module '../define.ts' {
  interface Stores {
    postgres: { lane: PostgresLane; statement: Sql; client: PostgresClient };
  }
}

/** PostgreSQL: a lane is a schema and a role whose search path leads to it. */
export const postgres: Store<'postgres'> = {
  name: 'postgres',
  servers: ['postgres'],
  connect,
  ping,
  reset,
  guest,
  facts,
  data,
  createLane,
};
