/** What authors write: a bench says WHAT is measured, an optimisation WHAT changes. Types and identity functions; nothing runs here. */

/** Filled by each `src/stores/<store>.ts` (declaration merging): its lane, its language as data, its client's options. */
// biome-ignore lint/suspicious/noEmptyInterface: each store merges its own entry into it.
export interface Stores {}
export type StoreName = keyof Stores & string;
type Part<S extends StoreName, P extends string> = Stores[S] extends { readonly [K in P]: infer T } ? T : never;

/** The tables of the domain, in the order in which they are loaded: each one refers to earlier ones only. */
export const TABLES = ['users', 'accounts', 'sessions', 'businesses', 'transactions', 'logs'] as const;
export type TableName = (typeof TABLES)[number];
/** How many rows each table has. */
export type Counts = Readonly<Record<TableName, number>>;
export type Value = string | number | boolean | Date;
export type Row = Readonly<Record<string, Value>>;

/** One variant's copy of the data, in its store's words: `lane.sql(…)`, `lane.command(…)`. */
export type Lane<S extends StoreName> = OwnLane<S> & {
  /** The same variant's lane in another store, which the optimisation names in `also`. */
  in<T extends StoreName>(store: T): OwnLane<T>;
};
/** A lane as its store makes it, which knows of no other. */
export type OwnLane<S extends StoreName> = Part<S, 'lane'> & {
  /** How many rows of a table this lane was loaded with. */
  rows(table: TableName): number;
};
export type Statement<S extends StoreName> = Part<S, 'statement'>;
export type Client<S extends StoreName> = Part<S, 'client'>;
export type Reading<S extends StoreName, T> = Statement<S> | ((lane: Lane<S>) => Promise<T>);

/** Draws one question. The stream depends on (stream seed, ordinal) alone (the data seed in the digest pass, the run seed in timed calls): all variants are asked the same, in the same order. */
export interface Pick {
  readonly ordinal: number;
  /** Ids that exist; a business is drawn as often as transactions name it. */
  user(): number;
  account(): number;
  session(): number;
  business(): number;
  transaction(): number;
  /** A moment before the data set's reference date; never the wall clock. */
  daysAgo(days: number): Date;
  /** A whole number, both ends included. */
  between(low: number, high: number): number;
  /** How many rows the table has here, and any of them as it was generated (ids count from 1). */
  rows(table: TableName): number;
  row(table: TableName, id: number): Row;
  /** An embedding-like vector of the messages' distribution, which is no message's: what a vector search is asked. */
  vector(): readonly number[];
  /** A number that the sweep fixes for every question (`given.question`), or the fallback outside a sweep. */
  given(name: string, fallback: number): number;
}

/**
 * Closed: so many clients, each of which asks again when it has its answer: what work costs, and the only load that is judged.
 * Open: so many calls a second on average, each sent when it is due, whatever became of the ones before: what users would see.
 */
export type Load = { readonly clients: number } | { readonly perSecond: number };

/**
 * A timeline around one event, repeated on fresh lanes: what users see of it. An open load, as many seconds before the event and after it.
 * The event: `kill` and `pause` name the kind of server that a lane has to itself, or a member of its topology, and `afterwards` is what its
 * keeper does once it is dead. `kill: 'writer'` is the process that makes the calls: one of its own, before another goes on; `happens` is made by nobody, because `apply` arranged it.
 */
export interface Drill<S extends StoreName> {
  readonly kind: 'drill';
  readonly load: { readonly perSecond: number };
  readonly beforeS: number;
  readonly afterS: number;
  readonly event:
    | { readonly kill: string; readonly afterwards?: (lane: Lane<S>) => Promise<void> }
    | { readonly pause: string; readonly forMs: number }
    | { readonly happens: string }
    | ((lane: Lane<S>) => Promise<void>);
  /**
   * The ordinal of each write that is found afterwards, as often as it is found: what was acknowledged and is not there is lost. Asked
   * twice; two answers that differ, or a write that nobody made, make the drill invalid.
   */
  readonly survivors?: (lane: Lane<S>) => Promise<readonly number[]>;
  /** Untimed, afterwards: how many writes one store has and another has not. */
  readonly torn?: (lane: Lane<S>) => Promise<number>;
}

/** How a bench is timed, and with it how it is judged. The figures named are there without being declared. */
export type Shape<S extends StoreName = StoreName> =
  | { readonly kind: 'calls'; readonly load: Load } // closed: interleaved slices, sessions: p50 p90 p99 mean perSecond; open: windows in turns, shown and not judged
  | Drill<S> // shown, never judged by pairs: outageMs errors lost duplicated torn maxMs
  | { readonly kind: 'task'; readonly cores?: 'all' }; // one long call, ABBA repeats, fresh lanes if it writes: ms; `all`: nothing of it is kept to one core

