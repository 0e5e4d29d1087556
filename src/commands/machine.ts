/** The machine as doctor sees it. Reads facts; what they mean is judged in `doctor-findings.ts`. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { delimiter, join } from 'node:path';
import { type GroupMemory, groupMemory } from './cgroup-memory.ts';

export interface Machine {
  readonly platform: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  /** Of the machine, or of the control group where that has less. */
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  /** Whether a control group, such as a container's, limits the memory. */
  readonly memoryLimited: boolean;
  /** Where taskset stands, which pins processes to processors. */
  readonly taskset: string | null;
  readonly clockSource: string | null;
  /** Share of the last ten seconds in which something waited for a processor, in percent; null where the kernel does not tell. */
  readonly cpuPressurePercent: number | null;
  readonly loadAverage: number;
}

export async function readMachine(env: NodeJS.ProcessEnv): Promise<Machine> {
  return {
    platform: process.platform,
    node: process.versions.node,
    // Some kernels of arm64 tell no name.
    cpu: cpus()[0]?.model.trim() || 'unknown',
    cores: availableParallelism(),
    ...memoryWithin({ memoryBytes: totalmem(), freeMemoryBytes: await availableMemory() }, await groupMemory(textOf)),
    taskset: onPath('taskset', env['PATH'] ?? ''),
    clockSource: await textOf('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
    cpuPressurePercent: pressureOf(await textOf('/proc/pressure/cpu')),
    loadAverage: loadavg()[0] ?? 0,
  };
}

type Memory = Pick<Machine, 'memoryBytes' | 'freeMemoryBytes'>;
/** A group may be allowed more than there is. */
export function memoryWithin(machine: Memory, group: GroupMemory | null): Memory & Pick<Machine, 'memoryLimited'> {
  const memoryLimited = group !== null && group.limitBytes < machine.memoryBytes;
  if (!memoryLimited) return { ...machine, memoryLimited };
  const freeMemoryBytes = Math.min(machine.freeMemoryBytes, group.freeBytes);
  return { memoryBytes: group.limitBytes, freeMemoryBytes, memoryLimited };
}

/** `some avg10=1.53 avg60=…`: the first figure. */
export function pressureOf(text: string | null): number | null {
  const found = /^some avg10=([\d.]+)/m.exec(text ?? '');
  return found ? Number(found[1]) : null;
}

/**
 * What programs can still have. Free memory alone leaves out what the page cache would give back, and some systems keep it near nothing:
 * where the kernel does not tell, all of it is taken for available.
 */
async function availableMemory(): Promise<number> {
  const found = /^MemAvailable:\s+(\d+) kB/m.exec((await textOf('/proc/meminfo')) ?? '');
  return found ? Number(found[1]) * 1_024 : totalmem();
}

const textOf = (path: string): Promise<string | null> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );

const onPath = (program: string, path: string): string | null =>
  path
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file)) ?? null;
