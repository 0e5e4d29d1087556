/** PostgreSQL in parts: a coordinator that reaches two shards through postgres_fdw. Tables are the benches' own. */
import { ServerError } from '../../errors.ts';
import { freePorts } from '../ports.ts';
import type { LocalServer } from '../provisioner.ts';
import { hasLibrary, postgresRecipe } from '../servers/postgres.ts';
import type { Member, Stage, TopologyRecipe } from '../topology.ts';
import { type Lacks, MEMBER_SETTINGS, postgresTopologySupply, psql } from './psql.ts';

const SHARDS = ['shard-1', 'shard-2'] as const;
const WRAPPER = 'postgres_fdw';

const memberOf = ({ settings }: Stage, name: string, port: number): Member => ({
  ...{ name, port, recipe: postgresRecipe },
  // Commits in two phases need room for what is prepared.
  settings: { ...MEMBER_SETTINGS, max_prepared_transactions: 50, ...settings['postgres'], cluster_name: name },
});

/** Names of foreign servers have no dashes. */
const foreignName = ({ name }: LocalServer): string => name.slice(name.indexOf('.') + 1).replaceAll('-', '_');
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The coordinator's words for a shard. What it fetches, sends and waits for is set so that a bench does not measure defaults of one row. */
function joined(shard: LocalServer): string {
  const { host, port, user, password, database } = shard.endpoint;
  const where = `host ${quoted(host)}, port ${quoted(String(port))}, dbname ${quoted(database)}`;
  const how = "fetch_size '1000', batch_size '1000', async_capable 'true'";
  return `CREATE SERVER ${foreignName(shard)} FOREIGN DATA WRAPPER ${WRAPPER} OPTIONS (${where}, ${how});
CREATE USER MAPPING FOR CURRENT_USER SERVER ${foreignName(shard)} OPTIONS (user ${quoted(user)}, password ${quoted(password)});`;
}

/** The port that answers behind a foreign server: the shard's own word, asked through it. */
async function portBehind(stage: Stage, coordinator: LocalServer, shard: LocalServer): Promise<string | undefined> {
  const [port] = await psql(
    stage,
    coordinator,
    `BEGIN;
CREATE FOREIGN TABLE mhbench_behind (name text, setting text) SERVER ${foreignName(shard)}
  OPTIONS (schema_name 'pg_catalog', table_name 'pg_settings');
SELECT setting FROM mhbench_behind WHERE name = 'port';
ROLLBACK;`,
  );
  return port;
}

/** Debian's postgresql holds the wrapper, other systems have it in a package of its own. */
const lacksWrapper: Lacks = ({ postgres = '' }) => (hasLibrary(postgres, WRAPPER) ? null : WRAPPER);

export const postgresShards: TopologyRecipe = {
  kind: 'postgres',
  supply: postgresTopologySupply('postgres-shards', ['psql'], lacksWrapper),
  ports: () => freePorts(1 + SHARDS.length),
  form: async (stage, [first = 0, ...others]) => {
    const coordinator = await stage.start(memberOf(stage, 'coordinator', first));
    const shards: LocalServer[] = [];
    for (const [at, name] of SHARDS.entries()) shards.push(await stage.start(memberOf(stage, name, others[at] ?? 0)));
    await psql(stage, coordinator, [`CREATE EXTENSION ${WRAPPER};`, ...shards.map(joined)].join('\n'));
    for (const shard of shards) {
      const port = await portBehind(stage, coordinator, shard);
      if (port !== String(shard.endpoint.port))
        throw new ServerError(`behind ${foreignName(shard)} answers port ${port}, not ${shard.endpoint.port}`);
    }
  },
};
