/** Finds a program by name and asks it for its version. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Absent or not executable: either way it cannot be used.
  }
}

export const pathFolders = (env: Environment): readonly string[] =>
  (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');

/** The first executable of this name on PATH. */
export function findProgram(name: string, env: Environment): string | null {
  return (
    pathFolders(env)
      .map((folder) => join(folder, name))
      .find(isExecutable) ?? null
  );
}

/** The number in `postgres (PostgreSQL) 15.20 (Debian …)`, `PgBouncer 1.18.0`, `Redis server v=7.0.15 sha=…`. */
export function parseVersion(printed: string): string | null {
  return /(?:^|[\sv=])(\d+(?:\.\d+)+)/.exec(printed)?.[1] ?? null;
}

/** What the program says of itself. */
export function versionOf(program: string, env: Readonly<Record<string, string>>): string {
  const printed = execFileSync(program, ['--version'], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return parseVersion(printed) ?? printed.trim();
}
