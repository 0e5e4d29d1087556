/** The local provisioner: servers as private, unprivileged processes on loopback, with throw-away data, which end with the run however it ends. */
import { messageOf, ServerError } from '../errors.ts';
import { isSecantus } from '../stand-in.ts';
import { faissSupply, runningFaiss } from './faiss.ts';
import { KINDS } from './kinds.ts';
import { launch, type Probes } from './launch.ts';
import { recordsIn } from './leftovers.ts';
import { placeFor } from './place.ts';
import { openGuard, removeFolder } from './processes.ts';
import type { Library, LibraryKind, LocalServer, Provisioner, ServerKind, StartRequest } from './provisioner.ts';
import { type Binaries, type SupplyContext, treesOnce } from './supply.ts';
import { runnerForServers } from './user.ts';

export interface LocalOptions {
  /** The project's .bench folder, absolute; may contain spaces. */
  readonly benchDir: string;
  readonly runId: string;
  /** Holds each server's log: the run's folder. */
  readonly logDir: string;
  readonly probes: Probes;
  readonly signal: AbortSignal;
  /** One line of progress for the user. */
  note(line: string): void;
}

export interface LocalProvisioner extends Provisioner, AsyncDisposable {
  /** Holds what was fetched. */
  readonly home: string;
  library(kind: LibraryKind): Promise<Library>;
  start(request: StartRequest, signal: AbortSignal): Promise<LocalServer>;
  /** The programs of a kind, such as pg_dump beside postgres; fetched if need be. */
  binaries(kind: ServerKind | LibraryKind): Promise<Binaries>;
  /** Lets the watchdog end this process too, when the run dies. */
  guard(pid: number, signal?: NodeJS.Signals): void;
  unguard(pid: number): void;
}

const supplyOf = (kind: ServerKind | LibraryKind) => (kind === 'faiss' ? faissSupply : KINDS[kind].supply);

/** Says so when a server does not come from the private tree, or is not what it stands for. */
async function told(found: Promise<Binaries>, kind: ServerKind | LibraryKind, note: (line: string) => void): Promise<Binaries> {
  const { source, reason, version, ...rest } = await found;
  if (source !== 'private tree' || isSecantus(version)) note(`${kind} ${version} from ${source}: ${reason}`);
  return { source, reason, version, ...rest };
}

/** Opens it. Nothing is fetched or started before it is asked for. */
export async function localProvisioner(options: LocalOptions): Promise<LocalProvisioner> {
  const { benchDir, logDir, probes, note, signal } = options;
  const runner = runnerForServers();
  const place = placeFor(benchDir, runner);
  if (place.elsewhere !== null) note(place.elsewhere);
  const guard = openGuard(recordsIn(benchDir));
  const sources = { home: place.home, runner, guard, signal, note };
  const context: SupplyContext = { ...sources, tree: treesOnce(sources) };
  const found = new Map<ServerKind | LibraryKind, Promise<Binaries>>();
  const servers = new Set<LocalServer>();
  let faiss: Promise<Library> | null = null;

  const binaries = (kind: ServerKind | LibraryKind): Promise<Binaries> => {
    const known = found.get(kind) ?? told(supplyOf(kind).get(context), kind, note);
    found.set(kind, known);
    return known;
  };

  const stopAll = async (): Promise<void> => {
    const stopped = await Promise.allSettled([...servers].map((server) => server.stop()));
    for (const each of stopped)
      if (each.status === 'rejected') note(`a server could not be cleared away: ${messageOf(each.reason)}`);
    servers.clear();
  };

  return {
    name: 'local',
    home: context.home,
    available: async (kind) => supplyOf(kind).available(context),
    binaries,
    start: async (request, startSignal) => {
      if ([...servers].some((server) => server.name === request.name))
        throw new ServerError(`a server named ${request.name} was started before`);
      const programs = await binaries(request.kind);
      const server = await launch(
        { ...request, settings: { ...request.wishes, ...request.settings } },
        programs,
        { place, runner, logDir, probes, guard, note },
        AbortSignal.any([startSignal, signal]),
      );
      servers.add(server);
      return server;
    },
    library: (kind) => {
      faiss ??= binaries(kind).then((programs) => runningFaiss(programs, place, guard));
      return faiss;
    },
    stopAll,
    guard: (pid, lastSignal) => guard.guard(pid, lastSignal),
    unguard: (pid) => guard.unguard(pid),
    [Symbol.asyncDispose]: async () => {
      await stopAll();
      const library = await faiss?.catch(() => null);
      if (library != null) await removeFolder(guard, library.folder);
      await guard[Symbol.asyncDispose]();
    },
  };
}
