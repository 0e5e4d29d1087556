/** Looks for passwords in what a run wrote and in what it shows of itself; for tests. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Texts by where they stand. */
export type Texts = Readonly<Record<string, string>>;

/** Where a secret stands, or what looks like a password in an address or after its name; never the secret itself. */
export function leaks(texts: Texts, secrets: readonly string[]): readonly string[] {
  const looks = [/:\/\/[^\s/:@"']*:(?!\*\*\*@)[^\s/@"']+@/, /\b(password|passwd|pwd|requirepass)[=:]\s*(?!\*\*\*)[^\s",;]{4,}/i];
  return Object.entries(texts).flatMap(([where, text]) => [
    ...secrets.flatMap((secret, index) => (text.includes(secret) ? [`secret ${index} stands in ${where}`] : [])),
    ...looks.flatMap((look) => (look.test(text) ? [`something like a password stands in ${where}`] : [])),
  ]);
}

export const filesIn = (folder: string): Texts =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );

/** What is read of a server or a process is gone when that has ended between two looks. */
function unlessGone<T>(read: () => readonly T[]): readonly T[] {
  try {
    return read();
  } catch {
    return [];
  }
}

/** The passwords that stand in the files of servers that run now, also in one that Redis itself wrote anew: found without asking the program which secrets it knows. */
export const passwordsInFiles = (data: string): readonly string[] =>
  unlessGone(() => readdirSync(data)).flatMap((server) =>
    ['redis.conf', 'userlist.txt'].flatMap((name) =>
      unlessGone(() => {
        const text = readFileSync(join(data, server, name), 'utf8');
        return [...text.matchAll(/^requirepass "?([^"\s]+)"?$|^"[^"]*" "([^"]+)"$/gm)].map(
          ([, redis, pgbouncer]) => redis ?? pgbouncer ?? '',
        );
      }),
    ),
  );

/** The words by which each process of the machine was started. */
export const argumentsOfAll = (): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => unlessGone(() => [readFileSync(`/proc/${name}/cmdline`, 'utf8')]));
