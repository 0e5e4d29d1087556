/** Whether a Neo4j answers, and with which settings: by the client that benches use. */
import neo4j from 'neo4j-driver';
import { boltUrl } from './neo4j-session.ts';

const PROBE_TIMEOUT_MS = 2_000;

/** Where a server answers and as whom: the provisioner's word for it has the same parts. */
interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly tls?: true;
}

/** Every setting by name, and `version`. Throws when the server is not ready. */
export async function probeNeo4j(endpoint: Endpoint): Promise<Record<string, string>> {
  const { user, password, database } = endpoint;
  const driver = neo4j.driver(boltUrl(endpoint), neo4j.auth.basic(user, password), {
    connectionTimeout: PROBE_TIMEOUT_MS,
    connectionAcquisitionTimeout: PROBE_TIMEOUT_MS,
    maxTransactionRetryTime: 0,
    telemetryDisabled: true,
  });
  try {
    // The database itself, which opens after the server does.
    const components = await driver.executeQuery(
      'CALL dbms.components() YIELD versions RETURN versions[0] AS version',
      {},
      { database },
    );
    const settings = await driver.executeQuery('SHOW SETTINGS YIELD name, value', {}, { database });
    const pairs = settings.records.map((record): [string, string] => [
      String(record.get('name')),
      String(record.get('value') ?? ''),
    ]);
    return { ...Object.fromEntries(pairs), version: String(components.records[0]?.get('version')) };
  } finally {
    await driver.close();
  }
}
