/** What the commands around kept servers have in common: one of them at a time, and how a server is shown: never with its password. */
import { join } from 'node:path';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import { acquireLock } from '../lock.ts';
import type { KeptServer } from '../provision/kept.ts';

export const benchDirOf = (io: Pick<Io, 'cwd'>): string => join(io.cwd, '.bench');

/** Two that start and end the same servers would undo each other's work. */
export const holdKept = (command: string, io: Pick<Io, 'cwd' | 'signal'>): Promise<AsyncDisposable> =>
  acquireLock(
    `kept servers of ${benchDirOf(io)}`,
    { pid: process.pid, project: io.cwd, command, since: systemClock.date().toISOString() },
    { signal: io.signal, wait: false },
  );

export const shown = ({ name, topology, kind, endpoint, version, source, reason, pid }: KeptServer) => ({
  ...{ name, topology, kind, host: endpoint.host, port: endpoint.port, version, source, reason, pid },
});

/** Columns as wide as their widest word; the last one ends where it ends. */
export function tableOf(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row) =>
    row
      .map((word, column) => word.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

export const columnsOf = ({ name, endpoint, version, source }: KeptServer): readonly string[] => [
  ...[name, `${endpoint.host}:${endpoint.port}`, version, source],
];
