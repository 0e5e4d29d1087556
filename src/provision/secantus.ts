/** SecantusDB out of PyPI, where no mongod can be had: wheels by a list with checksums, installed into a folder of this project's own. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServerError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import { secantusLabel } from '../stand-in.ts';
import { runCommand } from './command.ts';
import { WHY } from './database-ways.ts';
import { PACKAGE_SETS } from './package-sets.ts';
import { removeFolder } from './processes.ts';
import { findProgram } from './program.ts';
import type { Fetched } from './provisioner.ts';
import { type Found, fetchedTree, type Look, lookAtTree, type SupplyContext, type SupplyPlace, type Way } from './supply.ts';
import { canRun } from './user.ts';

const VERSION = '0.7.0b3';
const LOCK = `secantusdb-${VERSION}`;
/** The list has wheels for these. */
const PYTHONS = ['3.11', '3.12', '3.13'];
const INSTALL_TIMEOUT_MS = 600_000;

const wheels: Fetched = {
  what: `SecantusDB ${VERSION}, in the place of MongoDB`,
  licence: 'GPL-2.0; run as a server, never linked',
  bytes: 37e6,
};

/** A Python that can install and run it. */
interface Python {
  readonly program: string;
  /** 3.11: wheels differ by it. */
  readonly minor: string;
  /** How pip is called. */
  readonly pip: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const siteOf = (home: string, minor: string): string => join(home, 'pypi', `${LOCK}-python${minor}`);
const lockFile = (): string => fileURLToPath(new URL(`locks/${LOCK}.txt`, import.meta.url));
const isComplete = (site: string): boolean =>
  existsSync(join(site, 'complete')) && readFileSync(join(site, 'complete'), 'utf8') === readFileSync(lockFile(), 'utf8');

/** Installs beside the final name and renames, so that a site is whole or not there. */
async function install(site: string, python: Python, { guard, signal, note }: SupplyContext): Promise<void> {
  const making = mkdtempSync(`${site}-making-`);
  guard.guardFolder(making);
  try {
    chmodSync(making, 0o755);
    const target = join(making, 'site');
    const quiet = ['--disable-pip-version-check', '--no-input', '--no-cache-dir', '--retries=2', '--root-user-action=ignore'];
    const exact = ['--require-hashes', '--no-deps', '--only-binary=:all:', '-r', lockFile(), '--target', target];
    note(`fetching SecantusDB ${VERSION} from PyPI, ${Math.round(wheels.bytes / 1e6)} MB`);
    await runCommand(
      guard,
      {
        name: 'pip install',
        program: python.program,
        args: [...python.pip, 'install', ...quiet, ...exact],
        cwd: making,
        env: { ...process.env, ...python.env, TMPDIR: making },
        timeoutMs: INSTALL_TIMEOUT_MS,
      },
      signal,
    );
    writeFileSync(join(target, 'complete'), readFileSync(lockFile(), 'utf8'));
    chmodSync(target, 0o755);
    if (existsSync(site)) renameSync(site, join(making, 'replaced'));
    renameSync(target, site);
  } finally {
    await removeFolder(guard, making);
  }
}

/** What runs it, its packages fetched if need be; two runs at once fetch them once. */
async function ensure(python: Python, context: SupplyContext): Promise<Omit<Found, 'source'>> {
  const site = siteOf(context.home, python.minor);
  const folder = join(context.home, 'pypi');
  if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o755);
  const who = { pid: process.pid, project: folder, command: 'fetching SecantusDB from PyPI', since: '' };
  const onWait = (): void => context.note('another run is fetching SecantusDB from PyPI: waiting for it');
  await using _lock = await acquireLock(`pypi-${folder}`, who, { signal: context.signal, wait: true, onWait });
  if (!isComplete(site)) await install(site, python, context);
  const env = { ...python.env, PYTHONPATH: site, PYTHONNOUSERSITE: '1', PYTHONDONTWRITEBYTECODE: '1' };
  return { version: secantusLabel(VERSION), programs: { secantus: python.program }, env };
}

/** Python of the private tree. pip is a wheel there, and runs out of it. */
function treePython(root: string, program: string, env: Readonly<Record<string, string>>): Python {
  const folder = join(root, 'usr/share/python-wheels');
  const pip = readdirSync(folder).find((name) => /^pip-.*\.whl$/.test(name));
  if (pip === undefined) throw new ServerError('the private tree has no pip');
  return { program, minor: '3.11', pip: [join(folder, pip, 'pip')], env: { ...env, PYTHONHOME: join(root, 'usr') } };
}

/** Asks it for its version and its pip at once. */
const ASK = 'import sys, pip; print("%d.%d" % sys.version_info[:2])';

function pythonOnPath({ runner }: SupplyPlace): Python | { readonly refused: string } {
  const program = findProgram('python3', process.env);
  if (program === null) return { refused: 'no python3 on PATH' };
  try {
    const minor = execFileSync(program, ['-c', ASK], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    if (!PYTHONS.includes(minor)) return { refused: `python3 on PATH is ${minor}, not one of ${PYTHONS.join(', ')}` };
    if (!canRun(program, runner)) return { refused: `the user ${runner?.name} cannot run ${program}` };
    return { program, minor, pip: ['-m', 'pip'], env: {} };
  } catch {
    return { refused: 'python3 on PATH does not run or has no pip' };
  }
}

function withWheels(look: Look, minor: string, { home }: SupplyPlace): Look {
  if (look.state === 'absent') return look;
  const there = isComplete(siteOf(home, minor));
  if (look.state === 'ready' && there) return { ...look, version: secantusLabel(VERSION) };
  const python = look.state === 'ready' ? look.reason : look.reason.replace(' it ', ' Python ');
  return { state: 'fetchable', reason: there ? python : `SecantusDB is fetched from PyPI at the first run; Python: ${python}` };
}

const STAND_IN = secantusLabel(VERSION);
const NO_MONGOD = 'no package registry has MongoDB, so SecantusDB stands in its place';

/** Both ways to the stand-in. */
export const secantusWays: readonly Way[] = [
  {
    source: 'tree',
    standIn: STAND_IN,
    why: `${NO_MONGOD}; Python: ${WHY.tree}`,
    fetches: [fetchedTree(PACKAGE_SETS.python), wheels],
    look: (place) =>
      withWheels(
        lookAtTree(PACKAGE_SETS.python, place, () => ''),
        '3.11',
        place,
      ),
    take: async (context) => {
      const { root, programs, env } = await context.tree(PACKAGE_SETS.python);
      const [program] = programs;
      if (program === undefined) throw new ServerError('the private tree has no python3.11');
      return { source: 'private tree', ...(await ensure(treePython(root, program, env), context)) };
    },
  },
  {
    source: 'path',
    standIn: STAND_IN,
    why: `${NO_MONGOD}; Python is installed on this machine`,
    fetches: [wheels],
    look: (place) => {
      const python = pythonOnPath(place);
      if ('refused' in python) return { state: 'absent', reason: python.refused };
      return withWheels({ state: 'ready', version: '', reason: python.program }, python.minor, place);
    },
    take: async (context) => {
      const python = pythonOnPath(context);
      if ('refused' in python) throw new ServerError(python.refused);
      return { source: 'PATH', ...(await ensure(python, context)) };
    },
  },
];
