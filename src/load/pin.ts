/** Pins running processes to processors by `taskset`; what they start afterwards inherits it. */
import { execa } from 'execa';

/** Every thread of the process. A process that ended meanwhile is no concern. */
export async function pin(pid: number, cpus: string): Promise<void> {
  await execa('taskset', ['--all-tasks', '--cpu-list', '--pid', cpus, `${pid}`], { reject: false });
}

export async function canPin(): Promise<boolean> {
  const result = await execa('taskset', ['--cpu-list', '--pid', `${process.pid}`], { reject: false });
  return result.exitCode === 0;
}
