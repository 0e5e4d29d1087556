/** Real clients for the provisioner's own tests: connect, ask for every setting, leave. The stores bring their own. */
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Probes } from '../provision/launch.ts';
import type { Endpoint } from '../provision/provisioner.ts';
import { probeKafka, probeKafkaCluster } from '../stores/kafka-probe.ts';
import { probeMongodb } from '../stores/mongodb-probe.ts';
import { probeNeo4j } from '../stores/neo4j-probe.ts';
import { probeSentinel } from '../stores/redis-sentinel-probe.ts';

const clientFor = (endpoint: Endpoint, database: string): pg.Client => {
  const client = new pg.Client({ ...endpoint, database, connectionTimeoutMillis: 2_000 });
  // A server that stops while a client is connected must not end this process.
  client.on('error', () => undefined);
  return client;
};

/** Runs one statement as a client of its own. */
export async function queryOnce(endpoint: Endpoint, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = clientFor(endpoint, endpoint.database);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const pairs = (rows: readonly Record<string, unknown>[], name: string, value: string): Record<string, string> =>
  Object.fromEntries(rows.map((row) => [String(row[name]), String(row[value] ?? '')]));

async function postgres(endpoint: Endpoint): Promise<Record<string, string>> {
  const settings = pairs(await queryOnce(endpoint, 'SHOW ALL'), 'name', 'setting');
  return { ...settings, version: settings['server_version'] ?? '' };
}

async function pgbouncer(endpoint: Endpoint): Promise<Record<string, string>> {
  await queryOnce(endpoint, 'SELECT 1');
  const console = { ...endpoint, database: 'pgbouncer' };
  const settings = pairs(await queryOnce(console, 'SHOW CONFIG'), 'key', 'value');
  const [version] = await queryOnce(console, 'SHOW VERSION');
  return { ...settings, version: String(version?.['version'] ?? '').replace('PgBouncer ', '') };
}

async function redis(endpoint: Endpoint): Promise<Record<string, string>> {
  const client = new Redis({
    host: endpoint.host,
    port: endpoint.port,
    password: endpoint.password,
    lazyConnect: true,
    retryStrategy: () => null,
    disconnectTimeout: 100,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const flat = await client.config('GET', '*');
    const words = Array.isArray(flat)
      ? flat.map(String)
      : Object.entries(flat as object)
          .flat()
          .map(String);
    const settings = Object.fromEntries(
      words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1] ?? ''] as const] : [])),
    );
    const version = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '';
    return { ...settings, version };
  } finally {
    // Leaving in order: a cut connection keeps the client's timer, and with it the process, for two more seconds.
    await client.quit().catch(() => client.disconnect());
  }
}

export const probes: Probes = {
  postgres,
  pgbouncer,
  redis,
  kafka: probeKafka,
  neo4j: probeNeo4j,
  mongodb: probeMongodb,
  sentinel: probeSentinel,
  'kafka-cluster': probeKafkaCluster,
};