/** A server's counter beside the figures the shape has, such as WAL bytes: read around untimed calls of one variant, paired by session. */
export interface Growth<S extends StoreName> {
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly of: Reading<S, number>;
}

/** How good an answer is. Untimed: the mean over the fixed questions, of either variant. */
export interface Score<S extends StoreName, Q, A> {
  readonly unit: string;
  readonly better: 'higher';
  /** Below this a variant's answers are no answers, and the comparison is invalid. */
  readonly atLeast?: number;
  of(answer: A, question: Q, lane: Lane<S>): number | Promise<number>;
}

/** WHAT is measured. Write the parts in this order: each type is inferred from those above it. */
export interface Bench<S extends StoreName, Q, A = unknown> {
  readonly store: S;
  readonly description: string;
  readonly shape?: Shape<S>; // default: calls by one client
  readonly client?: Client<S>; // how it connects; on a clash the variant's own wins
  readonly writes?: boolean; // then no two variants share a lane
  /** Draws the question; before the timed window. */
  ask(pick: Pick): Q;
  /** A statement (explained, printed, run by hand) or a function of the lane. Left out when every variant brings its own. */
  answer?(question: Q, lane: Lane<S>): Statement<S> | Promise<A>;
  /** What must be equal between variants: rows in order (default), in any order, or a part of the answer. `scored`: answers may differ by design, and both variants' are scored instead (calls only). */
  readonly same?: 'ordered' | 'unordered' | 'scored' | ((answer: A) => unknown);
  readonly scores?: Readonly<Record<string, Score<S, Q, A>>>;
  /** Untimed, afterwards: what the calls left behind must be equal too. */
  readonly leaves?: Reading<S, unknown>;
  readonly growth?: Readonly<Record<string, Growth<S>>>;
  /** The figure that decides; default p50, for a task ms. Each is the middle one of short blocks: what happens in few of them hardly counts, so what is to be measured must happen in every call. */
  readonly headline?: 'p50' | 'mean' | 'perSecond' | 'ms';
}
export const defineBench = <S extends StoreName, Q, A = unknown>(bench: Bench<S, Q, A>): Bench<S, Q, A> => bench;

/** A figure of a lane, named as a price: read once a lane, exact, without an interval. */
export interface LaneReading<S extends StoreName> {
  readonly store: S;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly of: Reading<S, number>;
}
export const defineReading = <S extends StoreName>(reading: LaneReading<S>): LaneReading<S> => reading;

/** Any store, question or answer, where benches of several are held together. */
// biome-ignore lint/suspicious/noExplicitAny: neither unknown nor never fits a question that is taken and given; authors' own types have been checked.
type Whatever = any;
type Benches = Readonly<Record<string, Bench<Whatever, Whatever, Whatever>>>;
type Prices = Readonly<Record<string, Benches[string] | LaneReading<Whatever>>>;
/** For an answer written outside its variant: `const byDrop: AnswerTo<typeof dropOldestMonth> = () => 'DROP TABLE …'`. */
export type AnswerTo<B> =
  B extends Bench<infer S, infer Q, infer A> ? (question: Q, lane: Lane<S>) => Statement<S> | Promise<A> : never;

/** Settings by server, read back after the start: `{ redis: { hz: 100 } }`. A topology that is named is what the lane stands on: `{ 'redis-sentinel': {} }`. */
export type Settings = Readonly<Record<string, string | number | boolean>>;
export type Servers = Readonly<Record<string, Settings>>;

/** Statements, or a function of the lane: it gives statements that are written with the lane's names, or works on the lane itself. */
type Change<S extends StoreName> = readonly Statement<S>[] | ((lane: Lane<S>) => readonly Statement<S>[] | Promise<void>);

/** One state of the system. Found by its name in every process; whatever it closes over must be a constant of its file. */
export interface Variant<S extends StoreName, B> {
  readonly name: string;
  readonly servers?: Servers;
  readonly client?: Client<S>; // how it connects, and through which endpoint
  /** Makes the lane from the template; timed as applyMs. Equal servers and apply share a lane when nothing writes. */
  readonly apply?: Change<S>;
  /** Takes the change back; proven by reading the lane's structure again. Without it the lane is dropped. */
  readonly undo?: Change<S>;
  /** Runs in a process of its own for as long as the lane stands, and ends with it, wherever it is by then: a relay, a server of the application. */
  readonly beside?: (lane: Lane<S>) => Promise<void>;
  /** What it gives up for its speed and no price can show, as a clause after "if you accept that": it is then never among what is advised first. */
  readonly risk?: string;
  /** Answers of its own, by the bench's name below. It cannot change what is asked. */
  readonly answers?: { readonly [K in keyof B]?: AnswerTo<B[K]> };
}

