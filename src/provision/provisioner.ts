/** How servers are had: `attach` (a URL is given), `compose` (a container of ours is up), `local` (private processes). */
import type { Servers, Settings } from '../define.ts';

export const SERVER_KINDS = ['postgres', 'pgbouncer', 'redis', 'kafka', 'neo4j', 'mongodb'] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

/** Several servers that work together. */
export const TOPOLOGY_NAMES = [
  'postgres-replicas',
  'postgres-shards',
  'redis-sentinel',
  'redis-cluster',
  'kafka-cluster',
] as const;
export type TopologyName = (typeof TOPOLOGY_NAMES)[number];

/** How servers are asked: each kind by its own question, a sentinel and the brokers of a cluster by others. */
export const PROBE_NAMES = [...SERVER_KINDS, 'sentinel', 'kafka-cluster'] as const;
export type ProbeName = (typeof PROBE_NAMES)[number];

/** How a server was had. Those that were there before stay as they are: nothing of them is restarted or configured. */
export type Origin = 'attach' | 'compose' | 'local';

/** What runs inside our own process, or is started by it and ends again: a store, the application's way to one, a server's own tools. */
export const LIBRARY_KINDS = ['faiss', 'prisma', 'postgres-programs'] as const;
export type LibraryKind = (typeof LIBRARY_KINDS)[number];

/** A library that can be loaded. */
export interface Library {
  readonly kind: LibraryKind;
  /** The file to load, or the folder of the programs; absolute. */
  readonly path: string;
  /** What programs need to run. */
  readonly env?: Readonly<Record<string, string>>;
  readonly version: string;
  /** What it is reached by: a package and its version. */
  readonly binding: string;
  readonly source: string;
  readonly reason: string;
  /** For the files of a run; deleted with it. Empty where there are none. */
  readonly folder: string;
}

/** Where a server answers and as whom. Travels to the load generator by IPC only: never printed, logged or recorded. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** What is said goes encrypted, and the server proves by its certificate who it is. */
  readonly tls?: true;
}

/** What a start needs to know beside the settings. */
export interface StartRequest {
  readonly kind: ServerKind;
  /** Unique among the servers of this run; names the data folder and the log. */
  readonly name: string;
  /** Must be in force; a server that was there before and has others cannot be used. */
  readonly settings: Settings;
  /** Taken where the server is ours, and left out where it was there before: then the record says so. */
  readonly wishes?: Settings;
  /** For PgBouncer: the PostgreSQL behind it and the users who may pass, with their passwords. */
  readonly upstream?: {
    readonly endpoint: Endpoint;
    readonly users: readonly { readonly user: string; readonly password: string }[];
  };
}

export interface RunningServer {
  readonly kind: ServerKind;
  readonly name: string;
  readonly endpoint: Endpoint;
  readonly version: string;
  readonly origin: Origin;
  /** `private tree`, `PATH` or `npm`, `URL`, `container`, and why that one was taken. */
  readonly source: string;
  readonly reason: string;
  /** Null where it is no process of ours. */
  readonly pid: number | null;
  /** Holds its data, where it is a server of ours. */
  readonly folder?: string;
  /** What was not done because the server was there before, a sentence each. */
  readonly leftOut: readonly string[];
  /** What it was started with. */
  readonly startedWith: Settings;
  /** Its log's last lines, for an error. */
  logTail(lines: number): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** A process of ours. */
export interface LocalServer extends RunningServer {
  readonly origin: 'local';
  readonly pid: number;
  /** By which question it has answered. */
  readonly probe: ProbeName;
}

/** How a topology is started. */
export interface TopologyRequest {
  /** Unique among the servers of this run; the topology's own name otherwise. */
  readonly label?: string;
  /** By kind for its members (`redis`), by the topology's name for what stands beside them (`redis-sentinel`) or makes them one (`redis-cluster`); read back after the start. */
  readonly settings?: Servers;
}

/** Servers that work together: all of them have answered, and each has said that it knows the others. */
export interface RunningTopology {
  /** Its label, which is the topology's own name where none was given. */
  readonly name: string;
  /** By their names within it, in the order of their start. */
  readonly members: ReadonlyMap<string, LocalServer>;
  /** The member of this name; throws when there is none. */
  member(name: string): LocalServer;
  /** Stops all, the last one started first. */
  stop(): Promise<void>;
}

/** Something that is downloaded before a server can start. */
export interface Fetched {
  readonly what: string;
  readonly licence: string;
  /** About how much is downloaded. */
  readonly bytes: number;
}

/** Where a server or a library of a kind would come from, without starting it: what `doctor` shows. */
export interface Availability {
  readonly kind: ServerKind | LibraryKind | TopologyName;
  readonly state: 'ready' | 'fetchable' | 'missing';
  readonly version: string | null;
  readonly origin: Origin;
  readonly source: string;
  readonly reason: string;
  /** The exact command that mends it, when something is missing. */
  readonly remedy: string | null;
  /** What stands in its place, by name, where it is not the server that the kind is called after. */
  readonly standIn?: string;
  /** What was or will be downloaded for it, with licences; nothing for what is installed already. */
  readonly fetches?: readonly Fetched[];
}

export interface Provisioner {
  readonly name: string;
  /** With `settings`: whether a server with these could be had. */
  available(kind: Availability['kind'], settings?: Settings): Promise<Availability>;
  /** Has the library, fetched and built if need be. A provisioner of servers that run elsewhere has none. */
  library?(kind: LibraryKind): Promise<Library>;
  /** Resolves when the server has answered a query. Throws ServerError with its log's last lines and leaves nothing behind when it does not. */
  start(request: StartRequest, signal: AbortSignal): Promise<RunningServer>;
  /** Servers that work together, always processes of ours. A provisioner of servers that run elsewhere has none. */
  topology?(name: TopologyName, signal: AbortSignal, request?: TopologyRequest): Promise<RunningTopology>;
  /** Stops every server that it started. Never throws. */
  stopAll(): Promise<void>;
}
