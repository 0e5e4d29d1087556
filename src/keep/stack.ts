/** The servers that a keeper holds: started a few at a time, each part by itself had or missing; all that one request began is taken back when it is given up. */
import { ServerError } from '../errors.ts';
import type { LocalProvisioner } from '../provision/local.ts';
import { inTurn } from './in-turn.ts';
import type { Progress } from './messages.ts';
import { behind, isTopology, type PartName } from './names.ts';
import { createParts, type Part, type Parts } from './parts.ts';

/** Starts parts: the local provisioner in earnest. */
type Starter = Pick<LocalProvisioner, 'start' | 'topology'> & AsyncDisposable;

export interface StackOptions {
  /** A provisioner for one request: what was not to be had before is asked for again. */
  open(signal: AbortSignal, note: (line: string) => void): Promise<Starter>;
  nowMs(): number;
  /** How many come up at the same time. */
  readonly atOnce: number;
  /** Called whenever a part came or went. */
  changed(parts: readonly Part[]): void;
}

export interface Stack {
  parts(): readonly Part[];
  /** Starts what of these is not up. Rejects when the signal is given, after all that it began is gone again. */
  raise(names: readonly PartName[], tell: (progress: Progress) => void, signal: AbortSignal): Promise<void>;
  /** Stops everything, at the same time; a topology in its own order. */
  stop(): Promise<void>;
}

/** What takes longest comes first, so that nothing is waited for alone at the end. */
const ORDER: readonly PartName[] = [
  ...(['kafka-cluster', 'neo4j', 'kafka', 'postgres-replicas', 'postgres-shards', 'postgres', 'pgbouncer'] as const),
  ...(['redis-cluster', 'redis-sentinel', 'mongodb', 'redis'] as const),
];

export function createStack(options: StackOptions): Stack {
  const { nowMs, atOnce } = options;
  const parts = createParts(options.changed);
  const starters: Starter[] = [];
  return {
    parts: parts.all,
    raise: async (names, tell, signal) => {
      const note = (line: string): void => tell({ kind: 'note', line });
      const wanted = ORDER.filter((name) => names.flatMap(behind).includes(name));
      await parts.dropBroken(wanted, note);
      const lacking = wanted.filter((name) => parts.get(name) === undefined);
      if (lacking.length === 0) return;
      const failed = new AbortController();
      const either = AbortSignal.any([signal, failed.signal]);
      const starter = await options.open(either, note);
      starters.push(starter);
      try {
        await inTurn(lacking, atOnce, (name) => raiseOne(name, { starter, parts, tell, nowMs, signal: either }), failed);
      } catch (error) {
        parts.forget(lacking);
        await starter[Symbol.asyncDispose]();
        throw error;
      }
    },
    stop: async () => {
      await Promise.all(starters.map((starter) => starter[Symbol.asyncDispose]()));
      parts.forget(parts.all().map(({ name }) => name));
    },
  };
}

interface Raising extends Pick<StackOptions, 'nowMs'> {
  readonly starter: Starter;
  readonly parts: Parts;
  readonly signal: AbortSignal;
  tell(progress: Progress): void;
}

/** A part that cannot be had is told, and the others go on. */
async function raiseOne(name: PartName, { starter, parts, signal, tell, nowMs }: Raising): Promise<void> {
  signal.throwIfAborted();
  const startMs = nowMs();
  try {
    if (isTopology(name)) {
      const topology = await starter.topology(name, signal);
      parts.add(name, [...topology.members.values()], topology.stop);
    } else {
      const server = await starter.start({ kind: name, name, settings: {}, ...upstreamOf(name, parts) }, signal);
      parts.add(name, [server], server.stop);
    }
    tell({ kind: 'up', name, ms: Math.round(nowMs() - startMs) });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ServerError)) throw error;
    tell({ kind: 'missing', name, reason: [error.message, ...error.log].join('\n'), remedy: error.hint ?? null });
  }
}

/** The PostgreSQL that a PgBouncer stands before. */
function upstreamOf(name: PartName, parts: Parts) {
  if (name !== 'pgbouncer') return {};
  const endpoint = parts.get('postgres')?.servers[0]?.endpoint;
  if (endpoint === undefined) throw new ServerError('there is no postgres that it could stand before');
  return { upstream: { endpoint, users: [{ user: endpoint.user, password: endpoint.password }] } };
}
