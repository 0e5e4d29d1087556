/** A Kafka lane: the topics whose names begin with its name, loaded from the data set. */
import type { TableName } from '../define.ts';
import { messageOf, ServerError } from '../errors.ts';
import { until } from './deadline.ts';
import { connect } from './kafka-connection.ts';
import { type KafkaSession, openKafka } from './kafka-session.ts';
import { settle } from './kafka-settle.ts';
import { topicOf } from './kafka-topics.ts';
import { memberOf, waysTo } from './members.ts';
import { OURS } from './names.ts';
import type { Address, Connection, LaneHandle, LaneRequest, LaneServices } from './store.ts';

/** The tables that have events: a topic each. */
const KAFKA_TABLES: readonly TableName[] = ['users', 'sessions', 'transactions'];

const CLUSTER = 'kafka-cluster';
/** A broker that is gone is missed after seconds; then somebody else leads. */
const ELECTION_MS = 30_000;

/** Makes the lane and loads it. When anything fails, nothing of it stays. */
export async function createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<'kafka'>> {
  const server = await serverFor(request, services);
  const address = { ...server, schema: `${OURS}.${request.name}`, counts: request.counts };
  const prefix = topicOf(address, '');
  const session = await openKafka(address);
  try {
    await refuseTopics(session, prefix);
    return await load(session, request, { address, prefix, services });
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/** A broker by itself, or the first of `kafka-cluster`, which names the others to whoever asks. Lanes share it, unless one is to have its own. */
async function serverFor({ name, servers, own }: LaneRequest, services: LaneServices): Promise<Address> {
  const settings = servers['kafka'] ?? {};
  const owned = own === true ? { own: name } : {};
  if (servers[CLUSTER] === undefined) return await services.server('kafka', { settings, ...owned });
  const members = await services.topology(CLUSTER, { settings: { kafka: settings }, ...owned });
  return { ...memberOf(CLUSTER, members, 'broker-1'), via: waysTo(members) };
}

async function load(
  session: KafkaSession,
  request: LaneRequest,
  { address, prefix, services }: { readonly address: Address; readonly prefix: string; readonly services: LaneServices },
): Promise<LaneHandle<'kafka'>> {
  try {
    await session.readyForGroups(`${prefix}ready`);
    const tables = KAFKA_TABLES.filter((table) => request.tables.includes(table));
    if (tables.length > 0) await services.seed(address, request.counts, tables);
    const owner = await connect(address, { client: {}, clients: 1 });
    return {
      name: request.name,
      address,
      owner,
      describe: () => structureOf(session, prefix),
      // Of several brokers each would tell its own copies.
      size: () => (address.via === undefined ? bytesOf(session, prefix) : Promise.resolve(null)),
      settle: () => settle(session, prefix),
      ...(address.via && { reopen: () => reopened(address, prefix) }),
      async drop() {
        try {
          await owner.close();
          await empty(session, prefix);
        } finally {
          await session[Symbol.asyncDispose]();
        }
      },
    };
  } catch (error) {
    await empty(session, prefix).catch(() => undefined); // The first error is the one to tell.
    throw error;
  }
}

/** Once every topic can be counted and groups can be joined: until a broker that is gone is missed, it is named as the leader still. */
async function reopened(address: Address, prefix: string): Promise<Connection<'kafka'>> {
  const who = `kafka on ${address.host}:${address.port}`;
  await until({ who, what: 'serve all partitions again', mostMs: ELECTION_MS }, async () => {
    try {
      await using session = await openKafka(address);
      for (const { name } of await session.topics(prefix)) await session.count(name);
      await session.readyForGroups(`${prefix}ready`);
      return null;
    } catch (error) {
      return messageOf(error);
    }
  });
  return await connect(address, { client: {}, clients: 1 });
}

/** A lane ends with the deletion of its topics, so it must not begin with somebody else's. */
async function refuseTopics(session: KafkaSession, prefix: string): Promise<void> {
  const [found] = await session.topics(prefix);
  if (found === undefined) return;
  throw new ServerError(`${session.who} has a topic ${found.name} already, so it is not used for this lane`, {
    hint: 'give a broker without topics of ours; nothing was changed on this one',
  });
}

/** The groups go first: their offsets would outlive the topics. A load generator that was killed left its own behind. */
export async function empty(session: KafkaSession, prefix: string): Promise<void> {
  await session.deleteGroups(prefix);
  await session.deleteTopics((await session.topics(prefix)).map(({ name }) => name));
}

/** Topics by the names that the lane knows them under, with their partitions and the settings that are not defaults. */
export async function structureOf(session: KafkaSession, prefix: string): Promise<readonly string[]> {
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

async function bytesOf(session: KafkaSession, prefix: string): Promise<number | null> {
  const sizes = await session.logBytes();
  if (sizes === null) return null;
  return [...sizes].filter(([topic]) => topic.startsWith(prefix)).reduce((sum, [, bytes]) => sum + bytes, 0);
}
