/** Makes rows in a thread of its own, so that the next ones are made while a server takes the last: half of a load's time. */
import { on } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TableName } from '../src/define.ts';
import type { Reply, Request } from './row-thread-program.ts';
import type { World } from './world.ts';

/** Chunks that may be made and not yet taken, 8 MiB: they bound the memory of a load, whatever its size, and outlast the turns of others on a busy machine. */
const AHEAD = 32;

/** A table in COPY's text format. */
export interface TableText {
  readonly chunks: AsyncIterable<Buffer>;
  /** SHA-256 of all chunks, once they were taken. */
  digest(): string;
}

export interface RowThread extends AsyncDisposable {
  /** One table after another, each to its end. Fails when the thread does, and when the signal aborts. */
  table(table: TableName): TableText;
}

/** A thread inherits no way of reading TypeScript. The synchronous one is set up in half the time of the other. */
const PROGRAM = `require(${JSON.stringify(createRequire(import.meta.url).resolve('tsx/cjs'))});
require(${JSON.stringify(path.join(import.meta.dirname, 'row-thread-program.ts'))});`;

/** Starts the thread; the caller disposes of it. */
export function startRowThread(world: World, signal?: AbortSignal): RowThread {
  const thread = new Worker(PROGRAM, { eval: true, workerData: world, execArgv: [] });
  const ask = (request: Request): void => thread.postMessage(request);
  let failure: unknown = null;
  thread.once('error', (error) => {
    failure = error;
  });
  thread.once('exit', () => {
    failure ??= new Error('the thread that makes rows has ended');
  });

  async function* replies(table: TableName): AsyncGenerator<Reply> {
    if (failure !== null) throw failure;
    ask({ table });
    for (let i = 0; i < AHEAD; i += 1) ask('more');
    for await (const [reply] of on(thread, 'message', { ...(signal && { signal }), close: ['exit'] })) {
      yield reply;
      ask('more');
    }
    throw failure;
  }

  return {
    table(table) {
      let digest: string | null = null;
      async function* chunks(): AsyncGenerator<Buffer> {
        for await (const reply of replies(table)) {
          if ('digest' in reply) {
            digest = reply.digest;
            return;
          }
          const { buffer, byteOffset, byteLength } = reply.chunk;
          yield Buffer.from(buffer, byteOffset, byteLength);
        }
      }
      return {
        chunks: chunks(),
        digest() {
          if (digest === null) throw new Error(`the digest of ${table} is known when all of it was taken`);
          return digest;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      await thread.terminate();
    },
  };
}
