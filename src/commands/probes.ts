/** How each kind of server is asked whether it is ready: by the stores' own clients. */
import { probeKafka, probeKafkaCluster } from '../stores/kafka-probe.ts';
import { probeMongodb } from '../stores/mongodb-probe.ts';
import { probeNeo4j } from '../stores/neo4j-probe.ts';
import { probePgbouncer, probePostgres } from '../stores/postgres-facts.ts';
import { probeRedis } from '../stores/redis-facts.ts';
import { probeSentinel } from '../stores/redis-sentinel-probe.ts';

export const probes = {
  postgres: probePostgres,
  pgbouncer: probePgbouncer,
  redis: probeRedis,
  kafka: probeKafka,
  neo4j: probeNeo4j,
  mongodb: probeMongodb,
  sentinel: probeSentinel,
  'kafka-cluster': probeKafkaCluster,
};
