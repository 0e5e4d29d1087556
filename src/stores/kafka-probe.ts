/** Whether a Kafka answers, and with which settings: by the client that benches use. */
import kafkajs, { type Admin } from 'kafkajs';

const PROBE_TIMEOUT_MS = 2_000;

interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** Connects for one question. */
async function asked<T>(endpoint: Endpoint, timeoutMs: number, question: (admin: Admin) => Promise<T>): Promise<T> {
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
    return await question(admin);
  } finally {
    await admin.disconnect();
  }
}

/**
 * Every setting of the broker by name. Throws when it is not ready. There is no `version` among them: Kafka's protocol tells which
 * requests a broker knows, never its release.
 */
export const probeKafka = (endpoint: Endpoint, timeoutMs = PROBE_TIMEOUT_MS): Promise<Record<string, string>> =>
  asked(endpoint, timeoutMs, async (admin) => {
    const { brokers, controller } = await admin.describeCluster();
    const broker = brokers.find(({ host, port }) => host === endpoint.host && port === endpoint.port) ?? brokers[0];
    // A broker that is not yet part of its cluster answers with nobody.
    if (broker === undefined || controller === null) throw new Error('the broker has not joined its cluster yet');
    const resource = { type: kafkajs.ConfigResourceTypes.BROKER, name: String(broker.nodeId) };
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false });
    const entries = resources.flatMap(({ configEntries }) => configEntries);
    return Object.fromEntries(entries.map(({ configName, configValue }) => [configName, configValue ?? '']));
  });

/** The numbers of the brokers that this one knows, `1,2,3`, and of their controller. */
export const probeKafkaCluster = (endpoint: Endpoint): Promise<Record<string, string>> =>
  asked(endpoint, PROBE_TIMEOUT_MS, async (admin) => {
    const { brokers, controller } = await admin.describeCluster();
    const numbers = brokers.map(({ nodeId }) => nodeId).sort((a, b) => a - b);
    return { brokers: numbers.join(), controller: String(controller ?? 'none') };
  });
