/** A kind of database as the engine sees it: connect, lanes, facts. Each store's own file is the only importer of its driver. */
import type { Counts, OwnLane, Settings, Statement, StoreName, TableName } from '../define.ts';
import type { PlanNode } from '../experiment/record.ts';

/** Where a lane is reached and as whom; plain data, because it travels to the load generator. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** What is said goes encrypted, and the server proves by its certificate who it is. */
  readonly tls?: true;
  /** PostgreSQL: the lane's schema. Kafka: what the names of its topics begin with. Neo4j: the ending of the lane's labels. */
  readonly schema?: string;
  /** PostgreSQL, where a lane has no role of its own: what each connection is told to look through, first to last. */
  readonly searchPath?: readonly string[];
  /** Other ways in, by name: `pgbouncer`; of a topology every member, `replica-1`. */
  readonly via?: Readonly<Record<string, { readonly host: string; readonly port: number }>>;
  /** The same lane in other stores, by their names. */
  readonly beside?: Readonly<Record<string, Address>>;
  /** What is loaded into our own process, or started by it: by absolute path, with what programs need to run. */
  readonly library?: {
    readonly path: string;
    readonly version: string;
    readonly binding: string;
    readonly env?: Readonly<Record<string, string>>;
  };
  /** PostgreSQL, where variants make backups: the folder of its programs, what they need to run, and the lane's own folder for what they write. */
  readonly programs?: { readonly path: string; readonly env: Readonly<Record<string, string>>; readonly folder: string };
  /** The server was there before this run and stays: nothing of it is restarted or configured, and a lane is a namespace in it. */
  readonly attached?: true;
  /** How many rows the lane was loaded with. */
  readonly counts: Counts;
}

/** One client's way into a lane: as many calls at once as it was opened for. */
export interface Connection<S extends StoreName = StoreName> {
  readonly lane: OwnLane<S>;
  /** What of the lane only names things: statements may be written with it where nothing may run. */
  readonly names?: Partial<OwnLane<S>>;
  /** Runs a statement of the store's language; resolves with its answer: rows, a reply. */
  run(statement: Statement<S>): Promise<unknown>;
  /** How one would type it, parameters bound. */
  print(statement: Statement<S>): string;
  /** The plan as the prepared statement has it. `analyze` runs the statement once. Stores without plans leave it out. */
  plan?(statement: Statement<S>, analyze: boolean): Promise<PlanNode>;
  close(): Promise<void>;
}

/** What a server says of itself. */
export interface Facts {
  readonly version: string;
  /** Every setting that differs from its default. */
  readonly settings: Readonly<Record<string, string>>;
}

/** What was loaded, as read back from the store. */
export interface LoadReport {
  /** `bytes` is null where the store cannot tell. */
  readonly tables: readonly {
    readonly table: string;
    readonly rows: number;
    readonly digest: string;
    readonly bytes: number | null;
  }[];
  readonly rows: number;
  readonly seconds: number;
}

/** What makes rows what they are, beside the seed and the counts. */
export interface DataVersion {
  /** Faker's version: it makes the words. */
  readonly faker: string;
  /** A digest of the sources that make rows and load them. */
  readonly sources: string;
}

/** Where the data set stands on a server that stays: one a server, under a name of ours. */
export interface DataPlace {
  /** Such as `schema mhbench_data`. */
  readonly name: string;
  /** The text of the manifest, written when a load was finished; null without one. */
  manifest(): Promise<string | null>;
  /** How many rows there are now, and the structure that they have: lines that differ when somebody changed it. */
  look(): Promise<readonly string[]>;
  /** Takes away what stands there. */
  clear(): Promise<void>;
  /** Where a seeder is to load, now that it is clear. */
  target(): Promise<Address>;
  writeManifest(text: string): Promise<void>;
}

/** The engine's services to a store that makes a lane. */
export interface LaneServices {
  /** The whole data set of this run; a lane may have other counts. */
  readonly counts: Counts;
  /** What it is generated from, and by what: what stands on a server already may be of another one. */
  readonly dataSeed: number;
  readonly dataVersion: DataVersion;
  /** A running server with these settings; `own` names the lane that has it to itself. */
  server(kind: string, request: ServerRequest): Promise<Address>;
  /** Servers that work together, by their names within the topology. */
  topology(name: string, request: TopologyRequest): Promise<Readonly<Record<string, Address>>>;
  /** A library, had if need be, and a folder for its files (`database`) that goes with the run. */
  library(kind: string): Promise<Address>;
  /** Loads the data set (or the named tables of it) and reads it back. */
  seed(target: Address, counts: Counts, tables: readonly TableName[]): Promise<LoadReport>;
  /** Told once of data that stood there already and is used instead of a load: as it was read back just now. */
  reused(tables: LoadReport['tables']): void;
}
export interface ServerRequest {
  readonly settings: Settings;
  readonly own?: string;
  readonly upstream?: {
    readonly address: Address;
    readonly users: readonly { readonly user: string; readonly password: string }[];
  };
}

