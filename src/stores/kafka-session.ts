/** One way into a broker: an administrator and a producer connected once, and consumers made when something is read. Topics by their full names. */
import kafkajs, { type Admin, type ITopicMetadata, type Kafka, type Producer } from 'kafkajs';
import { messageOf, ServerError } from '../errors.ts';
import { type Errand, parted, until, within } from './deadline.ts';
import { consumeTopic, type Reading } from './kafka-consume.ts';
import { logBytes } from './kafka-log-dirs.ts';
import type { Message } from './kafka-messages.ts';
import { passing } from './kafka-passing.ts';
import { type Setting, settingsOf } from './kafka-settings.ts';
import type { Address } from './store.ts';

// A CommonJS module, of whose names Node finds only some.
const { ConfigResourceTypes, logLevel, Partitioners } = kafkajs;

const CONNECT_MS = 3_000;
const REQUEST_MS = 4_000;
/** Outlasts the session of a consumer that died. */
const GROUPS_MS = 20_000;
/** A new broker makes the topic of their offsets, which takes a while on a busy machine. */
const OFFSETS_MS = 30_000;
/** Few and short: a broker that is gone is told within seconds. */
const RETRY = { retries: 4, initialRetryTime: 50, maxRetryTime: 1_000 };

const AS_THE_BROKER_HAS_IT = -1;

export type Acks = 0 | 1 | -1;

export interface Topic {
  readonly name: string;
  readonly partitions: number;
}

/** A topic to be made. `leader` is the number of the broker that is to lead all its partitions; without it the cluster chooses. */
export interface NewTopic extends Topic {
  readonly leader?: number | undefined;
}

/** Where to ask first: a broker, or any member of its cluster, so that one that is gone is no obstacle. */
type Place = Pick<Address, 'host' | 'port' | 'via'>;

export interface KafkaOptions {
  /** Numbers its messages, so that a broker can tell one that is sent again; all in-sync copies must have each. */
  readonly idempotent?: boolean;
}

export interface KafkaSession extends AsyncDisposable {
  /** `kafka on 127.0.0.1:9092`, for errors. */
  readonly who: string;
  createTopic(topic: NewTopic): Promise<void>;
  /** Deletes topics and waits until the broker knows them no more. */
  deleteTopics(names: readonly string[]): Promise<void>;
  /** Deletes the groups whose names begin so; one whose consumer died is waited for. */
  deleteGroups(prefix: string): Promise<void>;
  /** The topics whose names begin so, in order. */
  topics(prefix: string): Promise<readonly Topic[]>;
  /** Of all partitions of those topics: how many there are, have a leader, and have all replicas in sync. */
  standing(prefix: string): Promise<{ readonly partitions: number; readonly led: number; readonly whole: number }>;
  settingsOfTopic(name: string): Promise<readonly Setting[]>;
  settingsOfBroker(): Promise<readonly Setting[]>;
  /** What the cluster calls itself, and its controller's number. */
  cluster(): Promise<{ readonly id: string; readonly controller: number }>;
  /** Resolves with the number of messages sent, once the broker has acknowledged them as `acks` asks. */
  send(name: string, messages: readonly Message[], acks: Acks): Promise<number>;
  /** How many messages a topic holds: the sum of its partitions' end offsets less their first ones. */
  count(name: string): Promise<number>;
  consume(name: string, reading: Reading): Promise<void>;
  /** Bytes by topic; null where the broker cannot tell, or is one of several that each have a part. */
  logBytes(): Promise<ReadonlyMap<string, number> | null>;
  /** Resolves when groups can be joined: the first question on a new broker makes the topic of their offsets. */
  readyForGroups(group: string): Promise<void>;
}

