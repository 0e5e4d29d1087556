/** What every store keeps, in one store's language: the table that the contract suite goes through. */
import type { Dataset } from '../../catalog.ts';
import type { Counts, Statement, StoreName, TableName } from '../../define.ts';
import type { Address, Connection, LaneHandle, SettleStep } from '../../stores/store.ts';

/** What one of the data set's rows reads as in a lane, and as it was generated. */
interface Pair {
  readonly found: unknown;
  readonly expected: unknown;
}

export interface Words<S extends StoreName = StoreName> {
  readonly title: string;
  readonly store: S;
  readonly tables: readonly TableName[];
  /** One of the tables as the seeder reports it. */
  loaded(counts: Counts): { readonly table: string; readonly rows: number };
  rows(connection: Connection<S>, data: Dataset, ids: readonly number[]): Promise<readonly Pair[]>;
  /** Everything of a table, in order where there is one. */
  all(connection: Connection<S>): Promise<unknown>;
  /** Two of these at once must not disturb each other: question i, and what is answered to it. */
  asked(connection: Connection<S>, i: number, counts: Counts): Promise<Pair>;
  /** A change of structure; null where the lane itself cannot take it back. */
  apply(handle: LaneHandle<S>): Promise<unknown>;
  readonly undo: ((handle: LaneHandle<S>) => Promise<unknown>) | null;
  /** A change of data, and whether it is seen. */
  change(connection: Connection<S>): Promise<unknown>;
  changed(connection: Connection<S>, data: Dataset): Promise<boolean>;
  /** A statement, as one would type it, and a step of its plan; null where the store has no language. */
  readonly typed: {
    statement(connection: Connection<S>): Statement<S>;
    readonly text: string;
    readonly step: string | null;
  } | null;
  readonly settled: {
    /** What settling a lane does, in order, and what the server says of it afterwards. */
    readonly says: Readonly<Record<string, RegExp>>;
    /** Something to be settled. */
    disturb?(handle: LaneHandle<S>): Promise<unknown>;
    /** What the server shows when it is asked another way. */
    shown(handle: LaneHandle<S>, steps: readonly SettleStep[], server: Address): Promise<readonly Pair[]>;
  };
  /** Whether the bytes of a lane are told. */
  readonly tellsSize: boolean;
  readonly version: RegExp;
  /** A server that was there before, made of a fresh one; left out where lanes have servers of their own making. */
  attach?(server: Address): Promise<Address>;
  readonly server: ServerWords | null;
}

/** Of stores whose lanes share a server. */
export interface ServerWords {
  /** Everything there under our names, but for the marker. */
  ours(server: Address): Promise<readonly string[]>;
  /** Makes something of somebody else's, some of it under names that are almost ours. */
  makeForeign(server: Address): Promise<void>;
  /** The same as it reads now. */
  foreign(server: Address): Promise<unknown>;
  /** How it is told. */
  readonly found: readonly RegExp[];
}
