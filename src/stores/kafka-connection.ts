/** How calls reach a Kafka lane, and what authors may call on it. */
import { setTimeout as handling } from 'node:timers/promises';
import { z } from 'zod';
import { UntoldError, UserError } from '../errors.ts';
import { until } from './deadline.ts';
import type { KafkaLane } from './kafka.ts';
import { filling } from './kafka-messages.ts';
import { type Acks, type KafkaSession, openKafka } from './kafka-session.ts';
import { fill, topicOf } from './kafka-topics.ts';
import type { Address, Connection } from './store.ts';

const JOIN_MS = 30_000;
const [STILL_MS, STILL_MOST_MS, LOOK_MS] = [1_000, 30_000, 100];
/** As long as a timer can be. */
const ENDLESS = { count: Number.POSITIVE_INFINITY, concurrently: 1, mostMs: 2 ** 31 - 1 };
const optionsSchema = z.strictObject({
  acks: z.union([z.literal(0), z.literal(1), z.literal(-1)]).optional(),
  idempotent: z.boolean().optional(),
});

/** One producer, however many clients: it sends for all of them at once, and that is how its users connect. */
export async function connect(
  address: Address,
  options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
): Promise<Connection<'kafka'>> {
  const client = optionsSchema.safeParse(options.client);
  if (!client.success) {
    throw new UserError(
      `the client options ${JSON.stringify(options.client)} do not fit kafka: ${z.prettifyError(client.error)}`,
    );
  }
  const session = await openKafka(address, { idempotent: client.data.idempotent ?? false });
  return {
    lane: laneOf(session, address, client.data.acks ?? -1),
    run: () => Promise.reject(new UserError('kafka has no statements', 'Answer by a function of the lane: lane.send(…).')),
    print: (statement) => String(statement),
    close: async () => {
      await session[Symbol.asyncDispose]();
    },
  };
}

/** On several brokers a message that its leader alone acknowledged is counted once the copies have it: they ask for more at least twice a second. */
async function stillCount(session: KafkaSession, topic: string): Promise<number> {
  let count = await session.count(topic);
  let sinceMs = performance.now();
  await until({ who: session.who, what: `come to the end of ${topic}`, mostMs: STILL_MOST_MS }, async () => {
    await handling(LOOK_MS);
    const now = await session.count(topic);
    if (now !== count) sinceMs = performance.now();
    count = now;
    return performance.now() - sinceMs < STILL_MS ? `its ${count} messages become more: is anybody still sending?` : null;
  });
  return count;
}

function laneOf(session: KafkaSession, address: Address, acks: Acks): KafkaLane {
  const named = (topic: string) => topicOf(address, topic);
  return {
    createTopic: (topic, { partitions, leader }) => session.createTopic({ name: named(topic), partitions, leader }),
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
    follow: (topic, handle) => session.consume(named(topic), { ...ENDLESS, handle: ({ value }) => handle(value) }),
    count: (topic) => (address.via === undefined ? session.count(named(topic)) : stillCount(session, named(topic))),
    logBytes: async (topic) => {
      const sizes = await session.logBytes();
      if (sizes === null) throw new UntoldError('the broker cannot tell the size of its logs, or has only a part of them');
      return sizes.get(named(topic)) ?? 0;
    },
    rows: (table) => address.counts[table],
  };
}
