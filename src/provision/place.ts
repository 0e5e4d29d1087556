/** Where the private tree and the servers' data live: the project's .bench folder, or a private folder of ours where the servers' user cannot enter that. */
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf, ServerError } from '../errors.ts';
import { canEnter, type Runner, runnerForServers } from './user.ts';

export interface Place {
  /** Holds both. */
  readonly home: string;
  /** Holds the private tree. */
  readonly tree: string;
  /** Holds a throw-away folder for each server. */
  readonly data: string;
  /** Why it is not the project's folder; null when it is. */
  readonly elsewhere: string | null;
}

/** The folder of ours under the system's temporary folder. */
export const privateHome = (): string => join(tmpdir(), `mhbench-${process.getuid?.() ?? 'user'}`);

/** Makes a folder that others may pass through but not list. */
function passable(folder: string): string {
  made(folder, 0o711);
  return folder;
}

function made(folder: string, mode: number): void {
  try {
    if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, mode);
  } catch (error) {
    const hint = 'work in a folder of your own, on a disk that can be written and has space';
    throw new ServerError(`${folder}, where servers' files go, cannot be made: ${messageOf(error)}`, { cause: error, hint });
  }
}

/** The shared temporary folder is open to everybody: what stands there under our name must be a folder, and ours. */
function ownHome(): string {
  const home = passable(privateHome());
  const found = lstatSync(home);
  if (found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0) return home;
  throw new ServerError(`${home} is not a folder that belongs to this user alone, so no data is put there`, {
    hint: 'remove it, or set TMPDIR to a folder of your own',
  });
}

function unfit(benchDir: string, runner: Runner | null): string | null {
  // The loader splits its library path at colons, so a tree in such a folder would not be found.
  if (benchDir.includes(':')) return 'its path has a colon';
  if (runner !== null && !canEnter(benchDir, runner)) return `the user ${runner.name}, who runs the servers, cannot enter it`;
  return null;
}

/** Decides, once a run. */
export function placeFor(benchDir: string, runner: Runner | null): Place {
  made(benchDir, 0o755);
  const why = unfit(benchDir, runner);
  const home = why === null ? benchDir : ownHome();
  const elsewhere = why === null ? null : `servers' files are under ${home}, not ${benchDir}: ${why}`;
  return { home, tree: join(home, 'tree'), data: join(home, 'data'), elsewhere };
}

/** Where servers' data will be, for whoever must know before anything starts. */
export const dataFolderFor = (benchDir: string): string => placeFor(benchDir, runnerForServers()).data;

/** A new folder for one server, its user's own. */
export function newDataFolder(place: Place, name: string, runner: Runner | null): string {
  passable(place.data);
  const folder = mkdtempSync(join(place.data, `${name}-`));
  if (runner !== null) chownSync(folder, runner.uid, runner.gid);
  return folder;
}
