/** One look at the machine between two sessions: processor time of everything and of our own processes, waiting, pressure, limits. Linux only. */
import { readdir, readFile } from 'node:fs/promises';

/** Counters since the machine began, in the kernel's ticks (1/100 s) and nanoseconds; differences of two readings mean something. */
export interface MachineReading {
  readonly busyTicks: number;
  readonly stealTicks: number;
  readonly totalTicks: number;
  /** Of this process and everything that descends from it, with the children that ended. */
  readonly ownTicks: number;
  /** Of our processes, on the processor and waiting for one. */
  readonly onCpuNs: number;
  readonly waitingNs: number;
  /** How often a limit of the container stopped us; null where there is none. */
  readonly throttled: number | null;
  /** Share of the last ten seconds in which something waited, in percent; null where the kernel does not tell. */
  readonly pressure: Readonly<Record<'cpu' | 'io' | 'memory', number | null>>;
  readonly load1: number;
}

const textOf = (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null);

/** Null where the system has no /proc. */
export async function readMachineNow(root: number): Promise<MachineReading | null> {
  const total = totalsOf((await textOf('/proc/stat')) ?? '');
  if (total === null) return null;
  const processes = await readProcesses();
  const own = familyOf(root, processes);
  const waits = await Promise.all(own.map(({ pid }) => textOf(`/proc/${pid}/schedstat`)));
  const [onCpuNs = 0, waitingNs = 0] = sumOfColumns(waits.flatMap((text) => (text === null ? [] : [text])));
  const [cpu, io, memory, limits, load] = await Promise.all(
    ['/proc/pressure/cpu', '/proc/pressure/io', '/proc/pressure/memory', '/sys/fs/cgroup/cpu.stat', '/proc/loadavg'].map(textOf),
  );
  return {
    ...total,
    ownTicks: own.reduce((sum, { ticks }) => sum + ticks, 0),
    onCpuNs,
    waitingNs,
    throttled: numberAfter('nr_throttled', limits ?? null),
    pressure: { cpu: pressureOf(cpu), io: pressureOf(io), memory: pressureOf(memory) },
    load1: Number.parseFloat(load ?? '0'),
  };
}

/** `cpu  user nice system idle iowait irq softirq steal …`; guest time is counted in user already. */
export function totalsOf(stat: string): Pick<MachineReading, 'busyTicks' | 'stealTicks' | 'totalTicks'> | null {
  const found = /^cpu +(.+)$/m.exec(stat)?.[1];
  if (found === undefined) return null;
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = found.split(' ').map(Number);
  const busyTicks = user + nice + system + irq + softirq;
  return { busyTicks, stealTicks: steal, totalTicks: busyTicks + idle + iowait + steal };
}

export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** Its own and that of its children that have ended and were waited for. */
  readonly ticks: number;
}

/** The name in parentheses may hold anything, so fields are counted after the last parenthesis. */
export function timesOf(stat: string): ProcessTimes | null {
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent, ticks] = [fields[1], [11, 12, 13, 14].reduce((sum, i) => sum + (fields[i] ?? Number.NaN), 0)];
  const pid = Number.parseInt(stat, 10);
  return parent === undefined || Number.isNaN(ticks) || Number.isNaN(pid) ? null : { pid, parent, ticks };
}

async function readProcesses(): Promise<readonly ProcessTimes[]> {
  const names = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const texts = await Promise.all(names.map((name) => textOf(`/proc/${name}/stat`)));
  return texts.flatMap((text) => {
    const times = text === null ? null : timesOf(text);
    return times === null ? [] : [times];
  });
}

/** The root and everything that descends from it. */
export function familyOf(root: number, processes: readonly ProcessTimes[]): readonly ProcessTimes[] {
  const children = new Map<number, ProcessTimes[]>();
  for (const each of processes) children.set(each.parent, [...(children.get(each.parent) ?? []), each]);
  const family = processes.filter(({ pid }) => pid === root);
  for (const member of family) family.push(...(children.get(member.pid) ?? []));
  return family;
}

function sumOfColumns(lines: readonly string[]): readonly number[] {
  const rows = lines.map((line) => line.trim().split(' ').map(Number));
  return [0, 1].map((column) => rows.reduce((sum, row) => sum + (row[column] ?? 0), 0));
}

function numberAfter(word: string, text: string | null): number | null {
  const found = new RegExp(`^${word} (\\d+)`, 'm').exec(text ?? '');
  return found === null ? null : Number(found[1]);
}

/** `some avg10=1.53 avg60=…`: the first figure. */
export function pressureOf(text: string | null | undefined): number | null {
  const found = /^some avg10=([\d.]+)/m.exec(text ?? '');
  return found === null ? null : Number(found[1]);
}