/** Connects, and only then resolves. */
export async function openKafka(address: Place, { idempotent = false }: KafkaOptions = {}): Promise<KafkaSession> {
  const { host, port, via = {} } = address;
  const who = `kafka on ${host}:${port}`;
  const others = Object.values(via).map((member) => `${member.host}:${member.port}`);
  const kafka = new kafkajs.Kafka({
    brokers: [...new Set([`${host}:${port}`, ...others])],
    clientId: 'mhbench',
    logLevel: logLevel.NOTHING,
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    retry: RETRY,
  });
  const admin = kafka.admin();
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
    idempotent,
  });
  const errand = (what: string): Errand => ({ who, what });
  try {
    // Connecting is done when the port is open, which a broker that still starts has too; only an answer proves it.
    await within(errand('answer'), Promise.all([admin.connect().then(() => admin.describeCluster()), producer.connect()]));
  } catch (error) {
    await end(admin, producer);
    throw error;
  }
  return sessionOf(kafka, { admin, producer, who, errand, address });
}

interface Parts {
  readonly admin: Admin;
  readonly producer: Producer;
  readonly who: string;
  readonly address: Place;
  readonly errand: (what: string) => Errand;
}

function sessionOf(kafka: Kafka, { admin, producer, who, errand, address }: Parts): KafkaSession {
  const groups: string[] = [];
  const readings = new Set<Promise<void>>();
  const ending = new AbortController();
  return {
    who,
    ...topicsOf(admin, errand),
    ...factsOf(admin, errand),
    async send(name, messages, acks) {
      await within(
        errand(`take ${messages.length} messages for ${name}`),
        producer.send({ topic: name, messages: [...messages], acks }),
      );
      return messages.length;
    },
    consume(name, reading) {
      const source = { kafka, who, topic: name, ending: ending.signal, onGroup: (group: string) => void groups.push(group) };
      const consuming = consumeTopic(source, reading);
      readings.add(consuming);
      return consuming.finally(() => readings.delete(consuming));
    },
    async logBytes() {
      const { brokers } = await within(errand('describe its cluster'), admin.describeCluster());
      return brokers.length === 1 ? logBytes(address) : null;
    },
    async readyForGroups(group) {
      await until({ ...errand('coordinate groups'), mostMs: OFFSETS_MS }, () =>
        passing(() => admin.fetchOffsets({ groupId: group, topics: [] })),
      );
    },
    deleteGroups: (prefix) =>
      until({ ...errand('remove consumer groups'), mostMs: GROUPS_MS }, () => deleteGroups(admin, prefix)),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.allSettled(readings);
      // A broker that is gone cannot be left in order, which is no news to whoever met it; what stays goes with its lane.
      if (groups.length > 0) await parted(admin.deleteGroups(groups), () => undefined);
      await end(admin, producer);
    },
  };
}

const end = (admin: Admin, producer: Producer): Promise<void> =>
  parted(Promise.all([admin.disconnect(), producer.disconnect()]), () => undefined);

/** What still keeps a group from being removed; null when none is left. */
async function deleteGroups(admin: Admin, prefix: string): Promise<string | null> {
  const { groups } = await admin.listGroups();
  const names = groups.map(({ groupId }) => groupId).filter((name) => name.startsWith(prefix));
  if (names.length === 0) return null;
  try {
    await admin.deleteGroups(names);
    return null;
  } catch (error) {
    // A consumer that died is a member until its session is over.
    if (error instanceof kafkajs.KafkaJSDeleteGroupsError) return messageOf(error);
    throw error;
  }
}

type Topics = Pick<KafkaSession, 'createTopic' | 'deleteTopics' | 'topics' | 'standing' | 'count'>;

