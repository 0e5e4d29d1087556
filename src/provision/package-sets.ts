/** Which packages make which private tree: one for the databases, others for what runs further servers. Each is fetched when something needs it. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface PackageSet {
  readonly name: 'base' | 'java' | 'python' | 'maven' | 'faiss' | 'compiler';
  readonly wanted: readonly string[];
  /** `all`: with everything they depend on. `named`: exactly these, where the dependencies only serve what we do not use (fonts, desktop, certificates). */
  readonly take: 'all' | 'named';
  /** For a tree's errors and a user's eyes. */
  readonly what: string;
  readonly licence: string;
  /** About what is downloaded, told beforehand. */
  readonly downloadBytes: number;
  /** Packages that are taken if the lists offer them, when the wanted ones are known. */
  optional(packages: readonly string[]): readonly string[];
  /** What a root must hold to serve: paths within it. */
  programs(root: string): readonly string[];
  /** Whether these are programs whose libraries must be found. */
  readonly runs: boolean;
}

const present = (root: string, paths: readonly string[]): readonly string[] =>
  paths.filter((path) => existsSync(join(root, path)));
const namesIn = (folder: string): readonly string[] => (existsSync(folder) ? readdirSync(folder) : []);

const SINGLE_PROGRAMS = ['redis-server', 'redis-cli', 'redis-benchmark', 'pgbouncer'];

/** The programs of the newest PostgreSQL, and the others by name. */
function databasePrograms(root: string): readonly string[] {
  const versions = join(root, 'usr/lib/postgresql');
  const newest = [...namesIn(versions)].sort((a, b) => Number(b) - Number(a))[0];
  const bin =
    newest === undefined
      ? []
      : namesIn(join(versions, newest, 'bin')).map((name) => join('usr/lib/postgresql', newest, 'bin', name));
  const others = ['usr/bin', 'usr/sbin'].flatMap((folder) => SINGLE_PROGRAMS.map((name) => join(folder, name)));
  return present(root, [...bin, ...others]);
}

const base: PackageSet = {
  name: 'base',
  wanted: ['postgresql', 'pgbouncer', 'redis-server'],
  take: 'all',
  what: 'PostgreSQL, PgBouncer and Redis',
  licence: 'PostgreSQL licence, ISC, BSD-3-Clause',
  downloadBytes: 73e6,
  optional: (packages) => {
    const major = packages.map((name) => /^postgresql-(\d+)$/.exec(name)?.[1]).find((found) => found !== undefined);
    return major === undefined ? [] : [`postgresql-${major}-hypopg`, `postgresql-${major}-pg-qualstats`];
  },
  programs: databasePrograms,
  runs: true,
};

const java: PackageSet = {
  name: 'java',
  wanted: ['openjdk-17-jre-headless', 'libjpeg62-turbo', 'liblcms2-2', 'zlib1g'],
  take: 'named',
  what: 'Java 17',
  licence: 'GPL-2.0 with Classpath Exception',
  downloadBytes: 44e6,
  optional: () => [],
  programs: (root) =>
    present(
      root,
      namesIn(join(root, 'usr/lib/jvm')).map((name) => join('usr/lib/jvm', name, 'bin/java')),
    ),
  runs: true,
};

const PYTHON_LIBRARIES =
  'media-types libexpat1 zlib1g libffi8 libsqlite3-0 libreadline8 libssl3 libbz2-1.0 liblzma5 libncursesw6 libtinfo6 libuuid1 libdb5.3 ' +
  'libnsl2 libtirpc3 libcrypt1 libgssapi-krb5-2 libkrb5-3 libk5crypto3 libcom-err2 libkrb5support0 libkeyutils1 libstdc++6 libgcc-s1';

const python: PackageSet = {
  name: 'python',
  wanted: [
    ...['python3.11', 'python3.11-minimal', 'libpython3.11-minimal', 'libpython3.11-stdlib'],
    ...['python3-pip-whl', 'python3-setuptools-whl', ...PYTHON_LIBRARIES.split(' ')],
  ],
  take: 'named',
  what: 'Python 3.11',
  licence: 'PSF-2.0',
  downloadBytes: 14e6,
  optional: () => [],
  programs: (root) => present(root, ['usr/bin/python3.11']),
  runs: true,
};

const maven: PackageSet = {
  name: 'maven',
  wanted: ['libmaven3-core-java'],
  take: 'named',
  what: "Maven's own address of its repository",
  licence: 'Apache-2.0',
  downloadBytes: 1.6e6,
  optional: () => [],
  programs: (root) =>
    present(
      root,
      namesIn(join(root, 'usr/share/java'))
        .filter((name) => /^maven3-model-builder.*\.jar$/.test(name))
        .map((name) => join('usr/share/java', name)),
    ),
  runs: false,
};

/** On arm64 the compiler's own numbers have four words, and Debian has no library for them. */
const LACKING: Readonly<Record<string, readonly string[]>> = { arm64: ['libquadmath0'] };
const BINUTILS: Readonly<Record<string, string>> = { arm64: 'binutils-aarch64-linux-gnu' };

/** Packages by name as Debian has them for an architecture, which Node calls so. */
export function packagesFor(arch: string, names: readonly string[]): readonly string[] {
  const renamed = names.map((name) => (name === 'binutils-x86-64-linux-gnu' ? (BINUTILS[arch] ?? name) : name));
  return renamed.filter((name) => !(LACKING[arch] ?? []).includes(name));
}

const faiss: PackageSet = {
  name: 'faiss',
  wanted: packagesFor(process.arch, [
    ...['libfaiss-dev', 'libopenblas0-pthread', 'libopenblas-pthread-dev'],
    ...['libgfortran5', 'libquadmath0', 'libgomp1', 'libgcc-s1'],
  ]),
  take: 'named',
  what: 'FAISS and OpenBLAS',
  licence: 'MIT, BSD-3-Clause, GPL-3.0 with the GCC runtime exception',
  downloadBytes: 14e6,
  optional: () => [],
  programs: (root) => present(root, ['usr/include/faiss/Index.h']),
  runs: false,
};

const COMPILER_LIBRARIES =
  'libctf0 libctf-nobfd0 libgprofng0 libc6 libc6-dev linux-libc-dev libcrypt-dev libnsl-dev libtirpc-dev rpcsvc-proto libstdc++-12-dev ' +
  'libgcc-12-dev libgcc-s1 libstdc++6 libgomp1 libitm1 libatomic1 libasan8 liblsan0 libtsan2 libubsan1 libquadmath0 libcc1-0 libisl23 ' +
  'libmpfr6 libmpc3 libgmp10 zlib1g libzstd1 libjansson4 libbinutils binutils binutils-common';

const compiler: PackageSet = {
  name: 'compiler',
  wanted: packagesFor(process.arch, [
    ...['g++-12', 'gcc-12', 'cpp-12', 'gcc-12-base', 'binutils-x86-64-linux-gnu'],
    ...COMPILER_LIBRARIES.split(' '),
  ]),
  take: 'named',
  what: 'g++ 12',
  licence: 'GPL-3.0 with the GCC runtime exception',
  downloadBytes: 68e6,
  optional: () => [],
  programs: (root) => present(root, ['usr/bin/g++-12']),
  runs: false,
};

export const PACKAGE_SETS = { base, java, python, maven, faiss, compiler } as const;
