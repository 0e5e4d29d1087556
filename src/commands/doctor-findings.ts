/** What doctor makes of the machine and the servers. Pure: facts in, findings out, each with the command that mends it. */
import { TIMES_AS_WIDE } from '../experiment/constants.ts';
import type { Availability } from '../provision/provisioner.ts';
import { bytes, significant } from '../report/format.ts';
import type { DiskUse } from './disk-use.ts';
import { type Finding, missing, ok, warn } from './finding.ts';
import type { ImageRenderer, NoImages } from './image-renderer.ts';
import type { Machine } from './machine.ts';

export const machineFindings = (machine: Machine): readonly Finding[] => [
  nodeFinding(machine),
  coresFinding(machine),
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

function pinningFinding({ taskset, cores, platform }: Machine): Finding {
  if (taskset !== null && cores >= 2) return ok('pinning', taskset);
  if (taskset !== null) return warn('pinning', 'one core: nothing to separate', `none: margins are ${TIMES_AS_WIDE}`);
  const remedy = platform === 'linux' ? 'apt-get install util-linux' : 'none on this system: use Linux for small effects';
  return warn('pinning', `no taskset: processes wander between cores, margins are ${TIMES_AS_WIDE}`, remedy);
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

/** What lies in our folders. Packages are fetched again when they are gone; the rest was left by runs. */
export function diskUseFinding({ packageBytes, leftBytes }: DiskUse): Finding {
  const detail = `${bytes(packageBytes + leftBytes)} in .bench: ${bytes(packageBytes)} packages, ${bytes(leftBytes)} left by runs`;
  return ok('use', `${detail}; mhbench clean shows and frees it`);
}

/** Images beside reports are optional: nothing that is measured needs them. */
export const imagesFinding = (renderer: ImageRenderer | NoImages): Finding =>
  'reason' in renderer
    ? warn('images', `static images: off, because ${renderer.reason}`, `run ${renderer.remedy}`)
    : ok('images', `static images: canvas ${renderer.version}`);

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
