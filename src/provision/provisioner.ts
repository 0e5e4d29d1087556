/** How servers are had. Today `local` (private processes); the same shape serves servers that exist already. */
import type { Settings } from '../define.ts';

export const SERVER_KINDS = ['postgres', 'pgbouncer', 'redis', 'kafka', 'neo4j', 'mongodb'] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

/** Stores that run inside our own process. */
export const LIBRARY_KINDS = ['faiss'] as const;
export type LibraryKind = (typeof LIBRARY_KINDS)[number];

/** A native library that can be loaded. */
export interface Library {
  readonly kind: LibraryKind;
  /** The file to load, absolute. */
  readonly path: string;
  readonly version: string;
  /** What it is reached by: a package and its version. */
  readonly binding: string;
  readonly source: string;
  readonly reason: string;
  /** For the files of a run; deleted with it. */
  readonly folder: string;
}

/** Where a server answers and as whom. Travels to the load generator by IPC only: never printed, logged or recorded. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** What a start needs to know beside the settings. */
export interface StartRequest {
  readonly kind: ServerKind;
  /** Unique among the servers of this run; names the data folder and the log. */
  readonly name: string;
  readonly settings: Settings;
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
  /** `private tree`, `PATH` or `npm`, and why that one was taken. */
  readonly source: string;
  readonly reason: string;
  readonly pid: number;
  /** Its log's last lines, for an error. */
  logTail(lines: number): Promise<readonly string[]>;
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
  readonly kind: ServerKind | LibraryKind;
  readonly state: 'ready' | 'fetchable' | 'missing';
  readonly version: string | null;
  readonly source: string;
  readonly reason: string;
  /** The exact command that mends it, when something is missing. */
  readonly remedy: string | null;
  /** What was or will be downloaded for it, with licences; nothing for what is installed already. */
  readonly fetches?: readonly Fetched[];
}

export interface Provisioner {
  readonly name: string;
  available(kind: ServerKind | LibraryKind): Promise<Availability>;
  /** Has the library, fetched and built if need be. A provisioner of servers that run elsewhere has none. */
  library?(kind: LibraryKind): Promise<Library>;
  /** Resolves when the server has answered a query. Throws ServerError with its log's last lines and leaves nothing behind when it does not. */
  start(request: StartRequest, signal: AbortSignal): Promise<RunningServer>;
  /** Stops every server that it started. Never throws. */
  stopAll(): Promise<void>;
}
