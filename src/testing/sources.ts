/** The repository's own sources as text, for the tests that hold its rules. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Source {
  /** Relative to the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}
/** A broken rule, as a sentence that begins with the place. */
export type Problem = string;
export type Rule = (sources: readonly Source[]) => readonly Problem[];

const ROOTS = ['src', 'seeders', 'benches', 'optimizations'];

export function readSources(root: string): readonly Source[] {
  const inside = ROOTS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name.replaceAll('\\', '/')}`,
    ),
  );
  const paths = [...inside.filter((path) => /\.(ts|js)$/.test(path)).sort(), 'vitest.config.ts'];
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

export const isTest = (path: string): boolean => path.endsWith('.test.ts') || path.startsWith('src/testing/');

/** The code without its comments. A scanner for one house style: comments begin a line or follow a blank. */
export const codeOf = (text: string): string =>
  text.replace(/(^|\s)\/\*.*?\*\//gs, (comment) => comment.replace(/[^\n]/g, ' ')).replace(/(^|[ \t])\/\/.*$/gm, '$1');

/** The number of the line on which an index stands. */
const lineAt = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/** A problem for each match of a pattern in the code of the files that are meant. */
export const banned =
  (pattern: RegExp, says: string, isMeant: (path: string) => boolean): Rule =>
  (sources) =>
    sources
      .filter(({ path }) => isMeant(path))
      .flatMap(({ path, text }) => {
        const code = codeOf(text);
        return [...code.matchAll(new RegExp(pattern, 'gm'))].map((found) => `${path}:${lineAt(code, found.index)} ${says}`);
      });
