/** The private tree: packages of the system's own registry, unpacked into a folder named by their versions. Fetched once, then used without a network. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, ServerError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import { type Apt, openApt, type Package } from './apt.ts';
import { runCommand } from './command.ts';
import type { PackageSet } from './package-sets.ts';
import { type Guard, removeFolder } from './processes.ts';
import { checkLibraries, libraryFolders, relinkInto } from './relink.ts';
import { tellingLines } from './telling.ts';

/** Raised when the way a tree is made changes, so that older ones are made anew. */
const LAYOUT = 1;

const manifestShape = z.object({
  layout: z.literal(LAYOUT),
  wanted: z.array(z.string()),
  packages: z.array(z.object({ name: z.string(), version: z.string(), sizeBytes: z.number(), sha256: z.string() })),
  programs: z.array(z.string()).describe('paths within the root'),
});
type Manifest = z.infer<typeof manifestShape>;

/** A tree that can be used. */
export interface Tree {
  readonly root: string;
  readonly packages: readonly Package[];
  /** Absolute paths of its programs. */
  readonly programs: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const treeEnv = (root: string): Readonly<Record<string, string>> => ({ LD_LIBRARY_PATH: libraryFolders(root).join(':') });

/** Names the folder of the tree that serves now. */
const pointerOf = (set: PackageSet): string => (set.name === 'base' ? 'current' : `current-${set.name}`);

/** The tree of a set that serves now; null when there is none, or a file of it is gone. Reads two small files and touches no network. */
export function readTree(folder: string, set: PackageSet): Tree | null {
  const pointer = join(folder, pointerOf(set));
  if (!existsSync(pointer)) return null;
  const home = join(folder, readFileSync(pointer, 'utf8').trim());
  const path = join(home, 'manifest.json');
  if (!existsSync(path)) return null;
  const manifest = manifestShape.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!manifest.success || manifest.data.wanted.join() !== set.wanted.join()) return null;
  const root = join(home, 'root');
  const programs = manifest.data.programs.map((program) => join(root, program));
  if (!programs.every((program) => existsSync(program))) return null;
  return { root, packages: manifest.data.packages, programs, env: treeEnv(root) };
}

/** Same packages, same name. */
export function treeName(packages: readonly Pick<Package, 'name' | 'version'>[]): string {
  const list = packages.map((each) => `${each.name}=${each.version}`).sort();
  return createHash('sha256')
    .update([`layout ${LAYOUT}`, ...list].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

interface Making {
  readonly folder: string;
  readonly set: PackageSet;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  note(line: string): void;
}

const megabytes = (packages: readonly Package[]): number =>
  Math.round(packages.reduce((sum, each) => sum + each.sizeBytes, 0) / 1e6);

/** What went wrong in one line: the list that could not be fetched, or the last thing that was said. */
const lastWords = (error: unknown): string =>
  [messageOf(error), ...(error instanceof ServerError ? tellingLines(error.log).slice(0, 1) : [])].join(': ');

/** Reads the lists and resolves what is wanted. One broken source of several must not stop us: what is missing shows itself in the second step. */
async function resolvePackages(apt: Apt, { set, signal, note }: Making): Promise<readonly Package[]> {
  note('reading package lists');
  const unread = await apt.update().then(() => null, lastWords);
  signal.throwIfAborted();
  try {
    if (set.take === 'named') return await apt.named(set.wanted);
    const plain = await apt.closure(set.wanted, []);
    const optional = set.optional(plain.map(({ name }) => name));
    return optional.length === 0 ? plain : await apt.closure(set.wanted, optional);
  } catch (error) {
    signal.throwIfAborted();
    throw new ServerError(`the private tree of ${set.what} cannot be fetched: ${unread ?? lastWords(error)}`, { cause: error });
  }
}

/** Unpacks into `making` and proves it there, so that what gets the final name is whole. */
async function unpack(
  making: string,
  packages: readonly Package[],
  files: readonly string[],
  { set, guard, signal }: Making,
): Promise<Manifest> {
  const root = join(making, 'root');
  await mkdir(root);
  for (const file of files)
    await runCommand(guard, { program: 'dpkg', args: ['-x', file, root], cwd: making, timeoutMs: 120_000 }, signal);
  await relinkInto(root);
  const programs = set.programs(root);
  if (programs.length === 0) throw new ServerError(`the packages ${set.wanted.join(', ')} hold no ${set.what}`);
  const paths = programs.map((program) => join(root, program));
  if (set.runs) await checkLibraries(paths, treeEnv(root), guard, signal);
  return { layout: LAYOUT, wanted: [...set.wanted], packages: [...packages], programs: [...programs] };
}

/** Gives a whole tree its name and points to it. One of the same name that could not be read goes with the scratch folder. */
function publish({ folder, set }: Making, home: string, manifest: Manifest): void {
  const name = treeName(manifest.packages);
  writeFileSync(join(home, 'tree', 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  if (existsSync(join(folder, name))) renameSync(join(folder, name), join(home, 'replaced'));
  renameSync(join(home, 'tree'), join(folder, name));
  const pointer = join(folder, pointerOf(set));
  writeFileSync(`${pointer}.new`, `${name}\n`);
  renameSync(`${pointer}.new`, pointer);
}

async function makeTree(making: Making): Promise<void> {
  const { folder, set, guard, signal, note } = making;
  const home = mkdtempSync(join(folder, '.making-'));
  guard.guardFolder(home);
  try {
    const [scratch, fresh] = [join(home, 'apt'), join(home, 'tree')];
    mkdirSync(fresh);
    chmodSync(home, 0o755);
    const apt = await openApt(scratch, guard, signal);
    const packages = await resolvePackages(apt, making);
    note(`fetching ${packages.length} packages, ${megabytes(packages)} MB: ${set.what}`);
    const files = await apt.download(packages);
    note(`unpacking ${packages.length} packages`);
    publish(making, home, await unpack(fresh, packages, files, making));
  } finally {
    await removeFolder(guard, home);
  }
}

/** The tree, fetched if need be. Two runs that start at once make it once: the second one waits and finds it ready. */
export async function ensureTree(making: Making): Promise<Tree> {
  const ready = readTree(making.folder, making.set);
  if (ready !== null) return ready;
  if (mkdirSync(making.folder, { recursive: true }) !== undefined) chmodSync(making.folder, 0o755);
  const who = { pid: process.pid, project: making.folder, command: 'fetching the private tree', since: '' };
  const onWait = (): void => making.note('another run is fetching the private tree: waiting for it');
  await using _lock = await acquireLock(`tree-${making.folder}-${making.set.name}`, who, {
    signal: making.signal,
    wait: true,
    onWait,
  });
  if (readTree(making.folder, making.set) === null) await makeTree(making);
  const made = readTree(making.folder, making.set);
  if (made === null) throw new Error(`the private tree in ${making.folder} was made but cannot be read`);
  return made;
}
