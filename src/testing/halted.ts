/** Programs that stand still: each thread takes the signal when its turn comes, which on a busy machine is a while. */
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** Stops them, and resolves when none of their threads can answer anybody. */
export async function halt(pids: readonly number[]): Promise<void> {
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  while (!pids.every(standsStill)) await pause(5);
}

function standsStill(pid: number): boolean {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).every((task) => ['T', 'Z'].includes(stateIn(`${tasks}/${task}/stat`)));
}

function stateIn(stat: string): string {
  try {
    return readFileSync(stat, 'utf8').split(') ').at(-1)?.charAt(0) ?? '';
  } catch {
    return 'Z'; // The thread has ended between two looks.
  }
}
