/** Builds FAISS' binding from the sources of faiss-node: fetched from npm, compiled against a FAISS that is there, proved by a search, kept. */
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { ServerError } from '../errors.ts';
import { acquireLock } from '../lock.ts';
import { runCommand } from './command.ts';
import { npmCommand } from './npm-postgres.ts';
import { type Guard, removeFolder } from './processes.ts';

/** What is compiled, with npm's checksums: headers of N-API, so that none of Node's own are needed. */
const SOURCES = [
  ['faiss-node-0.5.1', 'zD8wobJn8C6OLWo68Unho+Ih8l6nSRB2w3Amj01a+xc4bsEvd2mBDLklAn7VocA9XO3WDvQL/bLpi5flkCn/XQ=='],
  ['node-addon-api-6.1.0', '+eawOlIgy680F0kBzPUNFhMZGtJ1YmqM6l4+Crf4IkImjYrO/mqPwRMh352g23uIaQKFItcQ64I7KMaJxHgAVA=='],
  ['node-api-headers-1.9.0', '2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA=='],
] as const;
/** Raised when the way it is built changes, so that older ones are built anew. */
const LAYOUT = 1;
export const BINDING = 'faiss-node 0.5.1';

/** Against what, and with what. */
export interface Toolchain {
  readonly compiler: string;
  /** Options that tell the compiler where it lives itself. */
  readonly compilerArgs: readonly string[];
  readonly includes: readonly string[];
  readonly libraryFolders: readonly string[];
  /** Libraries that are kept beside the binding, because no system folder has them. */
  readonly bundled: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

const manifestShape = z.object({ layout: z.literal(LAYOUT), version: z.string() });
/** A binding that was built. */
export interface Built {
  readonly path: string;
  readonly version: string;
}

interface Building {
  /** Holds the bindings, one folder each. */
  readonly folder: string;
  /** Where FAISS comes from: part of the name, because the bindings differ. */
  readonly against: string;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  note(line: string): void;
  /** Asked when something is to be built. */
  toolchain(): Promise<Toolchain>;
}

function homeOf({ folder, against }: Pick<Building, 'folder' | 'against'>): string {
  const recipe = JSON.stringify([LAYOUT, SOURCES, against, process.platform, process.arch]);
  return join(folder, createHash('sha256').update(recipe).digest('hex').slice(0, 16));
}

/** The one that was built before; null when there is none. Reads one small file. */
export function readBuilt(building: Pick<Building, 'folder' | 'against'>): Built | null {
  const home = homeOf(building);
  const [path, about] = [join(home, 'faiss-node.node'), join(home, 'manifest.json')];
  if (!existsSync(path) || !existsSync(about)) return null;
  const manifest = manifestShape.safeParse(JSON.parse(readFileSync(about, 'utf8')));
  return manifest.success ? { path, version: manifest.data.version } : null;
}

/** The binding, built if need be. Two runs that start at once build it once. */
export async function ensureBuilt(building: Building): Promise<Built> {
  const ready = readBuilt(building);
  if (ready !== null) return ready;
  const { folder, signal, note } = building;
  mkdirSync(folder, { recursive: true });
  const who = { pid: process.pid, project: folder, command: 'building the FAISS binding', since: '' };
  const onWait = (): void => note('another run is building the FAISS binding: waiting for it');
  await using _lock = await acquireLock(`faiss-${folder}`, who, { signal, wait: true, onWait });
  return readBuilt(building) ?? (await build(building));
}

async function build(building: Building): Promise<Built> {
  const { folder, guard, note } = building;
  const toolchain = await building.toolchain();
  const scratch = mkdtempSync(join(folder, '.making-'));
  guard.guardFolder(scratch);
  try {
    note(`building the binding of ${BINDING}`);
    await fetchSources(scratch, building);
    const fresh = join(scratch, 'fresh');
    mkdirSync(fresh);
    await compile(scratch, join(fresh, 'faiss-node.node'), toolchain, building);
    for (const library of toolchain.bundled) copyFileSync(library, join(fresh, basename(library)));
    await prove(join(fresh, 'faiss-node.node'), building);
    writeFileSync(join(fresh, 'manifest.json'), JSON.stringify({ layout: LAYOUT, version: versionIn(toolchain) }));
    rmSync(homeOf(building), { recursive: true, force: true });
    renameSync(fresh, homeOf(building));
  } finally {
    await removeFolder(guard, scratch);
  }
  const built = readBuilt(building);
  if (built === null) throw new Error(`the FAISS binding in ${homeOf(building)} was built but cannot be read`);
  return built;
}

/** The version of FAISS that its own header tells. */
function versionIn({ includes }: Toolchain): string {
  const header = includes.map((folder) => join(folder, 'faiss', 'Index.h')).find((path) => existsSync(path));
  const text = header === undefined ? '' : readFileSync(header, 'utf8');
  return ['MAJOR', 'MINOR', 'PATCH'].map((part) => new RegExp(`FAISS_VERSION_${part} (\\d+)`).exec(text)?.[1] ?? '?').join('.');
}

/** Packs the sources from npm, checks them and unpacks each into a folder of its name. */
async function fetchSources(scratch: string, { guard, signal }: Building): Promise<void> {
  const { program, args } = npmCommand();
  const wanted = SOURCES.map(([name]) => name.replace(/-(?=[\d.]+$)/, '@'));
  const pack = {
    name: 'npm pack',
    program,
    args: [...args, 'pack', '--ignore-scripts', ...wanted],
    cwd: scratch,
    timeoutMs: 120_000,
  };
  await runCommand(guard, pack, signal);
  for (const [name, sha512] of SOURCES) {
    const found = createHash('sha512')
      .update(readFileSync(join(scratch, `${name}.tgz`)))
      .digest('base64');
    if (found !== sha512) throw new ServerError(`npm gave another ${name} than the one that is built: SHA-512 ${found}`);
    mkdirSync(join(scratch, name));
    const unpack = ['-xzf', `${name}.tgz`, '-C', name, '--strip-components=1', '--no-same-owner'];
    await runCommand(guard, { program: 'tar', args: unpack, cwd: scratch, timeoutMs: 60_000 }, signal);
  }
}

/** faiss-node is written for a later FAISS, in which this name is no longer a member of a class. */
const SHIM = '#include <cstdint>\nnamespace faiss { using idx_t = int64_t; }\n';
const [FAISS_NODE, ADDON_API, NAPI_HEADERS] = SOURCES.map(([name]) => name);

async function compile(scratch: string, to: string, toolchain: Toolchain, { guard, signal }: Building): Promise<void> {
  writeFileSync(join(scratch, 'shim.h'), SHIM);
  const { compiler, compilerArgs, includes, libraryFolders, env } = toolchain;
  const args = [
    ...compilerArgs,
    ...['-O2', '-std=c++17', '-fPIC', '-shared', '-fopenmp', '-DNAPI_VERSION=8', '-DNODE_ADDON_API_DISABLE_DEPRECATED'],
    ...['-include', 'shim.h', `-I${ADDON_API}`, `-I${NAPI_HEADERS}/include`, ...includes.map((folder) => `-I${folder}`)],
    `${FAISS_NODE}/src/faiss.cc`,
    ...libraryFolders.map((folder) => `-L${folder}`),
    ...['-lfaiss', '-l:libopenblas.so.0', '-Wl,-rpath,$ORIGIN', '-Wl,--disable-new-dtags', '-o', to],
  ];
  const command = { program: compiler, args, cwd: scratch, env: { ...process.env, ...env }, timeoutMs: 180_000 };
  await runCommand(guard, command, signal);
}

/** What is kept has been loaded and has found a vector, in a process of its own: a broken library would take ours along. */
const PROOF = `
const { Index } = require(process.argv[1]);
const index = Index.fromFactory(2, 'Flat', 0);
index.add([1, 0, 0, 1]);
if (index.search([0, 1], 1).labels[0] !== 1) throw new Error('a search found the wrong vector');
`;
export async function prove(path: string, { guard, signal }: Pick<Building, 'guard' | 'signal'>): Promise<void> {
  const args = ['-e', PROOF, path];
  await runCommand(guard, { name: 'the FAISS binding', program: process.execPath, args, cwd: '/', timeoutMs: 30_000 }, signal);
}
