/** Debian's package client with lists and a cache of its own: which packages a private tree needs, and their files, checked. No root, nothing installed. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ServerError } from '../errors.ts';
import { type Command, runCommand } from './command.ts';
import type { Guard } from './processes.ts';

export interface Package {
  readonly name: string;
  readonly version: string;
  readonly sizeBytes: number;
  /** As the signed lists say. */
  readonly sha256: string;
}

/** What every Debian has, or what only an installation needs: the tree is run, not installed. The C library must be the system's own. */
const LEFT_OUT = [
  /^(libc6|libc-bin|libc-l10n|locales|locales-all|gcc-\d+-base|base-files|dpkg|tar|tzdata|netbase|openssl|ssl-cert)$/,
  /^(passwd|debconf|adduser|init-system-helpers|usrmerge|usr-is-merged|ucf|sysvinit-utils|lsb-base|sensible-utils|logrotate)$/,
  /^(perl|perl-base|perl-modules-.*|libperl.*|lib.*-perl|libgdbm.*|libdb5.*|readline-common)$/,
  /^(libpam.*|libaudit.*|libsemanage.*|libsepol.*|libcap-ng0|libcrypt1|libselinux1)$/,
  /^(postgresql|postgresql-common|postgresql-common-dev|postgresql-client-common)$/,
];

export const isLeftOut = (name: string): boolean => LEFT_OUT.some((pattern) => pattern.test(name));

type Named = Pick<Package, 'name' | 'version'>;

/** Names and versions out of `apt-get --print-uris`, whose file names are name_version_architecture.deb. */
export function parseUris(printed: string): readonly Named[] {
  const found = printed.split('\n').flatMap((line) => {
    const match = /^'[^']*' ([^\s_]+)_([^\s_]+)_[^\s_]+\.deb \d+/.exec(line);
    return match?.[1] === undefined || match[2] === undefined ? [] : [{ name: match[1], version: decodeURIComponent(match[2]) }];
  });
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The same of an installation, without what every Debian has. */
export const parseClosure = (printed: string): readonly Named[] => parseUris(printed).filter((each) => !isLeftOut(each.name));

/** Packages out of `apt-cache show`: paragraphs of fields. A paragraph without all of them is none that can be fetched. */
export function parsePackages(shown: string): readonly Package[] {
  return shown.split(/\n\n+/).flatMap((paragraph) => {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1];
    const [name, version, size, sha256] = [field('Package'), field('Version'), field('Size'), field('SHA256')];
    if (name === undefined || version === undefined || size === undefined || sha256 === undefined) return [];
    return [{ name, version, sizeBytes: Number(size), sha256 }];
  });
}

/** apt's own settings: quiet about languages and descriptions, and without the hooks a system may have, which would touch the system's cache. */
const configFor = (folder: string): string => `
Dir::State "${folder}/state";
Dir::State::status "${folder}/status";
Dir::Cache "${folder}/cache";
Debug::NoLocking "true";
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Languages "none";
APT::Update::Error-Mode "any";
Acquire::Retries "2";
Acquire::http::Timeout "20";
Acquire::https::Timeout "20";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11-icons-small::DefaultEnabled "false";
Acquire::IndexTargets::deb::DEP-11-icons::DefaultEnabled "false";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
`;

/** apt in one folder. */
export interface Apt {
  update(): Promise<void>;
  /** The wanted packages and all they need, but what every Debian has. Optional ones are taken when the lists offer them. */
  closure(wanted: readonly string[], optional: readonly string[]): Promise<readonly Package[]>;
  /** These packages and no others. */
  named(wanted: readonly string[]): Promise<readonly Package[]>;
  /** Resolves with the checked files. */
  download(packages: readonly Package[]): Promise<readonly string[]>;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Every downloaded file must be one of the list, and every package of the list must have its file. */
export async function checkedFiles(folder: string, packages: readonly Package[]): Promise<readonly string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.deb')).map((name) => join(folder, name));
  const sums = new Set(await Promise.all(files.map(sha256Of)));
  const missing = packages.filter((each) => !sums.has(each.sha256)).map((each) => `${each.name} ${each.version}`);
  if (missing.length > 0 || files.length !== packages.length) {
    throw new ServerError(
      `${files.length} of ${packages.length} packages were downloaded as the signed lists say; not: ${missing.join(', ')}`,
    );
  }
  return files;
}

/** Prepares apt's folders under `folder`. */
export async function openApt(folder: string, guard: Guard, signal: AbortSignal): Promise<Apt> {
  const [config, debs] = [join(folder, 'apt.conf'), join(folder, 'debs')];
  for (const sub of ['state/lists/partial', 'cache/archives/partial', 'debs'])
    await mkdir(join(folder, sub), { recursive: true });
  await writeFile(config, configFor(folder));
  await writeFile(join(folder, 'status'), '');
  const run = (program: string, args: readonly string[], timeoutMs: number): Promise<string> => {
    const command: Command = {
      name: `${program} ${args.find((arg) => !arg.startsWith('-'))}`,
      program,
      args: ['-c', config, ...args],
      cwd: debs,
      env: { ...process.env, LC_ALL: 'C' },
      timeoutMs,
    };
    return runCommand(guard, command, signal);
  };
  const offered = async (names: readonly string[]): Promise<readonly string[]> => {
    if (names.length === 0) return [];
    const known = new Set((await run('apt-cache', ['pkgnames'], 60_000)).split('\n'));
    return names.filter((name) => known.has(name));
  };
  /** With sizes and checksums as the signed lists say. */
  const described = async (names: readonly Named[]): Promise<readonly Package[]> => {
    const exact = names.map((each) => `${each.name}=${each.version}`);
    const packages = parsePackages(await run('apt-cache', ['show', ...exact], 60_000));
    return names.map(({ name, version }) => {
      const found = packages.find((one) => one.name === name && one.version === version);
      if (found === undefined) throw new ServerError(`the package lists have no checksum of ${name} ${version}`);
      return found;
    });
  };
  return {
    update: async () => void (await run('apt-get', ['-q', 'update'], 300_000)),
    closure: async (wanted, optional) => {
      const names = [...wanted, ...(await offered(optional))];
      return described(parseClosure(await run('apt-get', ['-qq', '--print-uris', '-y', 'install', ...names], 60_000)));
    },
    named: async (wanted) => described(parseUris(await run('apt-get', ['-qq', '--print-uris', 'download', ...wanted], 60_000))),
    download: async (packages) => {
      const exact = packages.map((each) => `${each.name}=${each.version}`);
      await run('apt-get', ['-q', 'download', ...exact], 900_000);
      return checkedFiles(debs, packages);
    },
  };
}
