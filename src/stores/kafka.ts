/** Kafka: its words for authors, and the store that the engine is given. A lane is the topics whose names begin with its name. */
import { setTimeout as handling } from 'node:timers/promises';
import { z } from 'zod';
import type { TableName } from '../define.ts';
import { ServerError, UserError } from '../errors.ts';
import { logBytes } from './kafka-log-dirs.ts';
import { filling, type Message } from './kafka-messages.ts';
import { type Acks, type KafkaSession, openKafka } from './kafka-session.ts';
import type { Address, Connection, Facts, LaneHandle, LaneRequest, LaneServices, Store } from './store.ts';

interface KafkaLane {
  createTopic(topic: string, options: { readonly partitions: number }): Promise<void>;
  /** Sends messages 1 to `count`, of about 230 bytes and with keys of their own: the same in every lane. */
  fill(topic: string, count: number): Promise<void>;
  /** Resolves with how many were sent, once they are acknowledged. */
  send(topic: string, messages: readonly Message[]): Promise<number>;
  /** Joins a group of its own, reads from the beginning, works `handlerMs` on each message, and leaves after `count`: their values. */
  consume(
    topic: string,
    options: { readonly count: number; readonly concurrently: number; readonly handlerMs: number },
  ): Promise<readonly string[]>;
  /** How many messages a topic holds: the sum of its end offsets. */
  count(topic: string): Promise<number>;
  /** Bytes of the topic's logs on the broker's disk. */
  logBytes(topic: string): Promise<number | null>;
  rows(table: TableName): number;
}

interface KafkaClient {
  /** Who must have a message before it counts as sent: nobody, its leader, or (the default) all replicas in sync. */
  readonly acks?: Acks;
}

declare module '../define.ts' {
  interface Stores {
    kafka: { lane: KafkaLane; statement: never; client: KafkaClient };
  }
}

/** The tables that have events: a topic each. */
export const KAFKA_TABLES: readonly TableName[] = ['users', 'sessions', 'transactions'];
/** Of the topics that hold the data set's events. */
export const SEEDED_PARTITIONS = 6;

const BATCH = 1_000;
const JOIN_MS = 30_000;
const optionsSchema = z.strictObject({ acks: z.union([z.literal(0), z.literal(1), z.literal(-1)]).optional() });

/** The full name of a lane's topic. */
export const topicOf = ({ schema }: Pick<Address, 'schema'>, topic: string): string => `${schema ?? ''}.${topic}`;

/** One producer, however many clients: it sends for all of them at once, and that is how its users connect. */
async function connect(
  address: Address,
  options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
): Promise<Connection<'kafka'>> {
  const client = optionsSchema.safeParse(options.client);
  if (!client.success) {
    throw new UserError(
      `the client options ${JSON.stringify(options.client)} do not fit kafka: ${z.prettifyError(client.error)}`,
    );
  }
  const session = await openKafka(address);
  return {
    lane: laneOf(session, address, client.data.acks ?? -1),
    run: () => Promise.reject(new UserError('kafka has no statements', 'Answer by a function of the lane: lane.send(…).')),
    print: (statement) => String(statement),
    close: async () => {
      await session[Symbol.asyncDispose]();
    },
  };
}

function laneOf(session: KafkaSession, address: Address, acks: Acks): KafkaLane {
  const named = (topic: string) => topicOf(address, topic);
  return {
    createTopic: (topic, { partitions }) => session.createTopic({ name: named(topic), partitions }),
    fill: (topic, count) => fill(session, { topic: named(topic), count, message: filling }),
    send: (topic, messages) => session.send(named(topic), messages, acks),
    async consume(topic, { count, concurrently, handlerMs }) {
      const values: string[] = [];
      const handle = async ({ value }: { readonly value: string }) => {
        if (handlerMs > 0) await handling(handlerMs);
        values.push(value);
      };
      // Twice what a single partition needs: timers are late on a busy machine.
      await session.consume(named(topic), { count, concurrently, handle, mostMs: JOIN_MS + 2 * count * (handlerMs + 1) });
      return values;
    },
    count: (topic) => session.count(named(topic)),
    logBytes: async (topic) => {
      const sizes = await logBytes(address);
      return sizes && (sizes.get(named(topic)) ?? 0);
    },
    rows: (table) => address.counts[table],
  };
}

export interface Filling {
  /** The full name. */
  readonly topic: string;
  readonly count: number;
  /** Message `position`, from 1. */
  readonly message: (position: number) => Message;
}

