/** How servers are had. Today `local` (private processes); the same shape serves servers that exist already. */
import type { Settings } from '../define.ts';

export const SERVER_KINDS = ['postgres', 'pgbouncer', 'redis'] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

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

/** Where a server of a kind would come from, without starting it: what `doctor` shows. */
export interface Availability {
  readonly kind: ServerKind;
  readonly state: 'ready' | 'fetchable' | 'missing';
  readonly version: string | null;
  readonly source: string;
  readonly reason: string;
  /** The exact command that mends it, when something is missing. */
  readonly remedy: string | null;
}

export interface Provisioner {
  readonly name: string;
  available(kind: ServerKind): Promise<Availability>;
  /** Resolves when the server has answered a query. Throws ServerError with its log's last lines and leaves nothing behind when it does not. */
  start(request: StartRequest, signal: AbortSignal): Promise<RunningServer>;
  /** Stops every server that it started. Never throws. */
  stopAll(): Promise<void>;
}
