/** The private tree: packages of the system's own registry, unpacked into a folder named by their versions. Fetched once, then used without a network. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { messageOf, ServerError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import { type Apt, openApt, type Package } from './apt.ts';
import { runCommand } from './command.ts';
import { type Guard, removeFolder } from './processes.ts';
import { checkLibraries, libraryFolders, relinkInto } from './relink.ts';

const WANTED = ['postgresql', 'pgbouncer', 'redis-server'];
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

const PROGRAMS = ['redis-server', 'redis-cli', 'redis-benchmark', 'pgbouncer'];

/** The programs of a root: those of the newest PostgreSQL, and the others by name. */
function programsIn(root: string): readonly string[] {
  const versions = join(root, 'usr/lib/postgresql');
  const newest = (existsSync(versions) ? readdirSync(versions) : []).sort((a, b) => Number(b) - Number(a))[0];
  const bin =
    newest === undefined
      ? []
      : readdirSync(join(versions, newest, 'bin')).map((name) => join('usr/lib/postgresql', newest, 'bin', name));
  const others = ['usr/bin', 'usr/sbin'].flatMap((folder) => PROGRAMS.map((name) => join(folder, name)));
  return [...bin, ...others].filter((path) => existsSync(join(root, path)));
}

const treeEnv = (root: string): Readonly<Record<string, string>> => ({ LD_LIBRARY_PATH: libraryFolders(root).join(':') });

/** The tree that serves now; null when there is none, or a file of it is gone. Reads two small files and touches no network. */
export function readTree(folder: string): Tree | null {
  const pointer = join(folder, 'current');
  if (!existsSync(pointer)) return null;
  const home = join(folder, readFileSync(pointer, 'utf8').trim());
  const path = join(home, 'manifest.json');
  if (!existsSync(path)) return null;
  const manifest = manifestShape.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!manifest.success || manifest.data.wanted.join() !== WANTED.join()) return null;
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
  readonly guard: Guard;
  readonly signal: AbortSignal;
  note(line: string): void;
}

const megabytes = (packages: readonly Package[]): number =>
  Math.round(packages.reduce((sum, each) => sum + each.sizeBytes, 0) / 1e6);

/** What went wrong in one line: the list that could not be fetched, or the last thing that was said. */
function lastWords(error: unknown): string {
  if (!(error instanceof ServerError)) return messageOf(error);
  const line = error.log.find((each) => each.includes('Failed to fetch')) ?? error.log.at(-1);
  return line === undefined ? error.message : `${error.message}: ${line}`;
}

/** Reads the lists and resolves what is wanted. One broken source of several must not stop us: what is missing shows itself in the second step. */
async function resolvePackages(apt: Apt, { signal, note }: Making): Promise<readonly Package[]> {
  note('reading package lists');
  const unread = await apt.update().then(() => null, lastWords);
  signal.throwIfAborted();
  try {
    const plain = await apt.closure(WANTED, []);
    const major = plain.map((each) => /^postgresql-(\d+)$/.exec(each.name)?.[1]).find((found) => found !== undefined);
    return major === undefined
      ? plain
      : await apt.closure(WANTED, [`postgresql-${major}-hypopg`, `postgresql-${major}-pg-qualstats`]);
  } catch (error) {
    signal.throwIfAborted();
    throw new ServerError(`the private tree cannot be fetched: ${unread ?? lastWords(error)}`, { cause: error });
  }
}

/** Unpacks into `making` and proves it there, so that what gets the final name is whole. */
async function unpack(
  making: string,
  packages: readonly Package[],
  files: readonly string[],
  { guard, signal }: Making,
): Promise<Manifest> {
  const root = join(making, 'root');
  await mkdir(root);
  for (const file of files)
    await runCommand(guard, { program: 'dpkg', args: ['-x', file, root], cwd: making, timeoutMs: 120_000 }, signal);
  await relinkInto(root);
  const programs = programsIn(root);
  await checkLibraries(
    programs.map((program) => join(root, program)),
    treeEnv(root),
    guard,
    signal,
  );
  return { layout: LAYOUT, wanted: WANTED, packages: [...packages], programs: [...programs] };
}

/** Gives a whole tree its name and points to it. One of the same name that could not be read goes with the scratch folder. */
function publish(folder: string, home: string, manifest: Manifest): void {
  const name = treeName(manifest.packages);
  writeFileSync(join(home, 'tree', 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  if (existsSync(join(folder, name))) renameSync(join(folder, name), join(home, 'replaced'));
  renameSync(join(home, 'tree'), join(folder, name));
  writeFileSync(join(folder, 'current.new'), `${name}\n`);
  renameSync(join(folder, 'current.new'), join(folder, 'current'));
}

async function makeTree(making: Making): Promise<void> {
  const { folder, guard, signal, note } = making;
  const home = mkdtempSync(join(folder, '.making-'));
  guard.guardFolder(home);
  try {
    const [scratch, fresh] = [join(home, 'apt'), join(home, 'tree')];
    mkdirSync(fresh);
    chmodSync(home, 0o755);
    const apt = await openApt(scratch, guard, signal);
    const packages = await resolvePackages(apt, making);
    note(`fetching ${packages.length} packages, ${megabytes(packages)} MB`);
    const files = await apt.download(packages);
    note(`unpacking ${packages.length} packages`);
    publish(folder, home, await unpack(fresh, packages, files, making));
  } finally {
    await removeFolder(guard, home);
  }
}

/** The tree, fetched if need be. Two runs that start at once make it once: the second one waits and finds it ready. */
export async function ensureTree(making: Making): Promise<Tree> {
  const ready = readTree(making.folder);
  if (ready !== null) return ready;
  if (mkdirSync(making.folder, { recursive: true }) !== undefined) chmodSync(making.folder, 0o755);
  const who = { pid: process.pid, project: making.folder, command: 'fetching the private tree', since: '' };
  const onWait = (): void => making.note('another run is fetching the private tree: waiting for it');
  await using _lock = await acquireLock(`tree-${making.folder}`, who, { signal: making.signal, wait: true, onWait });
  if (readTree(making.folder) === null) await makeTree(making);
  const made = readTree(making.folder);
  if (made === null) throw new Error(`the private tree in ${making.folder} was made but cannot be read`);
  return made;
}
