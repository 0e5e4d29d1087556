/** Whether a Kafka answers, and with which settings: by the client that benches use. */
import kafkajs from 'kafkajs';

const PROBE_TIMEOUT_MS = 2_000;

/**
 * Every setting of the broker by name. Throws when it is not ready. There is no `version` among them: Kafka's protocol tells which
 * requests a broker knows, never its release.
 */
export async function probeKafka(
  endpoint: { readonly host: string; readonly port: number },
  timeoutMs = PROBE_TIMEOUT_MS,
): Promise<Record<string, string>> {
  const kafka = new kafkajs.Kafka({
    clientId: 'mhbench-probe',
    brokers: [`${endpoint.host}:${endpoint.port}`],
    connectionTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    retry: { retries: 0 },
    logLevel: kafkajs.logLevel.NOTHING,
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    const { brokers, controller } = await admin.describeCluster();
    const [broker] = brokers;
    // A broker that is not yet part of its cluster answers with nobody.
    if (broker === undefined || controller === null) throw new Error('the broker has not joined its cluster yet');
    const resource = { type: kafkajs.ConfigResourceTypes.BROKER, name: String(broker.nodeId) };
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
    const entries = resources.flatMap(({ configEntries }) => configEntries);
    return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue ?? '']));
  } finally {
    await admin.disconnect();
  }
}
