/** What doctor makes of the machine and the servers. Pure: facts in, findings out, each with the command that mends it. */
import type { Availability } from '../provision/provisioner.ts';
import { bytes, memory, significant } from '../report/format.ts';
import type { Machine } from './machine.ts';

export interface Finding {
  readonly name: string;
  /** `warn` weakens figures or skips comparisons; `missing` means that nothing can be measured. */
  readonly level: 'ok' | 'warn' | 'missing';
  readonly detail: string;
  readonly remedy: string | null;
}

const ok = (name: string, detail: string): Finding => ({ name, level: 'ok', detail, remedy: null });
const warn = (name: string, detail: string, remedy: string): Finding => ({ name, level: 'warn', detail, remedy });
const missing = (name: string, detail: string, remedy: string): Finding => ({ name, level: 'missing', detail, remedy });

export const machineFindings = (machine: Machine): readonly Finding[] => [
  nodeFinding(machine),
  coresFinding(machine),
  memoryFinding(machine),
  diskFinding(machine),
  pinningFinding(machine),
  loadFinding(machine),
  clockFinding(machine),
];

const LEAST_NODE = [20, 19] as const;
function nodeFinding({ node }: Machine): Finding {
  const [major = 0, minor = 0] = node.split('.').map(Number);
  const enough = major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
  return enough
    ? ok('node', node)
    : missing(
        'node',
        `${node} is older than ${LEAST_NODE.join('.')}`,
        'install Node 20.19 or newer, for example: nvm install 20',
      );
}

const coresFinding = ({ cores, cpu }: Machine): Finding =>
  cores >= 2
    ? ok('cores', `${cores} (${cpu})`)
    : warn(
        'cores',
        `1 (${cpu}): server and load generator take turns`,
        'use a machine with two cores or more, or trust only large effects',
      );

const LEAST_MEMORY_BYTES = 2e9;
function memoryFinding({ memoryBytes, freeMemoryBytes }: Machine): Finding {
  const detail = `${memory(freeMemoryBytes)} available of ${memory(memoryBytes)}`;
  return freeMemoryBytes >= LEAST_MEMORY_BYTES
    ? ok('memory', detail)
    : warn('memory', detail, 'close other programs, or take less data: --scale 0.05');
}

const LEAST_DISK_BYTES = 1e9;
const EASY_DISK_BYTES = 5e9;
function diskFinding({ benchFolder, benchWritable, diskFreeBytes }: Machine): Finding {
  const detail = `${bytes(diskFreeBytes)} free at ${benchFolder}`;
  if (!benchWritable)
    return missing(
      'disk',
      `${benchFolder} cannot be written`,
      `chown -R "$(id -u)" ${benchFolder}, or work in a folder of your own`,
    );
  if (diskFreeBytes < LEAST_DISK_BYTES)
    return missing('disk', detail, 'free at least 1 GB: mhbench clean shows what earlier runs left');
  return diskFreeBytes < EASY_DISK_BYTES
    ? warn('disk', detail, 'enough for quick, not for full: mhbench clean shows what earlier runs left')
    : ok('disk', detail);
}

function pinningFinding({ taskset, cores, platform }: Machine): Finding {
  if (taskset !== null && cores >= 2) return ok('pinning', taskset);
  if (taskset !== null) return warn('pinning', 'one core: nothing to separate', 'margins are three times as wide');
  const remedy = platform === 'linux' ? 'apt-get install util-linux' : 'none on this system: use Linux for small effects';
  return warn('pinning', 'no taskset: processes wander between cores, margins are three times as wide', remedy);
}

const MOST_PRESSURE_PERCENT = 10;
function loadFinding({ cpuPressurePercent, loadAverage, cores }: Machine): Finding {
  const percent = cpuPressurePercent ?? Math.min(100, (loadAverage / cores) * 100);
  const detail =
    cpuPressurePercent === null ? `load ${significant(loadAverage)} on ${cores} cores` : `pressure ${significant(percent)} %`;
  const limit = cpuPressurePercent === null ? 50 : MOST_PRESSURE_PERCENT;
  return percent <= limit
    ? ok('load', detail)
    : warn('load', `${detail}: other programs are at work`, 'look with top, and end what is not needed');
}

/** Reading any other clock is a system call or worse, which is seen in latencies of microseconds. */
const QUICK_CLOCKS = ['tsc', 'kvm-clock', 'arch_sys_counter', 'hyperv_clocksource_tsc_page'];
function clockFinding({ clockSource }: Machine): Finding {
  if (clockSource === null) return ok('clock', 'source not told by this system');
  if (QUICK_CLOCKS.includes(clockSource)) return ok('clock', clockSource);
  return warn(
    'clock',
    `${clockSource} is slow to read`,
    'echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource',
  );
}

/** The others are only needed by the comparisons that use them, which are skipped without them. */
const INDISPENSABLE: readonly string[] = ['postgres', 'redis'];

export function serverFinding({ kind, state, version, origin, source, reason, remedy, fetches = [] }: Availability): Finding {
  const licences = fetches.map(({ what, licence }) => `${what} (${licence})`).join(', ');
  const detail = [version, `${origin} (${source})`, reason, licences].filter((part) => part !== null && part !== '').join(', ');
  if (state !== 'missing') return ok(kind, state === 'fetchable' ? `${detail} (fetched when first needed)` : detail);
  // Whoever names a server by URL wants it used.
  const level = INDISPENSABLE.includes(kind) || origin === 'attach' ? 'missing' : 'warn';
  return { name: kind, level, detail, remedy };
}

const SIGNS = { ok: '✔', warn: '!', missing: '✖' } as const;
export function findingLines(findings: readonly Finding[]): readonly string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  return findings.flatMap(({ name, level, detail, remedy }) => [
    `${SIGNS[level]} ${name.padEnd(width)}  ${detail}`,
    ...(remedy === null ? [] : [`  ${' '.repeat(width)}  → ${remedy}`]),
  ]);
}