function topicsOf(admin: Admin, errand: (what: string) => Errand): Topics {
  return {
    async createTopic({ name, partitions, leader }) {
      const task = errand(`create the topic ${name}`);
      const copies = leader === undefined ? undefined : await within(task, copiesLedBy(admin, leader, partitions));
      // The client's own waiting for leaders can reject although the topic is being made, so we wait ourselves.
      const topics = [
        copies === undefined
          ? { topic: name, numPartitions: partitions, replicationFactor: AS_THE_BROKER_HAS_IT }
          : { topic: name, replicaAssignment: [...copies] },
      ];
      const made = await within(task, admin.createTopics({ waitForLeaders: false, topics }));
      if (!made) throw new ServerError(`${task.who} did not ${task.what}: it is there already`);
      await until(errand(`make the topic ${name} ready`), () => unready(admin, name, partitions));
    },
    async deleteTopics(names) {
      if (names.length === 0) return;
      const task = errand(`delete the topics ${names.join(', ')}`);
      await within(task, admin.deleteTopics({ topics: [...names] }));
      await until(task, async () => {
        const left = (await admin.listTopics()).filter((name) => names.includes(name));
        return left.length === 0 ? null : `${left.join(', ')} still there`;
      });
    },
    async topics(prefix) {
      const known = await knownTopics(admin, errand('list topics'), prefix);
      return known.map(({ name, partitions }) => ({ name, partitions: partitions.length }));
    },
    async standing(prefix) {
      const partitions = (await knownTopics(admin, errand('look for leaders'), prefix)).flatMap((topic) => topic.partitions);
      return {
        partitions: partitions.length,
        led: partitions.filter(({ leader }) => leader >= 0).length,
        whole: partitions.filter(({ replicas, isr }) => replicas.length === isr.length).length,
      };
    },
    async count(name) {
      let count = 0;
      await until(errand(`count ${name}`), () =>
        passing(async () => {
          const offsets = await admin.fetchTopicOffsets(name);
          count = offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
        }),
      );
      return count;
    },
  };
}

/**
 * The topics whose names begin so, in order. One question, for a second one could meet a broker that has just come back and does not know
 * what the first one named; and asked again while a partition has no leader, which passes.
 */
async function knownTopics(admin: Admin, task: Errand, prefix: string) {
  const known: ITopicMetadata[] = [];
  await until(task, () =>
    passing(async () => {
      const { topics } = await admin.fetchTopicMetadata();
      known.push(...topics.filter(({ name }) => name.startsWith(prefix)).sort((a, b) => (a.name < b.name ? -1 : 1)));
    }),
  );
  return known;
}

/** A copy on every broker; the first of a partition's copies is the one that leads while all of them are well. */
async function copiesLedBy(admin: Admin, leader: number, partitions: number) {
  const numbers = (await admin.describeCluster()).brokers.map(({ nodeId }) => nodeId);
  if (!numbers.includes(leader)) throw new ServerError(`there is no broker ${leader} to lead it, but ${numbers.join(', ')}`);
  const replicas = [leader, ...numbers.filter((number) => number !== leader)];
  return Array.from({ length: partitions }, (_, partition) => ({ partition, replicas }));
}

/** What a new topic still lacks, in words; null when every partition has a leader that serves it. */
const unready = (admin: Admin, name: string, wanted: number): Promise<string | null> =>
  passing(async () => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [name] });
    const led = topics.flatMap(({ partitions }) => partitions).filter(({ leader }) => leader >= 0).length;
    if (led !== wanted) return `${led} of ${wanted} partitions have a leader`;
    // A broker names leaders before all of them serve. Messages sent in between are refused by some partitions, and the client's
    // retry sends them to all of them again: 240 messages became 348. Offsets are answered by serving leaders alone.
    const offsets = await admin.fetchTopicOffsets(name);
    return offsets.length === wanted ? null : `${offsets.length} of ${wanted} partitions answer`;
  });

type Told = Pick<KafkaSession, 'settingsOfTopic' | 'settingsOfBroker' | 'cluster'>;

function factsOf(admin: Admin, errand: (what: string) => Errand): Told {
  const described = () => within(errand('describe its cluster'), admin.describeCluster());
  return {
    settingsOfTopic: (name) => settingsOf(admin, { type: ConfigResourceTypes.TOPIC, name }, errand),
    async settingsOfBroker() {
      const { controller, brokers } = await described();
      const name = String(brokers[0]?.nodeId ?? controller);
      return settingsOf(admin, { type: ConfigResourceTypes.BROKER, name }, errand);
    },
    async cluster() {
      const { clusterId, controller } = await described();
      return { id: clusterId, controller: controller ?? -1 };
    },
  };
}
