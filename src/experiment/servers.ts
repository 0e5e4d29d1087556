/** The servers of a run, single ones and such that work together: started when first asked for, shared where settings are equal, started again when one has died; one that was there before serves all. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Servers, Settings } from '../define.ts';
import { saysDiskFull } from '../disk-full.ts';
import { startTimeOf } from '../provision/pids.ts';
import {
  type RunningServer,
  SERVER_KINDS,
  type ServerKind,
  TOPOLOGY_NAMES,
  type TopologyName,
} from '../provision/provisioner.ts';
import type { Address, ServerRequest, TopologyRequest } from '../stores/store.ts';
import { addressOf, type Entry, isAttached, type ServerPoolOptions, startingServers } from './starting-servers.ts';

/** What servers said before something failed. */
export interface LastWords {
  readonly lines: readonly string[];
  /** In which no more can be written. */
  readonly fullFolders: readonly string[];
}

export interface ServerPool {
  get(kind: string, request: ServerRequest): Promise<Address>;
  /** Servers that work together, by their names within it. */
  topology(name: string, request: TopologyRequest): Promise<Readonly<Record<string, Address>>>;
  /** Process ids of every server that runs now. */
  pids(): readonly number[];
  /** Sends a signal to the server on this port, where a lane has it to itself; false where there is none. */
  signal(port: number, name: NodeJS.Signals): boolean;
  /** Of each server that has died or cannot write any more: that it is so, and the last lines of its log. */
  lastWords(): Promise<LastWords>;
  /** Stops a lane's own servers. */
  release(own: string): Promise<void>;
  /** Stops those of these kinds: nobody is to be measured beside servers that he does not use. */
  end(kinds: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

const LOG_LINES = 10;
const ENDING_MS = 500;
const POLL_MS = 25;

/** No process of ours: a call tells whether it answers. A killed one that nobody has waited for yet (a zombie) has ended. */
const isAlive = (pid: number | null): boolean => pid === null || startTimeOf(pid) !== null;

function kindOf(name: string): ServerKind {
  const kind = SERVER_KINDS.find((known) => known === name);
  if (kind === undefined) throw new Error(`no server is called ${name}; there are ${SERVER_KINDS.join(', ')}`);
  return kind;
}

function topologyOf(name: string): TopologyName {
  const topology = TOPOLOGY_NAMES.find((known) => known === name);
  if (topology === undefined) throw new Error(`no topology is called ${name}; there are ${TOPOLOGY_NAMES.join(', ')}`);
  return topology;
}

const single = (server: RunningServer, own: string | undefined): Entry => ({
  ...{ members: new Map([[server.name, server]]), own },
  stop: () => server.stop(),
});
const serversOf = (entries: ReadonlyMap<string, Entry>): readonly RunningServer[] =>
  [...entries.values()].flatMap(({ members }) => [...members.values()]);
const serverOf = (entry: Entry | undefined): RunningServer | undefined => entry?.members.values().next().value;

export function serverPool(options: ServerPoolOptions): ServerPool {
  const entries = new Map<string, Entry>();
  const starting = startingServers(options, (kind) => serversOf(entries).some((each) => each.kind === kind));
  const stopAll = async (keys: readonly string[]) => {
    for (const key of keys) {
      const entry = entries.get(key);
      entries.delete(key);
      await entry?.stop();
    }
  };
  return {
    async get(name, request) {
      const kind = kindOf(name);
      const shared = serverOf(entries.get(keyOf(kind, undefined, request.settings)));
      const known =
        shared !== undefined && isAttached(shared) ? shared : serverOf(entries.get(keyOf(kind, request.own, request.settings)));
      if (known !== undefined && isAlive(known.pid)) return addressOf(known, options.counts);
      const server = await starting.single(kind, request);
      const own = isAttached(server) ? undefined : request.own;
      entries.set(keyOf(kind, own, request.settings), single(server, own));
      return addressOf(server, options.counts);
    },
    async topology(wanted, request) {
      const name = topologyOf(wanted);
      const key = keyOf(name, request.own, request.settings);
      const known = entries.get(key);
      const whole = known !== undefined && [...known.members.values()].every(({ pid }) => isAlive(pid));
      if (known !== undefined && !whole) await stopAll([key]);
      const entry = known !== undefined && whole ? known : await starting.topology(name, request);
      entries.set(key, entry);
      return Object.fromEntries([...entry.members].map(([member, server]) => [member, addressOf(server, options.counts)]));
    },
    pids: () => serversOf(entries).flatMap(({ pid }) => (pid !== null && isAlive(pid) ? [pid] : [])),
    signal(port, name) {
      const owned = [...entries.values()].filter(({ own }) => own !== undefined);
      const servers = owned.flatMap(({ members }) => [...members.values()]);
      const server = servers.find(({ endpoint }) => endpoint.port === port);
      if (server === undefined || server.pid === null) return false;
      return process.kill(server.pid, name);
    },
    async lastWords() {
      const told = await Promise.all(serversOf(entries).map(wordsOf));
      return {
        lines: told.flatMap(({ lines }) => lines),
        fullFolders: [...new Set(told.flatMap(({ fullFolders }) => fullFolders))],
      };
    },
    release: (own) => stopAll([...entries].filter(([, entry]) => entry.own === own).map(([key]) => key)),
    end: (kinds) => {
      const isMeant = ({ members }: Entry): boolean => [...members.values()].some(({ kind }) => kinds.includes(kind));
      return stopAll([...entries].filter(([, entry]) => isMeant(entry)).map(([key]) => key));
    },
    stop: () => stopAll([...entries.keys()].reverse()),
  };
}

const keyOf = (kind: ServerKind | TopologyName, own: string | undefined, settings: Settings | Servers): string =>
  JSON.stringify([kind, own ?? null, settings]);

/** A process that was killed refuses connections before it has ended: it is given a moment to do so. */
async function staysAlive(pid: number | null): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < ENDING_MS; waitedMs += POLL_MS) {
    if (!isAlive(pid)) return false;
    if (pid === null) return true;
    await pause(POLL_MS);
  }
  return isAlive(pid);
}

/** Nothing of a server that runs and has no complaint. */
async function wordsOf(server: RunningServer): Promise<LastWords> {
  const lines = await server.logTail(LOG_LINES).catch(() => []);
  const fullFolders = server.folder !== undefined && saysDiskFull(lines) ? [server.folder] : [];
  const states = [
    ...((await staysAlive(server.pid)) ? [] : ['is no longer running']),
    ...(fullFolders.length > 0 ? ['cannot write'] : []),
  ];
  if (states.length === 0) return { lines: [], fullFolders };
  return { lines: [`${server.name} ${states.join(' and ')}; the last lines of its log:`, ...lines], fullFolders };
}
