/** One holder at a time, and a refused one learns who it is. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { acquireLock } from './lock.ts';

const who = { pid: process.pid, project: '/my project', command: 'mhbench run', since: '12:00' };
const signal = AbortSignal.timeout(20_000);
const nameFor = (test: string): string => `${test} of process ${process.pid}`;

test('a second one is refused with the holder and what to do', async () => {
  await using _held = await acquireLock(nameFor('refused'), who, { signal, wait: false });
  const second = acquireLock(nameFor('refused'), who, { signal, wait: false });
  await expect(second).rejects.toThrow(
    `another run is at work: "mhbench run" (process ${process.pid}) in /my project, since 12:00`,
  );
  await expect(second).rejects.toMatchObject({ hint: `wait until it ends, or end it with: kill ${process.pid}` });
});

test('locks of different names do not touch each other', async () => {
  await using _one = await acquireLock(nameFor('one'), who, { signal, wait: false });
  await using other = await acquireLock(nameFor('other'), who, { signal, wait: false });
  expect(other).toBeDefined();
});

test('a waiting one is told once who holds it, and gets it when it is free', async () => {
  const first = await acquireLock(nameFor('waits'), who, { signal, wait: false });
  const told: unknown[] = [];
  const onWait = (holder: unknown): void => {
    told.push(holder);
    setTimeout(() => void first[Symbol.asyncDispose](), 600);
  };
  await using _second = await acquireLock(nameFor('waits'), who, { signal, wait: true, onWait });
  expect(told).toEqual([who]);
});

test('a waiting one ends with its signal', async () => {
  await using _held = await acquireLock(nameFor('signal'), who, { signal, wait: false });
  const stop = new AbortController();
  const second = acquireLock(nameFor('signal'), who, { signal: stop.signal, wait: true, onWait: () => stop.abort() });
  await expect(second).rejects.toMatchObject({ name: 'AbortError' });
});

test('a holder that is killed holds nothing any more', async () => {
  const script = `
    const { acquireLock } = await import(${JSON.stringify(new URL('./lock.ts', import.meta.url).href)});
    await acquireLock(${JSON.stringify(nameFor('killed'))}, ${JSON.stringify(who)}, { signal: AbortSignal.timeout(60000), wait: false });
    process.stdout.write('held');
    setTimeout(() => undefined, 60000);`;
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const child = spawn(process.execPath, ['--import', tsx, '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  await expect(acquireLock(nameFor('killed'), who, { signal, wait: false })).rejects.toThrow('another run');
  child.kill('SIGKILL');
  await once(child, 'exit');
  await using free = await acquireLock(nameFor('killed'), who, { signal, wait: false });
  expect(free).toBeDefined();
});

test.runIf(process.platform === 'linux')('on Linux a lock leaves no file', async () => {
  await using _held = await acquireLock(nameFor('no file'), who, { signal, wait: false });
  expect(execFileSync('cat', ['/proc/net/unix'], { encoding: 'utf8' })).toMatch(/ @mhbench-[0-9a-f]{24}-+\n/);
});