/** Sends messages 1 to `count` a thousand at a time, each batch acknowledged before the next, so that every partition has them in order; then counts them. */
export async function fill(session: KafkaSession, { topic, count, message }: Filling): Promise<void> {
  const before = await session.count(topic);
  for (let first = 1; first <= count; first += BATCH) {
    const size = Math.min(BATCH, count - first + 1);
    await session.send(
      topic,
      Array.from({ length: size }, (_, i) => message(first + i)),
      -1,
    );
  }
  const added = (await session.count(topic)) - before;
  if (added === count) return;
  throw new ServerError(`kafka on ${session.endpoint} holds ${added} new messages of ${topic}, not the ${count} that were sent`, {
    hint: 'the client sends a whole batch again when one partition refused it; a broker under less load does not refuse',
  });
}

async function createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<'kafka'>> {
  const server = await services.server('kafka', { settings: request.servers['kafka'] ?? {} });
  const address = { ...server, schema: request.name, counts: request.counts };
  const prefix = topicOf(address, '');
  const session = await openKafka(address);
  try {
    await refuseTopics(session, prefix);
    await session.readyForGroups(`${prefix}ready`);
    const tables = KAFKA_TABLES.filter((table) => request.tables.includes(table));
    if (tables.length > 0) await services.seed(address, request.counts, tables);
    const owner = await connect(address, { client: {}, clients: 1 });
    return {
      name: request.name,
      address,
      owner,
      describe: () => structureOf(session, prefix),
      size: () => bytesOf(address, prefix),
      drop: () => drop(session, prefix, owner),
    };
  } catch (error) {
    // What failed is told; that a broker which is gone cannot be left in order is not.
    await Promise.resolve(session[Symbol.asyncDispose]()).catch(() => undefined);
    throw error;
  }
}

/** A lane ends with the deletion of its topics, so it must not begin with somebody else's. */
async function refuseTopics(session: KafkaSession, prefix: string): Promise<void> {
  const [found] = await session.topics(prefix);
  if (found === undefined) return;
  throw new ServerError(`the kafka on ${session.endpoint} has a topic ${found.name} already, so it is not used for this lane`, {
    hint: 'give a broker without topics of ours; nothing was changed on this one',
  });
}

async function drop(session: KafkaSession, prefix: string, owner: Connection<'kafka'>): Promise<void> {
  try {
    // The groups go first: their offsets would outlive the topics.
    await owner.close();
    await session.deleteTopics((await session.topics(prefix)).map(({ name }) => name));
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

/** Topics by the names that the lane knows them under, with their partitions and the settings that are not defaults. */
async function structureOf(session: KafkaSession, prefix: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { name, partitions } of await session.topics(prefix)) {
    const topic = name.slice(prefix.length);
    const settings = (await session.settingsOfTopic(name)).filter(({ isDefault }) => !isDefault);
    lines.push(
      `topic ${topic} partitions ${partitions}`,
      ...settings.map(({ name: setting, value }) => `topic ${topic} setting ${setting} ${value}`),
    );
  }
  return lines.sort();
}

async function bytesOf(address: Address, prefix: string): Promise<number | null> {
  const sizes = await logBytes(address);
  if (sizes === null) return null;
  return [...sizes].filter(([topic]) => topic.startsWith(prefix)).reduce((sum, [, bytes]) => sum + bytes, 0);
}

/** Differs between two brokers that are set alike. */
const OWN_TO_A_BROKER =
  /^(listeners|advertised\.listeners|controller\.quorum\.voters|log\.dirs?|metadata\.log\.dir|node\.id|broker\.id)$/;

/** A broker does not tell its version to clients; who started it knows. */
async function facts(address: Address): Promise<Facts> {
  await using session = await openKafka(address);
  const settings = (await session.settingsOfBroker()).filter(({ name, isDefault }) => !isDefault && !OWN_TO_A_BROKER.test(name));
  const { id } = await session.cluster();
  return {
    version: `unknown to clients (cluster ${id})`,
    settings: Object.fromEntries(settings.map(({ name, value }) => [name, value])),
  };
}

/** Kafka: lanes share a broker and are told apart by the names of their topics. */
const unwritten = (): Promise<void> => Promise.reject(new Error('not written yet'));
export const kafka: Store<'kafka'> = {
  name: 'kafka',
  servers: ['kafka'],
  connect,
  ping: unwritten,
  reset: unwritten,
  facts,
  createLane,
};
