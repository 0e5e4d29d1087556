/** As whom servers run. PostgreSQL and PgBouncer refuse root, so root hands them to an unprivileged user; everybody else runs them as himself. */
import { spawnSync } from 'node:child_process';
import { chownSync, readFileSync, writeFileSync } from 'node:fs';
import { ServerError } from '../errors.ts';

export interface Runner {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CANDIDATES = ['nobody', 'daemon', 'postgres', 'www-data'];

/** The first unprivileged user of the list that a passwd file knows. */
export function unprivilegedIn(passwd: string): Runner | null {
  const users = passwd.split('\n').map((line) => line.split(':'));
  for (const name of CANDIDATES) {
    const user = users.find((fields) => fields[0] === name);
    if (user !== undefined && Number(user[2]) > 0) return { name, uid: Number(user[2]), gid: Number(user[3]) };
  }
  return null;
}

/** The user that servers run as; null when they run as ourselves. */
export function runnerForServers(): Runner | null {
  if (process.getuid?.() !== 0) return null;
  const runner = unprivilegedIn(readFileSync('/etc/passwd', 'utf8'));
  if (runner !== null) return runner;
  throw new ServerError('PostgreSQL refuses to run as root, and this machine has no unprivileged user to give it to', {
    hint: `run as an ordinary user, or make one of these users: ${CANDIDATES.join(', ')}`,
  });
}

/** Whether the user can really enter and read the folder: tried, not guessed from modes. */
export function canEnter(folder: string, runner: Runner): boolean {
  const tried = spawnSync('/bin/sh', ['-c', 'cd -- "$1" && test -r .', 'sh', folder], {
    uid: runner.uid,
    gid: runner.gid,
    cwd: '/',
    stdio: 'ignore',
  });
  return tried.status === 0;
}

/** Whether the user can really run the program: tried, because it may lie in somebody's home. */
export function canRun(program: string, runner: Runner | null): boolean {
  const as = runner === null ? {} : { uid: runner.uid, gid: runner.gid };
  return spawnSync(program, ['--version'], { ...as, cwd: '/', stdio: 'ignore', timeout: 10_000 }).status === 0;
}

/** Writes a file that only the user of the servers can read. */
export function writePrivate(path: string, text: string, runner: Runner | null): void {
  writeFileSync(path, text, { mode: 0o600, flag: 'wx' });
  if (runner !== null) chownSync(path, runner.uid, runner.gid);
}
