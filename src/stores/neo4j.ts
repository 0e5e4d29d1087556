/** Neo4j: its words for authors, and the store that the engine is given. Lanes, plans and facts have files beside this one. */
import type { TableName } from '../define.ts';
import { connect } from './neo4j-connection.ts';
import { data } from './neo4j-data.ts';
import { facts } from './neo4j-facts.ts';
import { guest, ping, reset } from './neo4j-guest.ts';
import { createLane } from './neo4j-lane.ts';
import type { Rows } from './neo4j-session.ts';
import type { Store } from './store.ts';

/** A statement; whole numbers among its parameters travel as integers. Its text is the same for all values, so Neo4j plans it once. */
export interface Cypher {
  readonly cypher: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface Neo4jLane {
  cypher(text: string, params?: Readonly<Record<string, unknown>>): Promise<Rows>;
  /** A label, or the name of an index or a constraint, as this lane has it: the database holds every lane, and its names must differ. */
  label(name: string): string;
  rows(table: TableName): number;
}

/** There is nothing to choose yet. */
type Neo4jClient = Readonly<Record<string, never>>;

declare module '../define.ts' {
  interface Stores {
    neo4j: { lane: Neo4jLane; statement: Cypher; client: Neo4jClient };
  }
}

/** Neo4j: a lane is a set of labels, because the Community edition has one database. */
export const neo4j: Store<'neo4j'> = {
  name: 'neo4j',
  servers: ['neo4j'],
  connect,
  ping,
  reset,
  guest,
  facts,
  data,
  createLane,
};
