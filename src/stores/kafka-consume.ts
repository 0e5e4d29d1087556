/** Reads a topic from its beginning by a consumer group made for it alone. */
import { randomUUID } from 'node:crypto';
import type { Consumer, Kafka } from 'kafkajs';
import { messageOf, ServerError } from '../errors.ts';
import { within } from './deadline.ts';

/** How long a fetch waits for data; it also bounds how long leaving takes. */
const FETCH_WAIT_MS = 50;
const SESSION_MS = 10_000;
const LEAVE_MS = 10_000;
const READ_MS = 30_000;

export interface Received {
  readonly partition: number;
  readonly offset: bigint;
  readonly key: string;
  readonly value: string;
}

export interface Reading {
  /** It ends after so many messages. */
  readonly count: number;
  /** From how many partitions messages are handled at once; those of one partition are handled one after another. */
  readonly concurrently: number;
  /** Called for each of the `count` messages. */
  readonly handle: (message: Received) => Promise<void> | void;
  /** How long it may take, beside the time that handling is known to take. */
  readonly mostMs?: number;
}

export interface Source {
  readonly kafka: Kafka;
  /** `kafka on 127.0.0.1:9092`, for errors. */
  readonly who: string;
  readonly topic: string;
  /** Ends the reading, with an error: the consumer leaves its group, which would wait for it otherwise. */
  readonly ending: AbortSignal;
  /** Told the group's name before it is joined, so that it can be removed. */
  readonly onGroup: (group: string) => void;
}

export async function consumeTopic({ kafka, who, topic, ending, onGroup }: Source, reading: Reading): Promise<void> {
  if (reading.count === 0) return;
  const groupId = `${topic}.${randomUUID()}`;
  onGroup(groupId);
  const consumer = kafka.consumer({
    groupId,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: FETCH_WAIT_MS,
    sessionTimeout: SESSION_MS,
    rebalanceTimeout: SESSION_MS,
    retry: { retries: 4, initialRetryTime: 50, maxRetryTime: 1_000, restartOnFailure: () => Promise.resolve(false) },
  });
  const leave = () => within({ who, what: `let the group ${groupId} go`, mostMs: LEAVE_MS }, consumer.disconnect());
  const progress = { handled: 0 };
  const errand = { who, what: `give ${reading.count} messages of ${topic}`, mostMs: reading.mostMs ?? READ_MS };
  try {
    await within(errand, readAll(consumer, { topic, ending, ...reading }, progress));
  } catch (error) {
    await leave().catch(() => undefined);
    throw new ServerError(`${messageOf(error)} (${progress.handled} were handled)`, { cause: error });
  }
  await leave();
}

/** Resolves when the last message was handled, rejects when the consumer or a handler fails. */
async function readAll(
  consumer: Consumer,
  reading: Reading & Pick<Source, 'topic' | 'ending'>,
  progress: { handled: number },
): Promise<void> {
  const { topic, ending, count, concurrently, handle } = reading;
  let taken = 0;
  await new Promise<void>((resolve, reject) => {
    const take = async (message: Received): Promise<void> => {
      if (taken >= count) return;
      taken += 1;
      await handle(message);
      progress.handled += 1;
      if (progress.handled === count) resolve();
    };
    ending.addEventListener('abort', () => reject(new ServerError(`reading ${topic} was called off`)), { once: true });
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const started = start(consumer, { topic, concurrently, take, reject });
    started.catch(reject);
  });
}

interface Start {
  readonly topic: string;
  readonly concurrently: number;
  readonly take: (message: Received) => Promise<void>;
  readonly reject: (error: unknown) => void;
}

async function start(consumer: Consumer, { topic, concurrently, take, reject }: Start): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    partitionsConsumedConcurrently: concurrently,
    eachMessage: async ({ partition, message: { offset, key, value } }) => {
      try {
        await take({ partition, offset: BigInt(offset), key: `${key ?? ''}`, value: `${value ?? ''}` });
      } catch (error) {
        // The client would hand the same message in again; a handler of ours that fails ends the reading.
        reject(error);
      }
    },
  });
}
