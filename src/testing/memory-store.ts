/** A store in memory for tests of the engine: statements are whatever the test likes, and a call takes exactly as long as it is told. */
import type { Counts, TableName } from '../define.ts';
import type { FakeClock } from './fake-clock.ts';

interface MemoryCall {
  readonly statement: unknown;
  /** The how-manieth call of this connection, from 0. */
  readonly call: number;
}

export interface MemoryStoreOptions {
  readonly clock: FakeClock;
  readonly counts: Counts;
  /** How long the call takes. */
  readonly ns: (call: MemoryCall) => number;
  /** Its answer; throwing makes it a failed call. Default: no rows. */
  readonly answer?: (call: MemoryCall) => unknown;
}

interface MemoryConnection {
  readonly lane: { rows(table: TableName): number };
  run(statement: unknown): Promise<unknown>;
  print(statement: unknown): string;
  close(): Promise<void>;
}

export interface MemoryStore {
  readonly name: 'memory';
  /** Everything that was run, in order, over all connections. */
  readonly log: readonly unknown[];
  /** Connections that were opened and not closed. */
  open(): number;
  connect(): Promise<MemoryConnection>;
}

/** The clock moves before the answer comes, so that a failed call has taken its time as well. */
export function memoryStore({ clock, counts, ns, answer = () => [] }: MemoryStoreOptions): MemoryStore {
  const log: unknown[] = [];
  let open = 0;
  return {
    name: 'memory',
    log,
    open: () => open,
    async connect() {
      let calls = 0;
      open += 1;
      return {
        lane: { rows: (table) => counts[table] },
        async run(statement) {
          const call = { statement, call: calls };
          calls += 1;
          log.push(statement);
          clock.advance(ns(call));
          return answer(call);
        },
        print: (statement) => JSON.stringify(statement),
        async close() {
          open -= 1;
        },
      };
    },
  };
}
