/** A command's surroundings without a terminal or a process: what was written can be read back. */
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterAll } from 'vitest';
import type { Io } from '../config.ts';

export interface FakeStream extends NodeJS.WritableStream {
  readonly isTTY: boolean;
  columns: number;
  written(): string;
}

export function fakeStream({ isTTY = false, columns = 80 } = {}): FakeStream {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  return Object.assign(stream, { isTTY, columns, written: () => text });
}

/** A terminal at which somebody types these lines. */
export const typing = (...lines: readonly string[]): NodeJS.ReadableStream =>
  Object.assign(Readable.from(lines.map((line) => `${line}\n`)), { isTTY: true });

export interface FakeIo extends Io {
  readonly stdout: FakeStream;
  readonly stderr: FakeStream;
}

export const fakeIo = (change: Partial<FakeIo> = {}): FakeIo => ({
  stdout: fakeStream(),
  stderr: fakeStream(),
  stdin: Readable.from([]),
  env: {},
  cwd: tmpdir(),
  signal: new AbortController().signal,
  ...change,
});

const folders = new Set<string>();
afterAll(() => Promise.all([...folders].map((path) => rm(path, { recursive: true, force: true }))));

/** A folder that is gone when its user is, and at the end of the test file at the latest. */
export async function temporaryFolder(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'mhbench-test-')));
  folders.add(path);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
