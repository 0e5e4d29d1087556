/** Redis Cluster: three masters (the first three nodes) that share the keys by slots, and a replica of each. */
import { freePortsWith } from '../ports.ts';
import type { LocalServer } from '../provisioner.ts';
import { redisWith } from '../servers/redis.ts';
import type { Stage, TopologyRecipe } from '../topology.ts';
import { fieldsOf, redisCli, replicaMissing } from './redis-fields.ts';
import { redisTopologySupply } from './redis-sentinel.ts';

const NODES = 6;
const REPLICAS_EACH = 1;
/** A node speaks with the others so far above the port of its clients. */
const BUS_ABOVE = 10_000;
const SLOTS = '16384';

const node = redisWith(({ password }) => [`masterauth ${password}`]);
const SETTINGS = {
  'cluster-enabled': 'yes',
  // Quick, for a machine of its own; CONFIG SET changes it at run time.
  'cluster-node-timeout': 2000,
  'repl-diskless-sync-delay': 0,
} as const;

/** What the cluster lacks as this node sees it: all slots served, all nodes known, and a replica's copy complete. */
async function nodeMissing(stage: Stage, server: LocalServer): Promise<string | null> {
  const fields = fieldsOf(await redisCli(stage, server, ['CLUSTER', 'INFO']));
  const wanted = { cluster_state: 'ok', cluster_slots_ok: SLOTS, cluster_known_nodes: String(NODES), cluster_size: '3' };
  const wrong = Object.entries(wanted).filter(([name, value]) => fields.get(name) !== value);
  if (wrong.length > 0) return `${server.name} says ${wrong.map(([name]) => `${name} ${fields.get(name)}`).join(', ')}`;
  const { role } = Object.fromEntries(fieldsOf(await redisCli(stage, server, ['INFO', 'replication'])));
  return role === 'master' ? null : replicaMissing(stage, server);
}

/** Without a replica of each master a later failover would have nobody to choose. */
async function replicasMissing(stage: Stage, servers: readonly LocalServer[]): Promise<string | null> {
  const infos = await Promise.all(servers.map((server) => redisCli(stage, server, ['INFO', 'replication'])));
  const served = infos
    .map(fieldsOf)
    .filter((fields) => fields.get('role') === 'master' && fields.get('connected_slaves') === '1');
  return served.length === NODES / 2 ? null : `${served.length} of ${NODES / 2} masters have a replica`;
}

export const redisCluster: TopologyRecipe = {
  kind: 'redis',
  supply: redisTopologySupply('redis-cluster'),
  ports: () => freePortsWith(BUS_ABOVE, NODES),
  form: async (stage, ports) => {
    const servers: LocalServer[] = [];
    const settings = { ...SETTINGS, ...stage.settings['redis'], ...stage.settings['redis-cluster'] };
    for (const [at, port] of ports.entries())
      servers.push(await stage.start({ name: `node-${at + 1}`, port, recipe: node, settings }));
    const [first] = servers;
    if (first === undefined) throw new RangeError('a cluster without nodes');
    const addresses = servers.map(({ endpoint }) => `${endpoint.host}:${endpoint.port}`);
    const how = ['--cluster-replicas', String(REPLICAS_EACH), '--cluster-yes'];
    await redisCli(stage, first, ['--cluster', 'create', ...addresses, ...how]);
    for (const server of servers) await stage.until(() => nodeMissing(stage, server));
    await stage.until(() => replicasMissing(stage, servers));
  },
};
