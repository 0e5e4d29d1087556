/** Kafka on three nodes, each broker and controller: three copies of everything, of which two must have a write before it counts. */
import type { Settings } from '../../define.ts';
import { freePorts } from '../ports.ts';
import { clusterId, kafkaNodeRecipe, kafkaRemedy, kafkaWays } from '../servers/kafka.ts';
import { supplyOf } from '../supply.ts';
import type { Member, TopologyRecipe } from '../topology.ts';

const NODES = 3;

const SETTINGS: Settings = {
  'default.replication.factor': 3,
  'min.insync.replicas': 2,
  'offsets.topic.replication.factor': 3,
  'transaction.state.log.replication.factor': 3,
  'transaction.state.log.min.isr': 2,
  // A dead broker is missed after three seconds instead of nine, and a dead controller after one instead of two.
  'broker.session.timeout.ms': 3_000,
  'broker.heartbeat.interval.ms': 500,
  'controller.quorum.election.timeout.ms': 500,
  'controller.quorum.fetch.timeout.ms': 1_000,
  'jvm.heap.initial': '128m',
  'jvm.heap.max': '256m',
};

/** The last node waits in vain for a majority that would let it go; what it holds is thrown away. */
const STOP = [{ signal: 'SIGTERM', waitMs: 3_000 }] as const;

/** Nodes elect a controller among all whose addresses they know before they start. */
function membersOn(ports: readonly number[], settings: Settings): readonly Member[] {
  const [brokers, controllers] = [ports.slice(0, NODES), ports.slice(NODES)];
  const cluster = clusterId();
  const voters = controllers.map((port, at) => `${at + 1}@127.0.0.1:${port}`).join();
  return brokers.map((port, at) => {
    const node = { id: at + 1, cluster, controllerPort: controllers[at] ?? 0, voters };
    return { name: `broker-${at + 1}`, port, recipe: { ...kafkaNodeRecipe(async () => node), stop: STOP }, settings };
  });
}

export const kafkaCluster: TopologyRecipe = {
  kind: 'kafka',
  supply: supplyOf('kafka-cluster', kafkaWays, kafkaRemedy),
  ports: () => freePorts(2 * NODES),
  form: async (stage, ports) => {
    // None of them answers before two can elect a controller.
    const servers = await stage.startAll(membersOn(ports, { ...SETTINGS, ...stage.settings['kafka'] }));
    for (const server of servers) {
      await stage.until(async () => {
        const { brokers } = await stage.ask('kafka-cluster', server);
        return brokers === '1,2,3' ? null : `${server.name} knows the brokers ${brokers}`;
      });
    }
  },
};
