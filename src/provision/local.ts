/** The local provisioner: servers as private, unprivileged processes on loopback, with throw-away data, which end with the run however it ends. */
import type { Settings } from '../define.ts';
import { messageOf, ServerError } from '../errors.ts';
import { isSecantus } from '../stand-in.ts';
import { faissSupply, runningFaiss } from './faiss.ts';
import { KINDS } from './kinds.ts';
import { type LaunchContext, launch, newPassword, type Probes } from './launch.ts';
import { recordsIn } from './leftovers.ts';
import { type Place, placeFor } from './place.ts';
import { freePort, onFreePorts } from './ports.ts';
import { postgresProgramsSupply, runningPrograms } from './postgres-programs.ts';
import { prismaSupply, runningPrisma } from './prisma-client.ts';
import { type Guard, openGuard, removeFolder } from './processes.ts';
import {
  type Availability,
  type Library,
  type LibraryKind,
  type LocalServer,
  type Provisioner,
  type RunningTopology,
  type StartRequest,
  TOPOLOGY_NAMES,
  type TopologyName,
  type TopologyRequest,
} from './provisioner.ts';
import { type Binaries, type Supply, type SupplyContext, treesOnce } from './supply.ts';
import { TOPOLOGIES } from './topologies.ts';
import { startTopology } from './topology.ts';
import { runnerForServers } from './user.ts';

export interface LocalOptions {
  /** The project's .bench folder, absolute; may contain spaces. */
  readonly benchDir: string;
  readonly runId: string;
  /** Holds each server's log: the run's folder. */
  readonly logDir: string;
  readonly probes: Probes;
  readonly signal: AbortSignal;
  /** Shared with others, and closed by whoever opened it; one of its own otherwise. */
  readonly guard?: Guard;
  /** One line of progress for the user. */
  note(line: string): void;
}

export interface LocalProvisioner extends Provisioner, AsyncDisposable {
  /** Holds what was fetched. */
  readonly home: string;
  library(kind: LibraryKind): Promise<Library>;
  start(request: StartRequest, signal: AbortSignal): Promise<LocalServer>;
  /** Starts servers that work together, and stops them with the others. */
  topology(name: TopologyName, signal: AbortSignal, request?: TopologyRequest): Promise<RunningTopology>;
  /** The programs of a kind, such as pg_dump beside postgres; fetched if need be. */
  binaries(kind: Named): Promise<Binaries>;
  /** Lets the watchdog end this process too, when the run dies. */
  guard(pid: number, signal?: NodeJS.Signals): void;
  unguard(pid: number): void;
}

type Named = Availability['kind'];
const isTopology = (name: Named): name is TopologyName => TOPOLOGY_NAMES.some((each) => each === name);

const LIBRARIES: Readonly<Record<LibraryKind, Supply>> = {
  faiss: faissSupply,
  prisma: prismaSupply,
  'postgres-programs': postgresProgramsSupply,
};
const isLibrary = (name: Named): name is LibraryKind => Object.hasOwn(LIBRARIES, name);

function supplyOf(kind: Named): Supply {
  if (isLibrary(kind)) return LIBRARIES[kind];
  return isTopology(kind) ? TOPOLOGIES[kind].supply : KINDS[kind].supply;
}

/** Programs that can be had, with settings that none of them can have, are of no use. */
function availableWith(settings: Settings, found: Availability): Availability {
  const { kind } = found;
  const beyond = isTopology(kind) || isLibrary(kind) ? null : (KINDS[kind].recipe.beyond?.(settings) ?? null);
  return beyond === null ? found : { ...found, ...beyond, state: 'missing' };
}

const RUNNING: Readonly<Record<LibraryKind, (programs: Binaries, place: Place, guard: Guard) => Library>> = {
  faiss: runningFaiss,
  prisma: runningPrisma,
  'postgres-programs': runningPrograms,
};

