/** What each kind of server tells the launcher: how its folder is prepared, how it is started, answers and is stopped. */
import type { Settings } from '../../define.ts';
import type { StopStep } from '../pids.ts';
import type { Guard } from '../processes.ts';
import type { Endpoint, ProbeName, StartRequest } from '../provisioner.ts';
import type { Binaries } from '../supply.ts';
import type { Runner } from '../user.ts';

/** What a recipe has to work with. */
export interface Site {
  readonly request: StartRequest;
  readonly binaries: Binaries;
  /** Throw-away, owned by the user of the server. */
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  readonly runner: Runner | null;
  readonly env: Readonly<Record<string, string>>;
  readonly guard: Guard;
}

export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly endpoint: Endpoint;
  /** Settings given among the arguments, which no protocol tells back: the process runs with them or not at all. */
  readonly byArgument?: Readonly<Record<string, string>>;
  readonly readyTimeoutMs: number;
}

/** Why a private server cannot have what is asked of it, and what to do. */
export interface Beyond {
  readonly reason: string;
  readonly remedy: string;
}

export interface Recipe {
  /** Settings that no private server can have, wherever its programs come from; null when it can. */
  readonly beyond?: (settings: Settings) => Beyond | null;
  /** How it is asked whether it answers; by its kind's own question where this is left out. */
  readonly probe?: ProbeName;
  /** Settings that only the provisioner sets, in lower case. */
  readonly ours: readonly string[];
  /** How it is stopped; SIGKILL follows by itself. */
  readonly stop: readonly StopStep[];
  /** What the watchdog sends when the run is gone: the data is thrown away then, so the quickest clean end. */
  readonly lastSignal: NodeJS.Signals;
  /** Writes the folder's files. */
  prepare(site: Site, signal: AbortSignal): Promise<Launch>;
}
