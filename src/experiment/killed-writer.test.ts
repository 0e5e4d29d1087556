// A writer that is killed: here a real process that only waits, in place of the load generator.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Generator } from '../load/generator.ts';
import { killWriter } from './killed-writer.ts';

/** Its event is due at once; its calls end when its process does, or before that. */
function waiting(endsBefore: boolean) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)']);
  const ended = once(child, 'exit');
  const drill: Generator['drill'] = async (_, onEvent) => {
    if (endsBefore) throw new Error('no way in');
    onEvent();
    await ended;
    throw new Error('the load generator ended unexpectedly');
  };
  const generator = { pid: child.pid, drill, [Symbol.asyncDispose]: async () => void child.kill('SIGKILL') };
  return { startGenerator: () => generator as unknown as Generator, ended };
}

test('the process is killed without a word when the event is due', async () => {
  const { startGenerator, ended } = waiting(false);
  await killWriter({ startGenerator }, {} as never);
  expect(await ended).toEqual([null, 'SIGKILL']);
});

test('one that ended before that is told: nothing was killed at work', async () => {
  const { startGenerator } = waiting(true);
  await expect(killWriter({ startGenerator }, {} as never)).rejects.toThrow('ended before that');
});
