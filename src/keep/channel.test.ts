/** The way to the keeper: requests, what is told meanwhile, giving up, and a keeper that is gone or hangs. */

import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/fake-io.ts';
import { ask, connectTo, listenAt } from './channel.ts';
import type { Progress } from './messages.ts';

const { signal } = new AbortController();
type Handler = Parameters<typeof listenAt>[1];

async function channel(handle: Handler) {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'keeper.sock');
  let idle = 0;
  const listening = await listenAt(path, handle, () => {
    idle += 1;
  });
  return {
    path,
    idle: () => idle,
    close: listening.close,
    socket: async () => (await connectTo(path)) ?? Promise.reject(new Error('nobody listens')),
    [Symbol.asyncDispose]: async () => {
      await listening.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

test('what is asked for arrives, what is told comes back, and then it is done', async () => {
  const told: Progress[] = [];
  await using at = await channel(async (names, tell) => {
    for (const name of names) tell({ kind: 'up', name, ms: 1 });
  });
  const end = await ask(await at.socket(), ['redis', 'kafka-cluster'], (progress) => told.push(progress), { signal });
  expect(end).toEqual({ kind: 'done' });
  expect(told.map((progress) => progress.kind === 'up' && progress.name)).toEqual(['redis', 'kafka-cluster']);
  await at.close();
  expect([at.idle(), existsSync(at.path)]).toEqual([1, false]);
});

test('a failure is told in its words', async () => {
  await using at = await channel(() => Promise.reject(new Error('no disk')));
  expect(await ask(await at.socket(), ['redis'], () => undefined, { signal })).toEqual({ kind: 'failed', message: 'no disk' });
});

test('giving up is heard, and waited for until it is cleared away', async () => {
  const log: string[] = [];
  const giveUp = new AbortController();
  await using at = await channel(async (_names, _tell, gone) => {
    giveUp.abort();
    await once(gone, 'abort');
    log.push('cleared away');
    throw new Error('given up');
  });
  const end = await ask(await at.socket(), ['redis'], () => undefined, { signal: giveUp.signal });
  expect([end, log]).toEqual([{ kind: 'given up' }, ['cleared away']]);
});

test('whoever asks and dies has given up, whatever he is still told, and the next one is served', async () => {
  const heard: string[] = [];
  await using at = await channel(async ([name], tell, gone) => {
    if (name === 'kafka') return;
    socket.destroy();
    for (let line = 0; line < 1000; line += 1) tell({ kind: 'note', line: 'to nobody' });
    await once(gone, 'abort');
    heard.push('gone');
  });
  const socket = await at.socket();
  socket.write('{"raise":["redis"]}\n');
  await once(socket, 'close');
  expect(await ask(await at.socket(), ['kafka'], () => undefined, { signal })).toEqual({ kind: 'done' });
  await at.close();
  expect(heard).toEqual(['gone']);
});

test('a keeper that hangs is not waited for for ever', async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, 'hangs.sock');
  const server = createServer({ allowHalfOpen: true }).listen({ path });
  await once(server, 'listening');
  const socket = (await connectTo(path)) ?? Promise.reject(new Error('nobody listens'));
  expect(await ask(await socket, ['redis'], () => undefined, { signal, silenceMs: 50 })).toEqual({ kind: 'lost' });
  server.close();
});

test('where nobody listens there is no connection', async () => {
  await using folder = await temporaryFolder();
  expect(await connectTo(join(folder.path, 'nobody.sock'))).toBeNull();
});
