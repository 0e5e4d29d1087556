// What control groups of both generations leave of the memory, read from files as a kernel writes them.
import { expect, test } from 'vitest';
import { groupMemory } from './cgroup-memory.ts';

const reader = (files: Readonly<Record<string, string>>) => (path: string) => Promise.resolve(files[path] ?? null);

test('a container of the second generation has its limit at the top, less what cannot be given back', async () => {
  const files = {
    '/proc/self/cgroup': '0::/',
    '/sys/fs/cgroup/memory.max': '2147483648',
    '/sys/fs/cgroup/memory.current': '1000000000',
    '/sys/fs/cgroup/memory.stat': 'anon 600000000\nfile 400000000\ninactive_file 300000000\nactive_file 1',
  };
  expect(await groupMemory(reader(files))).toEqual({ limitBytes: 2_147_483_648, freeBytes: 1_447_483_648 });
});

test('the tightest group from ours to the top counts, whichever of them it is', async () => {
  const files = {
    '/proc/self/cgroup': '0::/user.slice/session',
    '/sys/fs/cgroup/user.slice/session/memory.max': 'max',
    '/sys/fs/cgroup/user.slice/memory.max': '1000',
    '/sys/fs/cgroup/user.slice/memory.current': '400',
  };
  expect(await groupMemory(reader(files))).toEqual({ limitBytes: 1_000, freeBytes: 600 });
});

test('the first generation, seen from inside a container whose own folder is not there', async () => {
  const files = {
    '/proc/self/cgroup': '9:name=systemd:/x\n4:cpu,memory:/docker/abc\n0::/',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '1000',
    '/sys/fs/cgroup/memory/memory.usage_in_bytes': '900',
    '/sys/fs/cgroup/memory/memory.stat': 'inactive_file 5\ntotal_inactive_file 50',
  };
  expect(await groupMemory(reader(files))).toEqual({ limitBytes: 1_000, freeBytes: 150 });
});

test.each([
  ['no groups at all', {}],
  ['no limit of the second generation', { '/proc/self/cgroup': '0::/', '/sys/fs/cgroup/memory.max': 'max' }],
  [
    'no limit of the first generation',
    { '/proc/self/cgroup': '4:memory:/', '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712' },
  ],
])('%s is no limit', async (_name, files) => expect(await groupMemory(reader(files))).toBeNull());
