/** How FAISS is had: the binding that npm brought with faiss-node, or one built from the same sources against Debian's FAISS, once, offline afterwards. */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ServerError } from '../errors.ts';
import { installWith, WHY } from './database-ways.ts';
import { BINDING, ensureBuilt, prove, readBuilt, type Toolchain } from './faiss-build.ts';
import { PACKAGE_SETS } from './package-sets.ts';
import { newDataFolder, type Place } from './place.ts';
import type { Guard } from './processes.ts';
import { findProgram } from './program.ts';
import type { Library } from './provisioner.ts';
import { libraryFolders } from './relink.ts';
import {
  type Binaries,
  type Found,
  fetchedTree,
  lookAtTree,
  SOURCE_LABELS,
  type Supply,
  type SupplyContext,
  supplyOf,
  type Way,
} from './supply.ts';
import type { Tree } from './tree.ts';

/** The FAISS that faiss-node's own authors built their binding with. */
const PREBUILT_VERSION = '1.7.4';

/** Where npm put it; null when the package is not there, or came without its binding. */
function prebuilt(): string | null {
  const folders = createRequire(import.meta.url).resolve.paths('faiss-node') ?? [];
  return (
    folders.map((folder) => join(folder, 'faiss-node', 'build', 'Release', 'faiss-node.node')).find((path) => existsSync(path)) ??
    null
  );
}

const NO_PREBUILT = `npm could not fetch the binding of ${BINDING}`;
const npmWay: Way = {
  source: 'npm',
  why: 'it came with faiss-node',
  fetches: [],
  look: () => {
    if (prebuilt() === null) return { state: 'absent', reason: NO_PREBUILT };
    return { state: 'ready', version: PREBUILT_VERSION, reason: 'it came with faiss-node' };
  },
  take: async (context) => {
    const path = prebuilt();
    if (path === null) throw new ServerError(NO_PREBUILT);
    await prove(path, context);
    return { source: 'npm', version: PREBUILT_VERSION, programs: { binding: path }, env: {} };
  },
};

const folderIn = (home: string): string => join(home, 'faiss');
const SOURCES_FETCHED = { what: `the sources of ${BINDING} from npm`, licence: 'MIT', bytes: 0.4e6 };

/** Which of the tree's libraries the binding needs at run time. */
const BUNDLED = /^lib(openblas|gfortran|quadmath|gomp)\.so\.\d+$/;

function foldersOf(root: string): readonly string[] {
  const folders = libraryFolders(root);
  return [...folders, ...folders.map((folder) => join(folder, 'openblas-pthread')).filter((folder) => existsSync(folder))];
}

function bundledIn(folders: readonly string[]): readonly string[] {
  const found = folders.flatMap((folder) => readdirSync(folder).map((name) => ({ name, path: join(folder, name) })));
  const needed = found.filter(({ name }) => BUNDLED.test(name));
  return [...new Map(needed.map(({ name, path }) => [name, path])).values()];
}

/** A compiler of the system's, or the tree's own. */
async function compilerFor(context: SupplyContext): Promise<Pick<Toolchain, 'compiler' | 'compilerArgs' | 'env'>> {
  const system = findProgram('g++', process.env);
  if (system !== null) return { compiler: system, compilerArgs: [], env: {} };
  const { root, programs, env } = await context.tree(PACKAGE_SETS.compiler);
  const [compiler] = programs;
  if (compiler === undefined) throw new ServerError('the private tree has no g++');
  const starts = libraryFolders(root).map((folder) => `-B${folder}`);
  return { compiler, compilerArgs: [`--sysroot=${root}`, `-B${dirname(compiler)}/`, ...starts], env };
}

async function treeToolchain(context: SupplyContext): Promise<Toolchain> {
  const { root }: Tree = await context.tree(PACKAGE_SETS.faiss);
  const folders = foldersOf(root);
  const compiler = await compilerFor(context);
  return { ...compiler, includes: [join(root, 'usr/include')], libraryFolders: folders, bundled: bundledIn(folders) };
}

/** Installed for everybody on this machine; null when there is none. */
function systemFolders(): readonly string[] | null {
  const folders = existsSync('/usr/include/faiss/Index.h') ? foldersOf('/') : [];
  return folders.some((folder) => existsSync(join(folder, 'libfaiss.a')) || existsSync(join(folder, 'libfaiss.so')))
    ? folders
    : null;
}

const NO_SYSTEM = "no libfaiss with its headers, or no g++, among this machine's own packages";

async function systemToolchain(context: SupplyContext): Promise<Toolchain> {
  const [folders, compiler] = [systemFolders(), findProgram('g++', process.env)];
  if (folders === null || compiler === null) throw new ServerError(NO_SYSTEM);
  context.signal.throwIfAborted();
  return { compiler, compilerArgs: [], env: {}, includes: [], libraryFolders: folders, bundled: [] };
}

/** A binding that is built once against what `against` names. */
function builtWay(
  way: Pick<Way, 'source' | 'why' | 'fetches' | 'look'>,
  toolchain: (context: SupplyContext) => Promise<Toolchain>,
): Way {
  const against = way.source;
  return {
    ...way,
    look: (place) => {
      const built = readBuilt({ folder: folderIn(place.home), against });
      return built === null ? way.look(place) : { state: 'ready', version: built.version, reason: 'built before' };
    },
    take: async (context): Promise<Found> => {
      const { guard, signal, note } = context;
      const making = { folder: folderIn(context.home), against, guard, signal, note, toolchain: () => toolchain(context) };
      const { path, version } = await ensureBuilt(making);
      return { source: SOURCE_LABELS[way.source], version, programs: { binding: path }, env: {} };
    },
  };
}

const WAYS: readonly Way[] = [
  npmWay,
  builtWay(
    {
      source: 'tree',
      why: WHY.tree,
      fetches: [SOURCES_FETCHED, fetchedTree(PACKAGE_SETS.faiss), fetchedTree(PACKAGE_SETS.compiler)],
      look: (place) => {
        const look = lookAtTree(PACKAGE_SETS.faiss, place, () => '');
        return look.state === 'absent'
          ? look
          : { state: 'fetchable', reason: 'fetched with apt-get and npm, and built, at the first run' };
      },
    },
    treeToolchain,
  ),
  builtWay(
    {
      source: 'path',
      why: WHY.path,
      fetches: [SOURCES_FETCHED],
      look: () =>
        systemFolders() === null || findProgram('g++', process.env) === null
          ? { state: 'absent', reason: NO_SYSTEM }
          : { state: 'fetchable', reason: "built at the first run against this machine's own FAISS" },
    },
    systemToolchain,
  ),
];

const remedy = (): string =>
  installWith({ apt: 'libfaiss-dev libopenblas0-pthread g++', brew: 'faiss', apk: 'faiss-dev', dnf: 'faiss-devel gcc-c++' });

export const faissSupply: Supply = supplyOf('faiss', WAYS, remedy);

/** The library, with a folder for the files of this run. */
export function runningFaiss({ programs, version, source, reason }: Binaries, place: Place, guard: Guard): Library {
  const folder = newDataFolder(place, 'faiss', null);
  guard.guardFolder(folder);
  return { kind: 'faiss', path: programs['binding'] ?? '', version, binding: BINDING, source, reason, folder };
}
