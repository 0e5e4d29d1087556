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
  /** What each server that has keys of the lane says: every master of a cluster, else the only one. */
  everywhere(...command: Command): Promise<readonly unknown[]>;
  /** A figure of INFO: `used_memory`, `expired_keys`; of a cluster the sum over its masters. Untold where there is none that is the lane's: on a server that was there before, and of a cluster where figures do not add up. */
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
  /** Of a lane on a cluster, false: asks the first node each time and goes where it is sent (MOVED), as a client does that has no map of the slots. Default true. */
  readonly slotMap?: boolean;
}

declare module '../define.ts' {
  interface Stores {
    redis: { lane: RedisLane; statement: Command; client: RedisClient };
  }
}

/** Redis: each lane is a server process, or several that work together, so that memory, expiry and eviction are its own; or a database of a server that was there before. */
export const redis: Store<'redis'> = { name: 'redis', servers: ['redis'], connect, ping, reset, guest, facts, data, createLane };
