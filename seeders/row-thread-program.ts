/** What runs in the thread that makes rows: told a table, it answers each `more` with a chunk of it, and at the end with the digest of all. */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import type { TableName } from '../src/define.ts';
import { copyText } from './copy-text.ts';
import { rowsOf } from './rows.ts';
import type { World } from './world.ts';

export type Request = 'more' | { readonly table: TableName };
export type Reply = { readonly chunk: Uint8Array<ArrayBuffer> } | { readonly digest: string };

const world: World = workerData;
const rows = rowsOf(world);
let replies: Iterator<Reply> = [][Symbol.iterator]();

/** Digested here, where the bytes are still in the processor's cache. */
function* repliesOf(table: TableName): Generator<Reply> {
  const digest = createHash('sha256');
  for (const chunk of copyText(rows, table)) {
    digest.update(chunk);
    yield { chunk };
  }
  yield { digest: digest.digest('hex') };
}

parentPort?.on('message', (request: Request) => {
  if (request !== 'more') {
    replies = repliesOf(request.table);
    return;
  }
  const { done, value } = replies.next();
  // Some are asked for ahead, so the end is passed.
  if (done === true) return;
  parentPort?.postMessage(value, 'chunk' in value ? [value.chunk.buffer] : []);
});
