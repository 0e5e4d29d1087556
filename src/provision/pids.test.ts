// Who still runs: programs are started, and looked at by the system's own means.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startTimeOf } from './pids.ts';

/** Python's first thread can end while another goes on. */
const python = process.platform === 'linux' && spawnSync('python3', ['--version']).status === 0;
const PROGRAM = `import ctypes, sys, threading
threading.Thread(target=sys.stdin.read).start()
ctypes.CDLL(None).pthread_exit(None)`;

const stateOf = (pid: number): string | undefined => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];

async function untilZombie({ pid = 0 }: ChildProcess): Promise<number> {
  while (stateOf(pid) !== 'Z') await pause(10);
  return pid;
}

test.skipIf(!python)(
  `a program whose first thread is a zombie runs until its last thread has ended${python ? '' : ' (skipped: no python3)'}`,
  async () => {
    const child = spawn('python3', ['-c', PROGRAM], { stdio: ['pipe', 'ignore', 'ignore'] });
    const pid = await untilZombie(child);
    expect(startTimeOf(pid)).toMatch(/^\d+$/);
    const ended = once(child, 'exit');
    child.stdin?.end();
    await ended;
    expect(startTimeOf(pid)).toBeNull();
  },
);
