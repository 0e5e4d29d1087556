/** Redis: its words for authors, and the store that the engine is given. Lanes, facts and verbs have files beside this one. */
import type { TableName } from '../define.ts';
import { connect } from './redis-connection.ts';
import { data } from './redis-data.ts';
import { facts } from './redis-facts.ts';
import { guest, ping, reset } from './redis-guest.ts';
import { createLane } from './redis-lane.ts';
import type { Store } from './store.ts';

/** A command and its arguments: `['GET', 'session:17']`. */
export type Command = readonly (string | number)[];

export interface RedisLane {
  command(...command: Command): Promise<unknown>;
  get(key: string): Promise<string | null>;
  /** Sends `entry(1)` to `entry(count)` by pipelines of a thousand, every reply checked. */
  fill(count: number, entry: (i: number) => Command): Promise<void>;
  /** A figure of INFO: `used_memory`, `expired_keys`. Untold on a server that was there before, whose figures are not the lane's. */
  info(field: string): Promise<number>;
  rows(table: TableName): number;
}

interface RedisClient {
  /** Commands of one turn of the event loop leave in one pipeline. */
  readonly autoPipelining?: boolean;
  /** Of a lane behind sentinels: leaves a master that hangs when a sentinel says that there is another one. Default false, as ioredis has it. */
  readonly failoverDetector?: boolean;
  /** Milliseconds after which a command that has no answer fails. */
  readonly commandTimeout?: number;
}

declare module '../define.ts' {
  interface Stores {
    redis: { lane: RedisLane; statement: Command; client: RedisClient };
  }
}

/** Redis: each lane is a server process, so that memory, expiry and eviction are its own; or a database of a server that was there before. */
export const redis: Store<'redis'> = { name: 'redis', servers: ['redis'], connect, ping, reset, guest, facts, data, createLane };