export interface TopologyRequest {
  /** By kind for its members, by the topology's name for what stands beside them. */
  readonly settings: Readonly<Record<string, Settings>>;
  /** Names the lane that has it to itself. */
  readonly own?: string;
}

export interface LaneRequest {
  /** Short, lower case, unique in the run: part of schema and role names. */
  readonly name: string;
  readonly counts: Counts;
  /** The tables that get a copy of their own; the others are read from the template where the store has one. */
  readonly tables: readonly TableName[];
  /** Settings by server, read back after the start. */
  readonly servers: Readonly<Record<string, Settings>>;
  /** The lane has its servers to itself, because one of them is to be killed. Where every lane is a server, it has so in any case. */
  readonly own?: true;
}

/** What was done, and what the server said of it afterwards. */
export interface SettleStep {
  readonly did: string;
  readonly found: string;
  /** What may disturb the measurement all the same. */
  readonly warning?: string | undefined;
}

/** A table that others had to wait for until a change was made. */
export interface Lock {
  readonly on: string;
  /** In the server's own word. */
  readonly mode: string;
  readonly stops: 'writers' | 'everybody';
}

/** Runs the statements of a change, and says of each whom it made wait. */
export interface Changer<S extends StoreName = StoreName> extends AsyncDisposable {
  run(statement: Statement<S>): Promise<readonly Lock[]>;
}

/** One variant's copy of the data. */
export interface LaneHandle<S extends StoreName = StoreName> {
  readonly name: string;
  readonly address: Address;
  /** The owner's connection: applies, reads back, explains. */
  readonly owner: Connection<S>;
  /** Structure as sorted lines (tables, indexes, settings): read before and after a change to prove it. */
  describe(): Promise<readonly string[]>;
  /** For the statements of a change. Stores that cannot tell what it locks leave it out, and the owner runs them. */
  changer?(): Promise<Changer<S>>;
  /** Bytes of what the lane holds; null where the store cannot tell. */
  size(): Promise<number | null>;
  /** Brings the lane into the state in which it is measured: caches filled, nothing left to write. Stores that have nothing to do leave it out. */
  settle?(): Promise<readonly SettleStep[]>;
  /** A connection made now, which after a failover leads to whoever answers then. Stores whose lanes are one server leave it out. */
  reopen?(): Promise<Connection<S>>;
  /** A digest of all rows by table, in the columns that were loaded; a table without them is left out. Stores that cannot tell leave it out. */
  contents?(): Promise<Readonly<Record<string, string>>>;
  drop(): Promise<void>;
}

/** What stands on a server that was there before: whether it may be used for measuring, and what was found, in words. */
export interface Standing {
  /** `empty`: nothing of anybody's. `ours`: our marker is there. `foreign`: something is there, and no marker. */
  readonly state: 'empty' | 'ours' | 'foreign';
  /** Such as `database shop: 12 tables, about 40,000 rows (public.orders, …)`; never a password. */
  readonly found: readonly string[];
}

/** What a store knows of servers that were there before. A library has none. */
export interface Guest {
  /** Looks, and changes nothing. */
  inspect(address: Address): Promise<Standing>;
  /** Writes the marker by which later runs know that this server may be used. */
  mark(address: Address): Promise<void>;
  /** Takes the marker away. */
  unmark(address: Address): Promise<void>;
}

export interface Store<S extends StoreName = StoreName> {
  readonly name: S;
  /** The kinds of server that must run before a lane can be made. */
  readonly servers: readonly string[];
  /** The kinds of library that it runs on. */
  readonly libraries?: readonly string[];
  connect(
    address: Address,
    options: { readonly client: Readonly<Record<string, unknown>>; readonly clients: number },
  ): Promise<Connection<S>>;
  readonly guest?: Guest;
  /** Resolves when the server has answered a question; throws a ServerError that names the endpoint when it has not in time. */
  ping(address: Address, options: { readonly timeoutMs: number }): Promise<void>;
  /**
   * Drops everything that was made on this server under our names: lanes, templates. Nothing else is touched; the marker stays.
   * A run begins with it on a server that was there before, so that nothing is measured which it has not loaded itself.
   */
  reset(address: Address): Promise<void>;
  facts(address: Address): Promise<Facts>;
  /** Where `mhbench seed` puts the data set. What stands there is left alone by `reset`. */
  data(address: Address): Promise<DataPlace>;
  createLane(request: LaneRequest, services: LaneServices): Promise<LaneHandle<S>>;
}
