/** Apache Kafka in KRaft mode: one node that is broker and controller, on loopback alone. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import getPort from 'get-port';
import type { Settings } from '../../define.ts';
import { runCommand } from '../command.ts';
import { javaWays } from '../java-ways.ts';
import { supplyOf } from '../supply.ts';
import { writePrivate } from '../user.ts';
import { heapOption, JAVA_BRIEFLY, JAVA_STOP, javaArguments, javaProgram, propertyLine } from './java.ts';
import type { Recipe, Site } from './recipe.ts';

const VERSION = '4.3.1';

export const kafkaWays = javaWays({
  list: `kafka-${VERSION}`,
  version: VERSION,
  what: `Apache Kafka ${VERSION}`,
  licence: 'Apache-2.0',
});
export const kafkaRemedy = (): string =>
  'install Java 17 or newer and put it on PATH; the jars come from a Maven repository (MHBENCH_MAVEN_URL names one)';

export const kafkaSupply = supplyOf('kafka', kafkaWays, kafkaRemedy);

/** Kafka has no setting of its own for the memory of its Java machine. */
const HEAP_DEFAULTS = { 'jvm.heap.initial': '256m', 'jvm.heap.max': '512m' } as const;

/** Small machine, one node: one copy of everything, few threads, and no wait for further members of a group. */
const kafkaDefaults: Settings = {
  'auto.create.topics.enable': false,
  // Nothing is thrown away while somebody reads it.
  'log.retention.ms': -1,
  'default.replication.factor': 1,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 4,
  'group.initial.rebalance.delay.ms': 0,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'log.cleaner.threads': 1,
  'log.cleaner.dedupe.buffer.size': 16_777_216,
};

/** A node's place in its cluster. */
export interface KafkaNode {
  readonly id: number;
  /** The same for all nodes of a cluster. */
  readonly cluster: string;
  readonly controllerPort: number;
  /** `1@127.0.0.1:9093,2@…`: the controllers of all nodes. */
  readonly voters: string;
}

/** server.properties. No authentication: whoever may use loopback on this machine may use this server, whose data are throw-away. */
export function kafkaProperties(
  node: KafkaNode,
  place: { readonly port: number; readonly data: string },
  settings: Settings,
): string {
  const { port, data } = place;
  const ours: Settings = {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    'controller.quorum.voters': node.voters,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${node.controllerPort}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': data,
  };
  const lines = Object.entries({ ...kafkaDefaults, ...settings, ...ours }).map(([name, value]) => propertyLine(name, value));
  return `${lines.join('\n')}\n`;
}

/** A cluster's id is 16 bytes; one that begins with a dash would be taken for an option. */
export function clusterId(bytes: () => Buffer = () => randomBytes(16)): string {
  const id = bytes().toString('base64url');
  return id.startsWith('-') ? `A${id.slice(1)}` : id;
}

async function format(site: Site, properties: string, cluster: string, signal: AbortSignal): Promise<void> {
  const { folder, runner, env, guard } = site;
  const args = [
    ...javaArguments(site),
    ...JAVA_BRIEFLY,
    '-Xmx128m',
    'kafka.tools.StorageTool',
    'format',
    '-t',
    cluster,
    '-c',
    properties,
  ];
  const name = 'kafka storage format';
  await runCommand(guard, { name, program: javaProgram(site), args, cwd: folder, env, runner, timeoutMs: 60_000 }, signal);
}

const isHeap = (name: string): name is keyof typeof HEAP_DEFAULTS => name in HEAP_DEFAULTS;

/** A node that stands where it is told. */
export const kafkaNodeRecipe = (nodeOf: (site: Site) => Promise<KafkaNode>): Recipe => ({
  ours: [
    ...['process.roles', 'node.id', 'broker.id', 'controller.quorum.voters', 'controller.quorum.bootstrap.servers'],
    ...['listeners', 'advertised.listeners', 'listener.security.protocol.map', 'controller.listener.names'],
    ...['inter.broker.listener.name', 'log.dir', 'log.dirs', 'metadata.log.dir'],
  ],
  stop: JAVA_STOP,
  lastSignal: 'SIGTERM',
  prepare: async (site, signal) => {
    const { folder, port, runner, request } = site;
    const node = await nodeOf(site);
    const heap = { ...HEAP_DEFAULTS, ...Object.fromEntries(Object.entries(request.settings).filter(([name]) => isHeap(name))) };
    const settings = Object.fromEntries(Object.entries(request.settings).filter(([name]) => !isHeap(name)));
    const memory = [heapOption('-Xms', heap['jvm.heap.initial']), heapOption('-Xmx', heap['jvm.heap.max'])];
    const properties = join(folder, 'kafka.properties');
    writePrivate(properties, kafkaProperties(node, { port, data: join(folder, 'data') }, settings), runner);
    await format(site, properties, node.cluster, signal);
    const garbage = ['-XX:+UseG1GC', '-XX:MaxGCPauseMillis=20', '-XX:+ExitOnOutOfMemoryError'];
    const quiet = ['-Djava.net.preferIPv4Stack=true', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'];
    return {
      program: javaProgram(site),
      args: [...memory, ...garbage, ...javaArguments(site), ...quiet, 'kafka.Kafka', properties],
      endpoint: { host: '127.0.0.1', port, user: '', password: '', database: '' },
      byArgument: heap,
      readyTimeoutMs: 120_000,
    };
  },
});

const alone = async ({ port }: Site): Promise<KafkaNode> => {
  const controllerPort = await getPort({ host: '127.0.0.1', exclude: [port] });
  return { id: 1, cluster: clusterId(), controllerPort, voters: `1@127.0.0.1:${controllerPort}` };
};

export const kafkaRecipe = kafkaNodeRecipe(alone);
