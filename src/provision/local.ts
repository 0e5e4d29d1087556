/** The local provisioner: servers as private, unprivileged processes on loopback, with throw-away data, which end with the run however it ends. */
import { join } from 'node:path';
import { messageOf, ServerError } from '../errors.ts';
import { availabilityOf, type Binaries, type BinaryContext, binariesFor, treeOnce } from './binaries.ts';
import { launch, type Probes } from './launch.ts';
import { recordsIn } from './leftovers.ts';
import { placeFor } from './place.ts';
import { openGuard } from './processes.ts';
import type { Provisioner, RunningServer, ServerKind } from './provisioner.ts';
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
  /** The programs of a kind, such as pg_dump beside postgres; fetched if need be. */
  binaries(kind: ServerKind): Promise<Binaries>;
  /** Lets the watchdog end this process too, when the run dies. */
  guard(pid: number, signal?: NodeJS.Signals): void;
  unguard(pid: number): void;
}

/** Says so when a server does not come from the private tree. */
async function told(found: Promise<Binaries>, kind: ServerKind, note: (line: string) => void): Promise<Binaries> {
  const { source, reason, version, ...rest } = await found;
  if (source !== 'private tree') note(`${kind} ${version} from ${source}: ${reason}`);
  return { source, reason, version, ...rest };
}

/** Opens it. Nothing is fetched or started before it is asked for. */
export async function localProvisioner(options: LocalOptions): Promise<LocalProvisioner> {
  const { benchDir, logDir, probes, note, signal } = options;
  const runner = runnerForServers();
  const place = placeFor(benchDir, runner);
  if (place.elsewhere !== null) note(place.elsewhere);
  const guard = openGuard(recordsIn(benchDir));
  const sources = { treeFolder: place.tree, npmFolder: join(place.tree, '..', 'npm'), guard, signal, note };
  const context: BinaryContext = { ...sources, tree: treeOnce(sources) };
  const found = new Map<ServerKind, Promise<Binaries>>();
  const servers = new Set<RunningServer>();

  const binaries = (kind: ServerKind): Promise<Binaries> => {
    const known = found.get(kind) ?? told(binariesFor(kind, context), kind, note);
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
    available: async (kind) => availabilityOf(kind, context),
    binaries,
    start: async (request, startSignal) => {
      if ([...servers].some((server) => server.name === request.name))
        throw new ServerError(`a server named ${request.name} was started before`);
      const programs = await binaries(request.kind);
      const server = await launch(
        request,
        programs,
        { place, runner, logDir, probes, guard, note },
        AbortSignal.any([startSignal, signal]),
      );
      servers.add(server);
      return server;
    },
    stopAll,
    guard: (pid, lastSignal) => guard.guard(pid, lastSignal),
    unguard: (pid) => guard.unguard(pid),
    [Symbol.asyncDispose]: async () => {
      await stopAll();
      await guard[Symbol.asyncDispose]();
    },
  };
}