/** The circumstances, the same for all variants. */
export interface Given {
  /** Another size of table for this circumstance. */
  readonly rows?: Partial<Counts>;
  /** Rows that must be there: a value of a sweep is left out, visibly, where the data set has fewer. */
  readonly needs?: Partial<Counts>;
  readonly servers?: Servers;
  readonly load?: Load;
  readonly question?: Readonly<Record<string, number>>; // read by `pick.given(name, fallback)`
}
/** Circumstances in steps: all variants are compared at each value; a curve each, and where they cross. */
export interface Sweep {
  readonly over: string;
  readonly values: readonly number[];
  readonly given: (value: number) => Given;
}

export type Also = Readonly<Partial<Record<StoreName, readonly TableName[]>>>;

type Bound = { readonly atLeast?: number; readonly atMost?: number };
/** A promise for the nightly gate: of this candidate (or all), at this value of the sweep (or all). */
export type Claim<Figure extends string> = { readonly candidate?: string; readonly at?: number } & (
  | { readonly metric: Figure; readonly timesBetter: Bound } // against the baseline, whichever direction is better
  | { readonly metric: Figure; readonly timesWorse: Bound }
  | { readonly metric: Figure; readonly same: true }
  | { readonly metric: Figure; readonly value: Bound } // the candidate's own figure, of a drill: outageMs errors lost duplicated torn maxMs
  | { readonly plan: string }
);
/**
 * How large an effect was when it was first seen: tried by hand on a machine of this class, or published. What is more than three times off
 * at full size is a defect of the experiment, or a finding, which `because` explains on its card.
 */
export type Expected<Figure> = {
  readonly candidate: string;
  readonly at?: number;
  readonly metric: Figure;
  readonly because?: string; // a clause after "times off, because"
} & ({ readonly timesBetter: number } | { readonly timesWorse: number } | { readonly value: number });
type FigureOf<M> = (keyof M & string) | `${keyof M & string}.${string}`;

/** WHAT changes: the default export of its file, whose path is its id. */
export interface Optimization<S extends StoreName, G extends Benches, P extends Prices> {
  readonly question: string;
  readonly store: S;
  /** The tables of which every variant gets a copy of its own; it may change and write these and no others. */
  readonly copies: readonly TableName[];
  /** Other stores in which every variant has a lane beside this one, `lane.in('kafka')`, and the tables that are loaded there. */
  readonly also?: Also;
  readonly gain: G; // `{ turnover }`: the names used in answers, claims and records
  readonly price: P;
  /** Only the store itself will do, and where something stands in its place this is skipped, visibly: why that will not do, `its cache is another one`. */
  readonly proper?: string;
  /** One of its folder's strongest, and the candidate by which a run that has minutes for the whole catalogue shows it. */
  readonly showcase?: string;
  /** The benches that such a run measures of it, gains and prices; without it all. Readings are always taken. */
  readonly showcaseBenches?: readonly (keyof NoInfer<G & P> & string)[];
  readonly given?: Given;
  readonly sweep?: Sweep;
  readonly baseline: Variant<NoInfer<S>, NoInfer<G & P>>;
  readonly candidates: readonly Variant<NoInfer<S>, NoInfer<G & P>>[];
  readonly claims: readonly Claim<FigureOf<NoInfer<G & P>>>[];
  readonly expected?: readonly Expected<FigureOf<NoInfer<G & P>>>[];
  readonly adopt: string;
  readonly avoid: string;
}
export const defineOptimization = <S extends StoreName, G extends Benches, P extends Prices>(
  optimization: Optimization<S, G, P>,
): Optimization<S, G, P> => optimization;

/** Known answers of a store, measured like everything else: two copies that are equal, and one that has a known share more to do. */
export interface Control<S extends StoreName, W, A> {
  readonly store: S;
  readonly copies: readonly TableName[];
  /** The cheapest thing that one asks this store. */
  readonly read: Bench<S, Whatever, Whatever>;
  /** Work that grows with what was planted; scored by how much there was, which tells one lane from another. */
  readonly work: Bench<S, W, A>;
  /** Makes the work, so large that the call itself hardly counts, and `share` more of it. */
  readonly apply?: (lane: Lane<S>, share: number) => readonly Statement<S>[] | Promise<void>;
  /** Where the work stands in the call and not in the lane. */
  readonly answer?: (share: number) => (question: W, lane: Lane<S>) => Statement<S> | Promise<A>;
}
export const defineControl = <S extends StoreName, W, A = unknown>(control: Control<S, W, A>): Control<S, W, A> => control;

/** Any bench, variant or optimisation, for the engine, which finds them by name. */
export type AnyBench = Bench<Whatever, Whatever, Whatever>;
export type AnyReading = LaneReading<Whatever>;
export type AnyVariant = Variant<Whatever, Whatever>;
export type AnyOptimization = Optimization<Whatever, Whatever, Whatever>;
export type AnyControl = Control<Whatever, Whatever, Whatever>;
