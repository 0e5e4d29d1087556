/** Starts the servers of a run and tells of them: their records, and what a server says of itself. */
import type { Counts, Servers } from '../define.ts';
import { hostPort } from '../host-port.ts';
import type { LocalServer, Provisioner, RunningServer, ServerKind, TopologyName } from '../provision/provisioner.ts';
import type { Address, Facts, ServerRequest, TopologyRequest } from '../stores/store.ts';
import type { Emit } from './events.ts';
import type { ServerRecord } from './record.ts';

export interface ServerPoolOptions {
  /** In the names of its servers of a kind, where another pool has or had the same kind. */
  readonly labelOf?: (kind: string) => readonly (string | undefined)[];
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

/** What runs: one server, or several that work together. */
export interface Entry {
  /** By name within a topology; a single one by its own. */
  readonly members: ReadonlyMap<string, RunningServer>;
  /** The lane that has it to itself. */
  readonly own: string | undefined;
  stop(): Promise<void>;
}

/** It was there before, and so it is one for all. */
export const isAttached = ({ origin }: RunningServer): boolean => origin !== 'local';

const nextName = ({ labelOf }: ServerPoolOptions, kind: string, ordinal: number): string =>
  [kind, ...(labelOf?.(kind) ?? []), ordinal].filter((part) => part !== undefined).join('-');

export interface StartingServers {
  single(kind: ServerKind, request: ServerRequest): Promise<RunningServer>;
  topology(name: TopologyName, request: TopologyRequest): Promise<Entry>;
}

/** `isKnown`: a server of this kind was told of before. */
export function startingServers(options: ServerPoolOptions, isKnown: (kind: ServerKind) => boolean): StartingServers {
  let started = 0;
  const single = async (kind: ServerKind, request: ServerRequest): Promise<RunningServer> => {
    const startNs = options.nowNs();
    const name = nextName(options, kind, ++started);
    const upstream = request.upstream && { endpoint: request.upstream.address, users: request.upstream.users };
    const server = await options.provisioner.start(
      { kind, name, settings: request.settings, wishes: options.wishes[kind] ?? {}, ...(upstream && { upstream }) },
      options.signal,
    );
    // Told when it was first used; this time only its settings were asked.
    if (isAttached(server) && isKnown(kind)) return server;
    const seconds = (options.nowNs() - startNs) / 1e9;
    const facts = await options.facts(kind, addressOf(server, options.counts));
    const record = recordOf(server, facts);
    options.onStart(record);
    const { version, origin, source } = server;
    options.emit({ kind: 'server', name, version, origin, source, endpoint: record.endpoint, seconds });
    return server;
  };
  const topology = async (name: TopologyName, { settings, own }: TopologyRequest): Promise<Entry> => {
    const startNs = options.nowNs();
    if (options.provisioner.topology === undefined) throw new Error(`${options.provisioner.name} forms no ${name}`);
    const formed = await options.provisioner.topology(name, options.signal, {
      label: nextName(options, name, ++started),
      settings,
    });
    const members = [...formed.members.values()];
    const records = await Promise.all(members.map(async (each) => recordOf(each, await factsOf(each, options))));
    for (const record of records) options.onStart(record);
    const { version = '', origin = 'local', source = '', endpoint = '' } = records[0] ?? {};
    const seconds = (options.nowNs() - startNs) / 1e9;
    const others = `${endpoint} and ${members.length - 1} more`;
    options.emit({ kind: 'server', name: formed.name, version, origin, source, endpoint: others, seconds });
    return { members: formed.members, own, stop: formed.stop };
  };
  return { single, topology };
}

/** A sentinel answers other questions than its kind. */
const factsOf = (server: LocalServer, { facts, counts }: ServerPoolOptions): Promise<Facts | null> =>
  server.probe === 'sentinel' ? Promise.resolve(null) : facts(server.kind, addressOf(server, counts));

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

export const addressOf = (server: RunningServer, counts: Counts): Address => ({
  ...server.endpoint,
  ...(isAttached(server) && { attached: true }),
  counts,
});
