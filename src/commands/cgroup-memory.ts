/** What a control group, such as a container's, leaves of the memory: the tightest limit from our own group up to the topmost that is seen. */
import { join, resolve } from 'node:path';

type Read = (path: string) => Promise<string | null>;

export interface GroupMemory {
  readonly limitBytes: number;
  readonly freeBytes: number;
}

/** Both generations of control groups say the same in different files. */
const SECOND = { top: '/sys/fs/cgroup', limit: 'memory.max', used: 'memory.current', reclaimable: /^inactive_file (\d+)$/m };
const FIRST = {
  top: '/sys/fs/cgroup/memory',
  limit: 'memory.limit_in_bytes',
  used: 'memory.usage_in_bytes',
  reclaimable: /^total_inactive_file (\d+)$/m,
};
/** The first generation writes a number beyond any machine where there is no limit. */
const NO_LIMIT_BYTES = 2 ** 60;

/** Null where no limit is set. */
export async function groupMemory(read: Read): Promise<GroupMemory | null> {
  const groups = (await read('/proc/self/cgroup')) ?? '';
  const [first, second] = [/^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(.*)$/m.exec(groups)?.[1], /^0::(.*)$/m.exec(groups)?.[1]];
  const found = [
    ...(first === undefined ? [] : await limitsIn(read, FIRST, first)),
    ...(second === undefined ? [] : await limitsIn(read, SECOND, second)),
  ];
  if (found.length === 0) return null;
  return {
    limitBytes: Math.min(...found.map(({ limitBytes }) => limitBytes)),
    freeBytes: Math.min(...found.map(({ freeBytes }) => freeBytes)),
  };
}

/** From our own group upwards. In a container its folder may not be there, but the topmost is, and is the container's. */
async function limitsIn(read: Read, { top, ...files }: typeof FIRST, group: string): Promise<readonly GroupMemory[]> {
  const own = resolve(join(top, group));
  const parts = own.startsWith(`${top}/`) ? own.slice(top.length + 1).split('/') : [];
  const folders = [top, ...parts.map((_, index) => join(top, ...parts.slice(0, index + 1)))];
  const found: GroupMemory[] = [];
  for (const folder of folders) {
    const limitBytes = Number((await read(join(folder, files.limit))) ?? Number.NaN);
    if (!(limitBytes < NO_LIMIT_BYTES)) continue;
    const used = Number((await read(join(folder, files.used))) ?? 0);
    // Pages of files that nobody has used lately are given back before anything fails.
    const reclaimable = Number(files.reclaimable.exec((await read(join(folder, 'memory.stat'))) ?? '')?.[1] ?? 0);
    found.push({ limitBytes, freeBytes: Math.max(0, limitBytes - used + reclaimable) });
  }
  return found;
}
