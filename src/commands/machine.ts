/** The machine as doctor sees it. Reads facts; what they mean is judged in `doctor-findings.ts`. */
import { existsSync } from 'node:fs';
import { access, constants, readFile, statfs } from 'node:fs/promises';
import { availableParallelism, cpus, freemem, loadavg, totalmem } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

export interface Machine {
  readonly platform: string;
  readonly node: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  readonly benchFolder: string;
  readonly benchWritable: boolean;
  readonly diskFreeBytes: number;
  /** Where taskset stands, which pins processes to processors. */
  readonly taskset: string | null;
  readonly clockSource: string | null;
  /** Share of the last ten seconds in which something waited for a processor, in percent; null where the kernel does not tell. */
  readonly cpuPressurePercent: number | null;
  readonly loadAverage: number;
}

export async function readMachine(benchFolder: string, env: NodeJS.ProcessEnv): Promise<Machine> {
  const standing = existingParent(benchFolder);
  const disk = await statfs(standing);
  return {
    platform: process.platform,
    node: process.versions.node,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    freeMemoryBytes: await availableMemory(),
    benchFolder,
    benchWritable: await access(standing, constants.W_OK).then(
      () => true,
      () => false,
    ),
    diskFreeBytes: disk.bavail * disk.bsize,
    taskset: onPath('taskset', env['PATH'] ?? ''),
    clockSource: await textOf('/sys/devices/system/clocksource/clocksource0/current_clocksource'),
    cpuPressurePercent: pressureOf(await textOf('/proc/pressure/cpu')),
    loadAverage: loadavg()[0] ?? 0,
  };
}

/** `some avg10=1.53 avg60=…`: the first figure. */
export function pressureOf(text: string | null): number | null {
  const found = /^some avg10=([\d.]+)/m.exec(text ?? '');
  return found ? Number(found[1]) : null;
}

/** What programs can still have; free memory alone leaves out what the page cache would give back. */
async function availableMemory(): Promise<number> {
  const found = /^MemAvailable:\s+(\d+) kB/m.exec((await textOf('/proc/meminfo')) ?? '');
  return found ? Number(found[1]) * 1_024 : freemem();
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

/** The folder itself may not be there yet; its disk is that of the nearest folder that is. */
const existingParent = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : existingParent(dirname(folder));
