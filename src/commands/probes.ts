/** How each kind of server is asked whether it is ready: by the stores' own clients. */
import { probePgbouncer, probePostgres } from '../stores/postgres-facts.ts';
import { probeRedis } from '../stores/redis.ts';

export const probes = { postgres: probePostgres, pgbouncer: probePgbouncer, redis: probeRedis };
