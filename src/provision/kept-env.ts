/** How kept servers are named to a shell: a variable with a URL each. Pure. */
import type { KeptServer } from './kept.ts';
import type { ServerKind } from './provisioner.ts';

const SCHEMES: Readonly<Record<ServerKind, string>> = {
  postgres: 'postgres',
  pgbouncer: 'postgres',
  redis: 'redis',
  kafka: 'kafka',
  neo4j: 'bolt',
  mongodb: 'mongodb',
};

/** `postgres://bench:…@127.0.0.1:5432/bench`, or without a user where a server asks for none. */
function urlOf({ kind, endpoint }: Pick<KeptServer, 'kind' | 'endpoint'>): string {
  const { host, port, user, password, database } = endpoint;
  const who = user === '' ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  const what = database === '' ? '' : `/${encodeURIComponent(database)}`;
  return `${SCHEMES[kind]}://${who}${host}:${port}${what}`;
}

/** A run takes no pooler that is there already, and would refuse a variable that names one. */
const POOLED = 'MHBENCH_POSTGRES_POOLED_URL';

const variableOf = ({ name, kind, topology }: Pick<KeptServer, 'name' | 'kind' | 'topology'>): string =>
  kind === 'pgbouncer' && topology === null ? POOLED : `MHBENCH_${name.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}_URL`;

/** The lines of a file for `set -a; . FILE; set +a`. No letter of a URL means anything to a shell. */
export const envLines = (servers: readonly KeptServer[]): readonly string[] => [
  '# Servers that mhbench db up keeps, with their passwords. In a shell: set -a; . .bench/db/env; set +a',
  ...servers.map((server) => `${variableOf(server)}=${urlOf(server)}`),
];
