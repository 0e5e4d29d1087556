/** Which server of a kind a run gets: the one named by URL, else the container that is up, else a private process. Whoever named a server never gets another one silently. */
import { ServerError } from '../errors.ts';
import { type AttachedServer, attached, type KindProbes, type Target, targetOf } from './attach.ts';
import type { Compose } from './compose.ts';
import { type Availability, type Provisioner, SERVER_KINDS, type ServerKind } from './provisioner.ts';
import type { Given } from './urls.ts';

const REMEDY_TLS = 'where the network is safe, name the server without TLS: sslmode=disable';

export interface Choice {
  readonly given: readonly Given[];
  readonly compose: Compose;
  readonly local: Provisioner;
  readonly probes: KindProbes;
  /** Set when MHBENCH_SOURCE names where the programs of private processes come from: then no container is meant. */
  readonly forced: boolean;
}

interface Found {
  readonly target: Target;
  readonly server: AttachedServer;
}

/** Libraries, and servers that work together, are always ours. */
const isServer = (kind: Availability['kind']): kind is ServerKind => SERVER_KINDS.some((each) => each === kind);

/** Why it is a private process, before why it comes from where it comes. */
const because = (none: string, own: string): string => (none === '' ? own : `${none}: ${own}`);

export function chosenProvisioner({ given, compose, local, probes, forced }: Choice): Provisioner {
  const known = new Map<ServerKind, Promise<Found | string>>();
  const find = (kind: ServerKind): Promise<Found | string> => {
    const found = known.get(kind) ?? look(kind);
    known.set(kind, found);
    return found;
  };
  const look = async (kind: ServerKind): Promise<Found | string> => {
    const named = given.find((each) => each.kind === kind);
    const target = named === undefined ? await elsewhere(kind) : targetOf(named);
    return typeof target === 'string' ? target : { target, server: attached(target, probes) };
  };
  const elsewhere = async (kind: ServerKind): Promise<Target | string> => {
    if (forced) return '';
    const found = await compose.find(kind);
    return typeof found === 'string' ? `no URL is given and ${found}; private processes` : found;
  };
  /** A private PgBouncer speaks in the clear to the PostgreSQL behind it. */
  const refused = async (kind: ServerKind): Promise<string | null> => {
    const behind = kind === 'pgbouncer' ? await find('postgres') : '';
    if (typeof behind === 'string' || behind.target.endpoint.tls !== true) return null;
    return `${behind.target.reason} and asks for TLS, and the private PgBouncer would speak to that server in the clear`;
  };
  return {
    name: 'chosen',
    async available(kind, settings) {
      if (!isServer(kind)) return local.available(kind);
      const found = await find(kind);
      if (typeof found !== 'string') return found.server.available(settings);
      const own = await local.available(kind, settings);
      const why = await refused(kind);
      if (why !== null) return { ...own, state: 'missing', reason: why, remedy: REMEDY_TLS };
      return { ...own, reason: because(found, own.reason) };
    },
    async start(request, signal) {
      const found = await find(request.kind);
      if (typeof found !== 'string') return found.server.start(request);
      const why = await refused(request.kind);
      if (why !== null) throw new ServerError(`pgbouncer cannot be had: ${why}`, { hint: REMEDY_TLS });
      const server = await local.start(request, signal);
      return { ...server, reason: because(found, server.reason) };
    },
    ...(local.library && { library: local.library }),
    ...(local.topology && { topology: local.topology }),
    stopAll: () => local.stopAll(),
  };
}
