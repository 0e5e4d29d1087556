/** Kafka: its words for authors, and the store that the engine is given. Lanes, facts and verbs have files beside this one. */
import type { TableName } from '../define.ts';
import { connect } from './kafka-connection.ts';
import { data } from './kafka-data.ts';
import { facts } from './kafka-facts.ts';
import { guest, ping, reset } from './kafka-guest.ts';
import { createLane } from './kafka-lane.ts';
import type { Message } from './kafka-messages.ts';
import type { Acks } from './kafka-session.ts';
import type { Store } from './store.ts';

export interface KafkaLane {
  /** On a `kafka-cluster`, `leader` names the broker that leads all its partitions while it is well: 1 is `broker-1`. */
  createTopic(topic: string, options: { readonly partitions: number; readonly leader?: number }): Promise<void>;
  /** Sends messages 1 to `count`, of about 230 bytes and with keys of their own: the same in every lane. */
  fill(topic: string, count: number): Promise<void>;
  /** Resolves with how many were sent, once they are acknowledged. */
  send(topic: string, messages: readonly Message[]): Promise<number>;
  /** Joins a group of its own, reads from the beginning, works `handlerMs` on each message, and leaves after `count`: their values. */
  consume(
    topic: string,
    options: { readonly count: number; readonly concurrently: number; readonly handlerMs: number },
  ): Promise<readonly string[]>;
  /** Joins a group of its own, begins at the beginning, and goes on as long as its process does: each value is handled after the one before it in its partition. */
  follow(topic: string, handle: (value: string) => Promise<void>): Promise<void>;
  /** How many messages a topic holds: the sum of its end offsets. */
  count(topic: string): Promise<number>;
  /** Bytes of the topic's logs on the broker's disk. Untold where the broker cannot tell. */
  logBytes(topic: string): Promise<number>;
  rows(table: TableName): number;
}

interface KafkaClient {
  /** Who must have a message before it counts as sent: nobody, its leader, or (the default) all replicas in sync. */
  readonly acks?: Acks;
  /** The client numbers its messages, so that a broker can tell one that is sent again. Needs all replicas in sync. */
  readonly idempotent?: boolean;
}

declare module '../define.ts' {
  interface Stores {
    kafka: { lane: KafkaLane; statement: never; client: KafkaClient };
  }
}

/** Kafka: lanes share a broker and are told apart by the names of their topics. */
export const kafka: Store<'kafka'> = { name: 'kafka', servers: ['kafka'], connect, ping, reset, guest, facts, data, createLane };
