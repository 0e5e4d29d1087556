/** Makes an unpacked tree stand on its own: absolute links point into it, and every library that its programs need is found. */
import { existsSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { ServerError } from '../errors.ts';
import { runCommand } from './command.ts';
import type { Guard } from './processes.ts';

/** Turns each absolute link under the root into a relative one within it. Otherwise a program would silently use the system's files. */
export async function relinkInto(root: string): Promise<number> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const links = entries.filter((entry) => entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name));
  const absolute = links.filter((link) => readlinkSync(link).startsWith('/'));
  for (const link of absolute) {
    const target = join(root, readlinkSync(link));
    rmSync(link);
    symlinkSync(relative(dirname(link), target), link);
  }
  return absolute.length;
}

/** The folders of the tree that hold libraries: those named for a machine, such as x86_64-linux-gnu or aarch64-linux-gnu. */
export function libraryFolders(root: string): readonly string[] {
  return ['usr/lib', 'lib'].flatMap((base) => {
    const folder = join(root, base);
    const names = existsSync(folder) ? readdirSync(folder) : [];
    return names.filter((name) => /^[a-z0-9_]+-linux-[a-z0-9]+$/.test(name)).map((name) => join(folder, name));
  });
}

export const missingLibraries = (ldd: string): readonly string[] =>
  ldd.split('\n').flatMap((line) => (line.includes('not found') ? [line.trim().split(/\s/)[0] ?? line] : []));

/** Throws when a program needs a library that neither the tree nor the system has. */
export async function checkLibraries(
  programs: readonly string[],
  env: Readonly<Record<string, string>>,
  guard: Guard,
  signal: AbortSignal,
): Promise<void> {
  const command = { program: 'ldd', args: programs, cwd: '/', env: { ...process.env, ...env }, timeoutMs: 60_000 };
  const missing = new Set(missingLibraries(await runCommand(guard, command, signal)));
  if (missing.size > 0) throw new ServerError(`the private tree lacks ${[...missing].join(', ')}`);
}
