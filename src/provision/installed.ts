/** Servers that are installed on this machine: on PATH, and where packagers put them beside it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Environment, isExecutable, pathFolders, versionOf } from './program.ts';

export interface Installed {
  readonly folder: string;
  readonly version: string;
  readonly programs: Readonly<Record<string, string>>;
}

/** Folders whose last part but `bin` is a version, newest first. */
function versioned(base: string, prefix: string): readonly string[] {
  const names = existsSync(base) ? readdirSync(base).filter((name) => name.startsWith(prefix)) : [];
  const major = (name: string): number => Number(name.slice(prefix.length).replace('@', '')) || 0;
  return [...names].sort((a, b) => major(b) - major(a)).map((name) => join(base, name, 'bin'));
}

/** Where to look, in this order. */
function usualFolders(env: Environment): readonly string[] {
  return [
    ...pathFolders(env),
    ...versioned('/usr/lib/postgresql', ''),
    ...versioned('/usr', 'pgsql-'),
    ...versioned('/opt/homebrew/opt', 'postgresql'),
    ...versioned('/usr/local/opt', 'postgresql'),
    ...['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/opt/homebrew/bin'],
  ];
}

/** The first folder that has all the programs needed. Everything executable in it comes along, such as psql beside postgres. */
export function findInstalled(needed: readonly string[], env: Environment): Installed | null {
  const [first] = needed;
  if (first === undefined) return null;
  const folder = usualFolders(env).find((each) => needed.every((name) => isExecutable(join(each, name))));
  if (folder === undefined) return null;
  const names = [...needed, 'psql', 'pg_dump', 'pg_restore', 'pg_basebackup', 'pgbench', 'redis-cli', 'redis-benchmark'];
  const programs = Object.fromEntries(
    names.map((name) => [name, join(folder, name)] as const).filter(([, path]) => isExecutable(path)),
  );
  return { folder, version: versionOf(join(folder, first), {}), programs };
}
