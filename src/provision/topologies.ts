/** Every topology. A new one is a file in topologies/, a line here and its name in TOPOLOGY_NAMES. */
import type { TopologyName } from './provisioner.ts';
import { kafkaCluster } from './topologies/kafka-cluster.ts';
import { postgresReplicas } from './topologies/postgres-replicas.ts';
import { postgresShards } from './topologies/postgres-shards.ts';
import { redisCluster } from './topologies/redis-cluster.ts';
import { redisSentinel } from './topologies/redis-sentinel.ts';
import type { TopologyRecipe } from './topology.ts';

export const TOPOLOGIES: Readonly<Record<TopologyName, TopologyRecipe>> = {
  'postgres-replicas': postgresReplicas,
  'postgres-shards': postgresShards,
  'redis-sentinel': redisSentinel,
  'redis-cluster': redisCluster,
  'kafka-cluster': kafkaCluster,
};
