/** How a kind of server is had: an ordered list of ways, each with its reasons. The first way that succeeds is taken, and every refusal is kept as a reason. */
import { join } from 'node:path';
import { messageOf, ServerError, UserError } from '../errors.ts';
import type { PackageSet } from './package-sets.ts';
import type { Guard } from './processes.ts';
import { findProgram } from './program.ts';
import type { Availability, Fetched } from './provisioner.ts';
import { tellingLines } from './telling.ts';
import { ensureTree, readTree, type Tree } from './tree.ts';
import type { Runner } from './user.ts';

const SOURCES = ['tree', 'path', 'npm'] as const;
type SourceName = (typeof SOURCES)[number];

/** The programs of one server kind, and what they need to run. */
export interface Binaries {
  readonly source: 'private tree' | 'PATH' | 'npm';
  readonly reason: string;
  readonly version: string;
  /** Absolute paths by name: programs, and folders such as that of the jars. */
  readonly programs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}
export type Found = Omit<Binaries, 'reason'>;

/** Where things are, for a look. */
export interface SupplyPlace {
  /** Holds the private trees, npm's and PyPI's packages and the jars. */
  readonly home: string;
  /** As whom servers will run. */
  readonly runner: Runner | null;
}
export interface SupplyContext extends SupplyPlace {
  readonly guard: Guard;
  readonly signal: AbortSignal;
  note(line: string): void;
  /** A private tree, fetched if need be. */
  tree(set: PackageSet): Promise<Tree>;
}

/** What a way offers now, found out without a network and without starting anything. */
export type Look =
  | { readonly state: 'ready'; readonly version: string; readonly reason: string }
  | { readonly state: 'fetchable'; readonly reason: string }
  | { readonly state: 'absent'; readonly reason: string };

export interface Way {
  readonly source: SourceName;
  /** Why it is taken. */
  readonly why: string;
  /** What it gives, by name, where that only stands in the place of the kind. */
  readonly standIn?: string;
  /** What it downloads, with sizes and licences; nothing for what is installed. */
  readonly fetches: readonly Fetched[];
  look(place: SupplyPlace): Look;
  /** Fetches if need be; throws a ServerError with the reason when it cannot. */
  take(context: SupplyContext): Promise<Found>;
}

/** How one kind is had. */
export interface Supply {
  available(place: SupplyPlace): Availability;
  get(context: SupplyContext): Promise<Binaries>;
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

export const SOURCE_LABELS = { tree: 'private tree', path: 'PATH', npm: 'npm' } as const;

/** For a machine whose package sources do not answer. */
const ELSEWHERE = 'or bring a .bench folder from a machine on which npm run mhbench -- provision has filled it';

/** A supply out of its ways, in the order in which they are tried. */
export function supplyOf(kind: Availability['kind'], ways: readonly Way[], remedy: () => string): Supply {
  const allowed = (): { readonly list: readonly Way[]; readonly forced: SourceName | null } => {
    const forced = forcedSource(process.env);
    return { list: forced === null ? ways : ways.filter(({ source }) => source === forced), forced };
  };
  return {
    get: async (context) => {
      const { list, forced } = allowed();
      const refused: string[] = list.length === 0 ? [`${forced} has no ${kind}`] : [];
      for (const way of list) {
        try {
          const found = await way.take(context);
          const because = forced === null ? [way.why, ...refused] : [`forced by MHBENCH_SOURCE=${forced}`];
          return { ...found, reason: because.join('; ') };
        } catch (error) {
          context.signal.throwIfAborted();
          if (!(error instanceof ServerError)) throw error;
          refused.push([messageOf(error), ...tellingLines(error.log)].join(': '));
        }
      }
      throw new ServerError(`no ${kind} can be had here: ${refused.join('; ')}`, {
        absent: true,
        hint: `${remedy()}; ${ELSEWHERE}`,
      });
    },
    available: (place) => {
      const { list, forced } = allowed();
      const by = forced === null ? '' : `, forced by MHBENCH_SOURCE=${forced}`;
      return availabilityOf(kind, looksAt(list, place), { by, remedy });
    },
  };
}

interface Looked {
  readonly way: Way;
  readonly look: Look;
}

/** Looks no further than the first way that is ready. */
function looksAt(ways: readonly Way[], place: SupplyPlace): readonly Looked[] {
  const looks: Looked[] = [];
  for (const way of ways) {
    const look = way.look(place);
    looks.push({ way, look });
    if (look.state === 'ready') break;
  }
  return looks;
}

function availabilityOf(
  kind: Availability['kind'],
  looks: readonly Looked[],
  { by, remedy }: { readonly by: string; readonly remedy: () => string },
): Availability {
  const base = { kind, version: null, remedy: null, origin: 'local' as const, fetches: [] };
  const fetchable = looks.find(({ look }) => look.state === 'fetchable');
  const last = looks.at(-1);
  if (last?.look.state === 'ready') {
    const better = fetchable && `; a run first fetches the ${SOURCE_LABELS[fetchable.way.source]} and prefers it`;
    const { version, reason } = last.look;
    const fetches = (fetchable ?? last).way.fetches;
    const source = SOURCE_LABELS[last.way.source];
    return { ...base, state: 'ready', version, source, reason: `${reason}${better ?? ''}${by}`, fetches, ...standInOf(last.way) };
  }
  if (fetchable !== undefined) {
    const { way, look } = fetchable;
    const source = SOURCE_LABELS[way.source];
    return { ...base, state: 'fetchable', source, reason: `${look.reason}${by}`, fetches: way.fetches, ...standInOf(way) };
  }
  const reasons = looks.length === 0 ? [`no source has ${kind}`] : looks.map(({ look }) => look.reason);
  return { ...base, state: 'missing', source: 'none', reason: `${reasons.join('; ')}${by}`, remedy: remedy() };
}

const standInOf = ({ standIn }: Way): Pick<Availability, 'standIn'> => (standIn === undefined ? {} : { standIn });

/** Why no tree can be fetched here; null when it can. */
function noTreeHere(): string | null {
  const missing = ['apt-get', 'dpkg'].find((name) => findProgram(name, process.env) === null);
  return missing === undefined ? null : `this system has no ${missing}, with which the private tree is fetched`;
}

/** What a tree offers, without fetching it. `use` says what of it serves. */
export function lookAtTree(set: PackageSet, { home }: SupplyPlace, version: (tree: Tree) => string): Look {
  const tree = readTree(join(home, 'tree'), set);
  if (tree !== null) return { state: 'ready', version: version(tree), reason: 'fetched before' };
  const why = noTreeHere();
  return why === null ? { state: 'fetchable', reason: 'apt-get fetches it at the first run' } : { state: 'absent', reason: why };
}

export const fetchedTree = ({ what, licence, downloadBytes }: PackageSet): Fetched => ({ what, licence, bytes: downloadBytes });

/** The trees, each fetched if need be, at most once a run: a machine without a network is not asked again for each server. */
export function treesOnce(context: Omit<SupplyContext, 'tree'>): SupplyContext['tree'] {
  const asked = new Map<string, Promise<Tree>>();
  const fetch = async (set: PackageSet): Promise<Tree> => {
    const folder = join(context.home, 'tree');
    const ready = readTree(folder, set);
    if (ready !== null) return ready;
    const why = noTreeHere();
    if (why !== null) throw new ServerError(why);
    return ensureTree({ folder, set, guard: context.guard, signal: context.signal, note: context.note });
  };
  return (set) => {
    const known = asked.get(set.name) ?? fetch(set);
    asked.set(set.name, known);
    return known;
  };
}
