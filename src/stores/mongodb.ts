/** MongoDB: its words for authors, and the store that the engine is given. A lane is a database. */
import type { TableName } from '../define.ts';
import { connect } from './mongodb-connection.ts';
import { data } from './mongodb-data.ts';
import { facts } from './mongodb-facts.ts';
import { guest, ping, reset } from './mongodb-guest.ts';
import { createLane } from './mongodb-lane.ts';
import type { Document } from './mongodb-session.ts';
import type { Store } from './store.ts';

/** A command document, as `db.runCommand` takes it: `{ find: 'messages', filter: { conversation: 7 } }`. An aggregate may leave out `cursor`. */
export type Command = Document;

export interface MongoLane {
  /** All documents of a find or an aggregate, drained; of any other command its reply, alone in the list. */
  run(command: Command): Promise<readonly Document[]>;
  rows(table: TableName): number;
}

interface MongoClient {
  /** Connections in the pool; default one a client. */
  readonly maxPoolSize?: number;
}

declare module '../define.ts' {
  interface Stores {
    mongodb: { lane: MongoLane; statement: Command; client: MongoClient };
  }
}

/** MongoDB, or a server that speaks its protocol: then facts and versions say which. */
export const mongodb: Store<'mongodb'> = {
  name: 'mongodb',
  servers: ['mongodb'],
  connect,
  ping,
  reset,
  guest,
  facts,
  data,
  createLane,
};
