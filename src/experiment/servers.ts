/** The servers of a run: started when first asked for, shared where settings are equal, started again when one has died; one that was there before serves all. */

import type { Counts, Servers, Settings } from '../define.ts';
import { saysDiskFull } from '../disk-full.ts';
import { hostPort } from '../host-port.ts';
import { startTimeOf } from '../provision/pids.ts';
import { type Provisioner, type RunningServer, SERVER_KINDS, type ServerKind } from '../provision/provisioner.ts';
import type { Address, Facts, ServerRequest } from '../stores/store.ts';
import type { Emit } from './events.ts';
import type { ServerRecord } from './record.ts';

export interface ServerPoolOptions {
  /** In the names of its servers, where there is another pool of the same kinds. */
  readonly label?: string;
  readonly provisioner: Provisioner;
  /** Settings by server beside those that are asked for. */
  readonly wishes: Servers;
  readonly counts: Counts;
  /** What a server says of itself, where a store knows how to ask. */
  readonly facts: (kind: ServerKind, address: Address) => Promise<Facts | null>;
  readonly onStart: (record: ServerRecord) => void;
  readonly emit: Emit;
  readonly nowNs: () => number;
  readonly signal: AbortSignal;
}

/** What servers said before something failed. */
export interface LastWords {
  readonly lines: readonly string[];
  /** In which no more can be written. */
  readonly fullFolders: readonly string[];
}

export interface ServerPool {
  get(kind: string, request: ServerRequest): Promise<Address>;
  /** Process ids of every server that runs now. */
  pids(): readonly number[];
  /** Sends a signal to the server on this port, where a lane has it to itself; false where there is none. */
  signal(port: number, name: NodeJS.Signals): boolean;
  /** Of each server that has died or cannot write any more: that it is so, and the last lines of its log. */
  lastWords(): Promise<LastWords>;
  /** Stops a lane's own servers. */
  release(own: string): Promise<void>;
  stop(): Promise<void>;
}

interface Entry {
  readonly server: RunningServer;
  /** The lane that has it to itself. */
  readonly own: string | undefined;
}

const LOG_LINES = 10;

/** No process of ours: a call tells whether it answers. A killed one that nobody has waited for yet (a zombie) has ended. */
const isAlive = (pid: number | null): boolean => pid === null || startTimeOf(pid) !== null;

/** It was there before, and so it is one for all. */
const isAttached = ({ origin }: RunningServer): boolean => origin !== 'local';

function kindOf(name: string): ServerKind {
  const kind = SERVER_KINDS.find((known) => known === name);
  if (kind === undefined) throw new Error(`no server is called ${name}; there are ${SERVER_KINDS.join(', ')}`);
  return kind;
}

export function serverPool(options: ServerPoolOptions): ServerPool {
  const entries = new Map<string, Entry>();
  let started = 0;
  const start = async (kind: ServerKind, request: ServerRequest): Promise<RunningServer> => {
    const startNs = options.nowNs();
    const name = [kind, options.label, ++started].filter((part) => part !== undefined).join('-');
    const upstream = request.upstream && { endpoint: request.upstream.address, users: request.upstream.users };
    const server = await options.provisioner.start(
      { kind, name, settings: request.settings, wishes: options.wishes[kind] ?? {}, ...(upstream && { upstream }) },
      options.signal,
    );
    // Told when it was first used; this time only its settings were asked.
    if (isAttached(server) && [...entries.values()].some((entry) => entry.server.kind === kind)) return server;
    const seconds = (options.nowNs() - startNs) / 1e9;
    const facts = await options.facts(kind, addressOf(server, options.counts));
    const record = recordOf(server, facts);
    options.onStart(record);
    const { version, origin, source } = server;
    options.emit({ kind: 'server', name, version, origin, source, endpoint: record.endpoint, seconds });
    return server;
  };
  const stopAll = async (keys: readonly string[]) => {
    for (const key of keys) {
      const entry = entries.get(key);
      entries.delete(key);
      await entry?.server.stop();
    }
  };
  return {
    async get(name, request) {
      const kind = kindOf(name);
      const shared = entries.get(keyOf(kind, undefined, request.settings));
      const known =
        shared !== undefined && isAttached(shared.server) ? shared : entries.get(keyOf(kind, request.own, request.settings));
      if (known !== undefined && isAlive(known.server.pid)) return addressOf(known.server, options.counts);
      const server = await start(kind, request);
      const own = isAttached(server) ? undefined : request.own;
      entries.set(keyOf(kind, own, request.settings), { server, own });
      return addressOf(server, options.counts);
    },
    pids: () => [...entries.values()].flatMap(({ server: { pid } }) => (pid !== null && isAlive(pid) ? [pid] : [])),
    signal(port, name) {
      const entry = [...entries.values()].find(({ server }) => server.endpoint.port === port);
      if (entry?.own === undefined || entry.server.pid === null) return false;
      return process.kill(entry.server.pid, name);
    },
    async lastWords() {
      const told = await Promise.all([...entries.values()].map(({ server }) => wordsOf(server)));
      return {
        lines: told.flatMap(({ lines }) => lines),
        fullFolders: [...new Set(told.flatMap(({ fullFolders }) => fullFolders))],
      };
    },
    release: (own) => stopAll([...entries].filter(([, entry]) => entry.own === own).map(([key]) => key)),
    stop: () => stopAll([...entries.keys()].reverse()),
  };
}

const keyOf = (kind: ServerKind, own: string | undefined, settings: Settings): string =>
  JSON.stringify([kind, own ?? null, settings]);

function recordOf(server: RunningServer, facts: Facts | null): ServerRecord {
  const { name, version, origin, source, reason, startedWith, leftOut } = server;
  const given = Object.fromEntries(Object.entries(startedWith).map(([key, value]) => [key, String(value)]));
  return {
    ...{ name, version, origin, source, reason, endpoint: hostPort(server.endpoint) },
    settings: { ...(facts?.settings ?? given) },
    startedWith: { ...startedWith },
    leftOut: [...leftOut],
  };
}

/** Nothing of a server that runs and has no complaint. */
async function wordsOf(server: RunningServer): Promise<LastWords> {
  const lines = await server.logTail(LOG_LINES).catch(() => []);
  const fullFolders = server.folder !== undefined && saysDiskFull(lines) ? [server.folder] : [];
  const states = [...(isAlive(server.pid) ? [] : ['is no longer running']), ...(fullFolders.length > 0 ? ['cannot write'] : [])];
  if (states.length === 0) return { lines: [], fullFolders };
  return { lines: [`${server.name} ${states.join(' and ')}; the last lines of its log:`, ...lines], fullFolders };
}

const addressOf = (server: RunningServer, counts: Counts): Address => ({
  ...server.endpoint,
  ...(isAttached(server) && { attached: true }),
  counts,
});
