/** What only root can make, and not in every container: a file system and a network of a test's own. */
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';

/** Why a test that needs one is skipped; null when it need not be. Tried, not guessed from the user. */
export function noNamespaces(): string | null {
  try {
    execFileSync('unshare', ['-m', '-n', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', tmpdir()], { stdio: 'pipe' });
    return null;
  } catch {
    return 'skipped because this user cannot mount a file system or make a network of his own here';
  }
}

/** A command that runs another one under a limit of the shell's, such as `-n 256` for open files. */
export const limited = (limit: string): readonly string[] => ['sh', '-c', `ulimit ${limit} && exec "$@"`, 'sh'];
