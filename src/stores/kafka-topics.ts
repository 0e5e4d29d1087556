/** Topics of a lane: what they are called, and how they are filled so that every lane has the same. */
import { ServerError } from '../errors.ts';
import type { Message } from './kafka-messages.ts';
import type { KafkaSession } from './kafka-session.ts';
import type { Address } from './store.ts';

/** Of the topics that hold the data set's events. */
export const SEEDED_PARTITIONS = 6;
const BATCH = 1_000;

/** The full name of a lane's topic. */
export const topicOf = ({ schema }: Pick<Address, 'schema'>, topic: string): string => `${schema ?? ''}.${topic}`;

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
  throw new ServerError(`${session.who} holds ${added} new messages of ${topic}, not the ${count} that were sent`, {
    hint: 'the client sends a whole batch again when one partition refused it; a broker under less load does not refuse',
  });
}
