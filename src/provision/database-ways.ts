/** The ways to servers that are plain programs: out of the private tree, or installed on this machine. */
import { ServerError } from '../errors.ts';
import { findInstalled, type Installed } from './installed.ts';
import { PACKAGE_SETS } from './package-sets.ts';
import { findProgram, versionOf } from './program.ts';
import { type Found, fetchedTree, lookAtTree, type Way } from './supply.ts';
import type { Tree } from './tree.ts';

export const WHY = {
  tree: 'the same packages for everybody, unpacked for this project alone',
  path: 'installed on this machine',
  npm: 'fetched from npm',
} as const;

/** The programs that are needed, of which the first one tells the version. */
export type Needed = readonly [string, ...string[]];

function inTree(needed: Needed, tree: Tree): Found {
  const programs = Object.fromEntries(tree.programs.map((path) => [path.slice(path.lastIndexOf('/') + 1), path]));
  const program = programs[needed[0]];
  if (program === undefined || !needed.every((name) => programs[name] !== undefined)) {
    throw new ServerError(`the private tree has no ${needed.join(' and ')}`);
  }
  return { source: 'private tree', version: versionOf(program, tree.env), programs, env: tree.env };
}

export const treeWay = (needed: Needed): Way => ({
  source: 'tree',
  why: WHY.tree,
  fetches: [fetchedTree(PACKAGE_SETS.base)],
  look: (place) => lookAtTree(PACKAGE_SETS.base, place, (tree) => inTree(needed, tree).version),
  take: async (context) => inTree(needed, await context.tree(PACKAGE_SETS.base)),
});

/** `lacks` says what an installed one has not beside its programs; null when it serves. */
export function pathWay(needed: Needed, lacks: (programs: Found['programs']) => string | null = () => null): Way {
  const find = (): Installed | { readonly refused: string } => {
    const found = findInstalled(needed, process.env);
    if (found === null) return { refused: `no ${needed.join(' and ')} on PATH or in the usual places` };
    const missing = lacks(found.programs);
    return missing === null ? found : { refused: `the ${needed[0]} in ${found.folder} has no ${missing}` };
  };
  return {
    source: 'path',
    why: WHY.path,
    fetches: [],
    look: () => {
      const found = find();
      if ('refused' in found) return { state: 'absent', reason: found.refused };
      return { state: 'ready', version: found.version, reason: found.folder };
    },
    take: async () => {
      const found = find();
      if ('refused' in found) throw new ServerError(found.refused);
      return { source: 'PATH', version: found.version, programs: found.programs, env: {} };
    },
  };
}

/** The command that installs a package here, by the package's name for each system's own package client. */
export function installWith(names: {
  readonly apt: string;
  readonly brew: string;
  readonly apk: string;
  readonly dnf: string;
}): string {
  if (process.platform === 'darwin') return `brew install ${names.brew}`;
  if (findProgram('apk', process.env) !== null) return `apk add ${names.apk}`;
  if (findProgram('dnf', process.env) !== null) return `dnf install ${names.dnf}`;
  return `apt-get install ${names.apt}`;
}
