/** Whether a machine has what a plan needs: every lack at once, with its figures and what to do. Pure but for the refusal it throws. */
import { ServerError } from '../errors.ts';
import type { Plan } from '../experiment/plan.ts';
import { bytes, count, memory } from '../report/format.ts';
import { type Finding, missing, ok, warn } from './finding.ts';
import type { Machine } from './machine.ts';
import type { Room } from './room.ts';

export interface Needs {
  readonly memoryBytes: number;
  readonly diskBytes: number;
  /** Files on the disk. */
  readonly inodes: number;
  /** Files and connections that one process holds open. */
  readonly openFiles: number;
  /** Servers at once. */
  readonly ports: number;
}

/** What the smallest run needs. A Java machine with its jars holds some 350 files open. */
export const LEAST: Needs = { memoryBytes: 1.5 * 2 ** 30, diskBytes: 1e9, inodes: 10_000, openFiles: 512, ports: 16 };
/** What doctor is content with. */
const EASY: Pick<Needs, 'memoryBytes' | 'diskBytes'> = { memoryBytes: 2e9, diskBytes: 5e9 };

/** For each client: its connection to either variant, and in a pooler one to it and one from it. */
const FILES_A_CLIENT = 4;

export function needsOf({ memoryBytes, diskBytes, optimizations }: Plan): Needs {
  const clients = optimizations.flatMap(({ circumstances }) =>
    circumstances.flatMap(({ comparisons }) => comparisons.map((comparison) => comparison.clients)),
  );
  return { ...LEAST, memoryBytes, diskBytes, openFiles: LEAST.openFiles + FILES_A_CLIENT * Math.max(0, ...clients) };
}

const LESS = 'take less data with --scale, or fewer optimisations with --only';

/** One finding for each thing that a run takes of a machine. */
export const roomFindings = (needs: Needs, room: Room, machine: Machine): readonly Finding[] => [
  memoryFinding(needs, machine),
  foldersFinding(needs, room),
  diskFinding(needs, room),
  inodesFinding(needs, room),
  openFilesFinding(needs, room),
  portsFinding(needs, room),
];

function memoryFinding({ memoryBytes }: Needs, machine: Machine): Finding {
  const { freeMemoryBytes, memoryLimited } = machine;
  const whole = `${memory(machine.memoryBytes)}${memoryLimited ? ', the limit of this control group' : ''}`;
  const detail = `${memory(freeMemoryBytes)} available of ${whole}`;
  if (freeMemoryBytes < memoryBytes) {
    const raise = memoryLimited ? "; or raise the container's memory limit" : '; or close other programs';
    return missing('memory', `${detail}; needed: ${memory(memoryBytes)}`, `${LESS}${raise}`);
  }
  return freeMemoryBytes < EASY.memoryBytes
    ? warn('memory', detail, 'close other programs, or take less data: --scale 0.05')
    : ok('memory', detail);
}

const FREE = 'free some: mhbench clean shows what earlier runs left';

const foldersFinding = (_needs: Needs, { folder, unwritable }: Room): Finding =>
  unwritable.length === 0
    ? ok('folders', `${folder} can be written`)
    : missing(
        'folders',
        unwritable.map((each) => `${each.folder} cannot be written: ${each.reason}`).join('; '),
        `${unwritable.map((each) => `chown -R "$(id -u)" ${each.folder}`).join('; ')}; or work on a disk that can be written`,
      );

function diskFinding({ diskBytes }: Needs, { folder, diskFreeBytes }: Room): Finding {
  const detail = `${bytes(diskFreeBytes)} free at ${folder}`;
  if (diskFreeBytes < diskBytes) return missing('disk', `${detail}; needed: ${bytes(diskBytes)}`, `${FREE}; or ${LESS}`);
  return diskFreeBytes < EASY.diskBytes ? warn('disk', detail, `enough for quick, not for full; ${FREE}`) : ok('disk', detail);
}

function inodesFinding({ inodes }: Needs, { folder, inodesFree }: Room): Finding {
  if (inodesFree === null) return ok('files', 'as many as the disk holds');
  const detail = `${count(inodesFree)} more files can be made at ${folder}`;
  return inodesFree < inodes ? missing('files', `${detail}; needed: ${count(inodes)}`, FREE) : ok('files', detail);
}

function openFilesFinding(needs: Needs, { openFiles }: Room): Finding {
  if (openFiles === null) return ok('open files', 'limit not told by this system');
  if (openFiles === Number.MAX_SAFE_INTEGER) return ok('open files', 'no limit');
  const detail = `${count(openFiles)} a process`;
  if (openFiles >= needs.openFiles) return ok('open files', detail);
  return missing('open files', `${detail}; needed: ${count(needs.openFiles)}`, `ulimit -n ${Math.max(4096, needs.openFiles)}`);
}

const portsFinding = ({ ports }: Needs, { loopback }: Room): Finding =>
  loopback === null
    ? ok('ports', `${ports} can be taken on 127.0.0.1`)
    : missing(
        'ports',
        `servers cannot be reached on 127.0.0.1: ${loopback}`,
        'ip link set lo up, and see what holds ports: ss -ltn',
      );

/** Refuses a plan that this machine has no room for, with all that it lacks, before anything starts. */
export function checkRoom(needs: Needs, room: Room, machine: Machine): void {
  const lacks = roomFindings(needs, room, machine).filter(({ level }) => level === 'missing');
  if (lacks.length === 0) return;
  const lines = lacks.flatMap(({ name, detail, remedy }) => [`${name}: ${detail}`, `  → ${remedy}`]);
  throw new ServerError(`this machine lacks what the plan needs: ${lacks.map(({ name }) => name).join(', ')}`, {
    hint: lines.join('\n'),
  });
}
