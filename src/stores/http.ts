/** An application's HTTP server as a place to measure: a lane is a port of its own, behind which a variant's process answers. Its calls are made by autocannon. */
import type { TableName } from '../define.ts';
import { UserError } from '../errors.ts';
import { connect, createLane } from './http-lane.ts';
import type { Store } from './store.ts';

export interface HttpLane {
  /** Answers requests at the lane's port, each with what the handler makes of its path, as JSON: what a variant runs beside its lane. It does not end. */
  serve(handler: (path: string) => Promise<unknown>): Promise<never>;
  /** Asks for one path, once the server is there. */
  get(path: string): Promise<unknown>;
  /** Asks for each path once, over so many connections at a time; resolves with the sum of all answers' digests. Any answer but a 200 is an error. */
  drive(paths: readonly string[], options: { readonly connections: number }): Promise<string>;
  rows(table: TableName): number;
}

declare module '../define.ts' {
  interface Stores {
    http: { lane: HttpLane; statement: never; client: Readonly<Record<string, never>> };
  }
}

const nothing = (what: string) => () => Promise.reject(new UserError(`an application's server ${what}`));

/** It stands beside a store that has the data: `also: { http: [] }`. */
export const http: Store<'http'> = {
  name: 'http',
  servers: [],
  connect,
  createLane,
  ping: async () => undefined,
  reset: async () => undefined,
  facts: async () => ({ version: process.version, settings: {} }),
  data: nothing('keeps no data set'),
};
