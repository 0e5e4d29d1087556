/** What PostgreSQL's topologies have in common: psql as the client, the programs they need, and settings fit for several servers at once. */
import type { Settings } from '../../define.ts';
import { ServerError } from '../../errors.ts';
import { installWith, type Needed, pathWay, treeWay, WHY } from '../database-ways.ts';
import type { Endpoint, LocalServer, TopologyName } from '../provisioner.ts';
import { POSTGRES_DATABASE, POSTGRES_USER } from '../servers/postgres.ts';
import { type Supply, supplyOf, type Way } from '../supply.ts';
import type { Stage } from '../topology.ts';

/** Several servers share the machine's memory. */
export const MEMBER_SETTINGS: Settings = { shared_buffers: '128MB' };

/** What its programs read of where they connect: by environment, because arguments are seen by everybody. */
const connection = ({ host, port, user, password, database }: Endpoint): Readonly<Record<string, string>> => ({
  PGHOST: host,
  PGPORT: String(port),
  PGUSER: user,
  PGPASSWORD: password,
  PGDATABASE: database,
  PGSSLMODE: 'disable',
  PGCONNECT_TIMEOUT: '10',
});

/** As `connection`, of a server that is known by its port alone. */
export const connectionTo = (port: number, password: string): Readonly<Record<string, string>> =>
  connection({ host: '127.0.0.1', port, user: POSTGRES_USER, password, database: POSTGRES_DATABASE });

/** Runs statements one after another, each by itself; resolves with the rows, values parted by bars. */
export async function psql(stage: Stage, server: LocalServer, sql: string): Promise<readonly string[]> {
  const args = ['--no-psqlrc', '--quiet', '--no-align', '--tuples-only', '--set=ON_ERROR_STOP=1'];
  const printed = await stage.run('psql', args, { env: connection(server.endpoint), input: sql });
  return printed.split('\n').filter((line) => line !== '');
}

const npmLacks = (name: TopologyName, programs: string): Way => {
  const reason = `npm's PostgreSQL has no ${programs}`;
  return {
    source: 'npm',
    why: WHY.npm,
    fetches: [],
    look: () => ({ state: 'absent', reason }),
    take: () => Promise.reject(new ServerError(`${name}: ${reason}`)),
  };
};

/** What an installed PostgreSQL has not beside its programs. */
export type Lacks = NonNullable<Parameters<typeof pathWay>[1]>;

/** Where a topology's programs come from. */
export function postgresTopologySupply(name: TopologyName, tools: Needed, lacks: Lacks = () => null): Supply {
  const needed: Needed = ['postgres', 'initdb', ...tools];
  const ways = [treeWay(needed), pathWay(needed, lacks), npmLacks(name, tools.join(' and '))];
  return supplyOf(name, ways, () =>
    installWith({
      apt: 'postgresql',
      brew: 'postgresql',
      apk: 'postgresql postgresql-contrib',
      dnf: 'postgresql-server postgresql-contrib',
    }),
  );
}
