/** COPY … FROM STDIN on a connection of its own, which the first one opens: a pool's connections have no use for a stream. */
import { openSession, type PostgresSession } from './postgres-session.ts';
import type { Address } from './store.ts';

export interface Copier {
  /** Resolves with how many rows the server took. */
  copy(text: string, rows: string): Promise<number>;
  close(): Promise<void>;
}

export function copierOf(address: Address): Copier {
  let opened: Promise<PostgresSession> | null = null;
  return {
    async copy(text, rows) {
      opened ??= openSession(address);
      return (await opened).copyIn(text, [Buffer.from(rows)]);
    },
    async close() {
      await (await opened?.catch(() => undefined))?.[Symbol.asyncDispose](); // Who asked for it has the error.
    },
  };
}