/** Says so when a server does not come from the private tree, or is not what it stands for. */
async function told(found: Promise<Binaries>, kind: Named, note: (line: string) => void): Promise<Binaries> {
  const { source, reason, version, ...rest } = await found;
  if (source !== 'private tree' || isSecantus(version)) note(`${kind} ${version} from ${source}: ${reason}`);
  return { source, reason, version, ...rest };
}

interface Starting {
  readonly launching: LaunchContext;
  readonly signal: AbortSignal;
  binaries(kind: Named): Promise<Binaries>;
}

/** What is started, and stopped together. */
function starter({ launching, signal, binaries }: Starting): Pick<LocalProvisioner, 'start' | 'topology' | 'stopAll'> {
  const { note } = launching;
  const running = new Set<LocalServer | RunningTopology>();
  const refuseTwice = (name: string): void => {
    if ([...running].some((each) => each.name === name)) throw new ServerError(`a server named ${name} was started before`);
  };
  return {
    start: async (request, startSignal) => {
      refuseTwice(request.name);
      const programs = await binaries(request.kind);
      const both = AbortSignal.any([startSignal, signal]);
      const whole = { ...request, settings: { ...request.wishes, ...request.settings } };
      const { recipe } = KINDS[request.kind];
      const server = await onFreePorts(`${request.kind} ${request.name}`, note, async () => {
        const where = { port: await freePort(), password: newPassword() };
        return launch({ request: whole, recipe, binaries: programs, ...where }, launching, both);
      });
      running.add(server);
      return server;
    },
    topology: async (name, startSignal, { label = name, settings = {} } = {}) => {
      refuseTwice(label);
      const forming = { label, settings, recipe: TOPOLOGIES[name], binaries: await binaries(name), context: launching };
      const formed = await startTopology(forming, AbortSignal.any([startSignal, signal]));
      running.add(formed);
      return formed;
    },
    stopAll: async () => {
      const stopped = await Promise.allSettled([...running].map((each) => each.stop()));
      for (const each of stopped)
        if (each.status === 'rejected') note(`a server could not be cleared away: ${messageOf(each.reason)}`);
      running.clear();
    },
  };
}

/** Opens it. Nothing is fetched or started before it is asked for. */
export async function localProvisioner(options: LocalOptions): Promise<LocalProvisioner> {
  const { benchDir, logDir, probes, note, signal } = options;
  const runner = runnerForServers();
  const place = placeFor(benchDir, runner);
  if (place.elsewhere !== null) note(place.elsewhere);
  const guard = options.guard ?? openGuard(recordsIn(benchDir));
  const sources = { home: place.home, runner, guard, signal, note };
  const context: SupplyContext = { ...sources, tree: treesOnce(sources) };
  const found = new Map<Named, Promise<Binaries>>();
  const libraries = new Map<LibraryKind, Promise<Library>>();

  const binaries = (kind: Named): Promise<Binaries> => {
    const known = found.get(kind) ?? told(supplyOf(kind).get(context), kind, note);
    found.set(kind, known);
    return known;
  };
  const started = starter({ launching: { place, runner, logDir, probes, guard, note }, signal, binaries });

  return {
    ...started,
    name: 'local',
    home: context.home,
    available: async (kind, settings = {}) => availableWith(settings, supplyOf(kind).available(context)),
    binaries,
    library: (kind) => {
      const known = libraries.get(kind) ?? binaries(kind).then((programs) => RUNNING[kind](programs, place, guard));
      libraries.set(kind, known);
      return known;
    },
    guard: (pid, lastSignal) => guard.guard(pid, lastSignal),
    unguard: (pid) => guard.unguard(pid),
    [Symbol.asyncDispose]: async () => {
      await started.stopAll();
      for (const had of libraries.values()) {
        const folder = await had.then((library) => library.folder).catch(() => '');
        if (folder !== '') await removeFolder(guard, folder);
      }
      if (options.guard === undefined) await guard[Symbol.asyncDispose]();
    },
  };
}
