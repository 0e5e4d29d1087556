/** Loads the events of users, sessions and transactions into topics of these names, keyed by user. Counted and read back whole. */
import { createHash } from 'node:crypto';
import type { TableName } from '../src/define.ts';
import { ServerError } from '../src/errors.ts';
import { type KafkaSession, openKafka } from '../src/stores/kafka-session.ts';
import { fill, SEEDED_PARTITIONS, topicOf } from '../src/stores/kafka-topics.ts';
import type { Address, LoadReport } from '../src/stores/store.ts';
import type { Dataset } from './domain.ts';
import { EVENT_TABLES, type EventTable, eventOf, idOf } from './events.ts';

const DIGEST_BYTES = 32;
const LEAST_READ_MS = 30_000;
const MS_AN_EVENT = 1;

/** Loads those of the named tables that have events; one topic a table, in the order of the rows. */
export async function seed(
  target: Address,
  data: Dataset,
  tables: readonly TableName[],
  signal?: AbortSignal,
): Promise<LoadReport> {
  const started = performance.now();
  await using session = await openKafka(target);
  const loaded: LoadReport['tables'][number][] = [];
  for (const table of EVENT_TABLES.filter((each) => tables.includes(each))) {
    loaded.push(await load(session, { data, table, topic: topicOf(target, table), target, signal }));
  }
  const rows = loaded.reduce((sum, table) => sum + table.rows, 0);
  return { tables: loaded, rows, seconds: (performance.now() - started) / 1000 };
}

export interface Loading {
  readonly data: Dataset;
  readonly table: EventTable;
  readonly topic: string;
  readonly target: Address;
  readonly signal?: AbortSignal | undefined;
}

async function load(session: KafkaSession, loading: Loading): Promise<LoadReport['tables'][number]> {
  const { data, table, topic, signal } = loading;
  const count = data.counts[table];
  const expected = createHash('sha256');
  await session.createTopic({ name: topic, partitions: SEEDED_PARTITIONS });
  const message = (id: number) => {
    signal?.throwIfAborted();
    const event = eventOf(data, table, id);
    expected.update(digestOf(event.key, event.value));
    return event;
  };
  await fill(session, { topic, count, message });
  const rows = await session.count(topic);
  const digest = await readBack(session, loading);
  const wanted = expected.digest('hex');
  if (digest !== wanted) throw unlike(loading, `SHA-256 ${wanted}`, digest);
  const sizes = await session.logBytes();
  return { table, rows, digest, bytes: sizes && (sizes.get(topic) ?? 0) };
}

const digestOf = (key: string, value: string): Buffer => createHash('sha256').update(key).update('\0').update(value).digest();

/** Consumes every event. Partitions answer in no order, so each event's digest goes to the place of its id; inside a partition ids must rise. */
export async function readBack(session: KafkaSession, loading: Loading): Promise<string> {
  const count = loading.data.counts[loading.table];
  const digests = Buffer.alloc(count * DIGEST_BYTES);
  const lastIds = new Map<number, number>();
  await session.consume(loading.topic, {
    count,
    concurrently: 1,
    mostMs: LEAST_READ_MS + count * MS_AN_EVENT,
    handle({ partition, key, value }) {
      loading.signal?.throwIfAborted();
      const id = idOf(value);
      const last = lastIds.get(partition) ?? 0;
      if (!(id > last && id <= count)) throw unlike(loading, `ids that rise in partition ${partition}`, `${id} after ${last}`);
      lastIds.set(partition, id);
      digestOf(key, value).copy(digests, (id - 1) * DIGEST_BYTES);
    },
  });
  return createHash('sha256').update(digests).digest('hex');
}

const unlike = ({ data, topic, target }: Loading, expected: string, found: string): ServerError =>
  new ServerError(
    `kafka on ${target.host}:${target.port} holds other events of ${topic} than were loaded (seed ${data.seed}): expected ${expected}, found ${found}`,
    { hint: 'nobody else may write to the topics of a lane; load it again on a broker of its own' },
  );
