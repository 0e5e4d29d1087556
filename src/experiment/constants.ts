/** Every constant of the comparison engine in one place; the whole object goes into the record. */
export const CONSTANTS = {
  /** Calls of one variant before the other takes over, for each client: as fine as a median allows. */
  opsPerSlice: 20,
  /** Where two slices take longer than this, they shrink, down to the least. */
  slicePairMs: 200,
  leastOpsPerSlice: 3,
  leastBlocks: 5,
  mostSessionMs: 2_000,
  alpha: 0.01,
  equivalenceAlpha: 0.05,
  /** How far the whole interval must lie from 1 to be called, by metric; copies differ for good by up to one percent. */
  margins: {
    oneLane: { p50: 0.01, mean: 0.02, perSecond: 0.02, p90: 0.04, p99: 0.1, growth: 0.02 },
    copies: { p50: 0.02, mean: 0.02, perSecond: 0.02, p90: 0.04, p99: 0.1, growth: 0.02 },
  },
  /** Within this band, shown to a level of 5 %, two variants are the same. */
  equivalence: {
    oneLane: { p50: 0.03, mean: 0.05, perSecond: 0.05, p90: 0.1, p99: 0.25, growth: 0.05 },
    copies: { p50: 0.05, mean: 0.05, perSecond: 0.05, p90: 0.1, p99: 0.25, growth: 0.05 },
  },
  /** Without pinned processors both are so many times wider. */
  unpinnedFactor: 3,
  taskMargin: 0.03,
  taskEquivalence: 0.15,
  taskLooks: [3, 5, 8],
  /** Of the sessions, at most this share may be discarded. */
  mostDiscarded: 0.2,
  /** More errors than this in either variant and no latency is believed. */
  mostErrors: 0.01,
  rewarmMs: 150,
  /** A server on a virtual machine compiles itself while it works: what its first seconds show is not what it does later. By store. */
  leastWarmMs: { neo4j: 5_000 },
} as const;

/** The factor of unpinned processes in words. */
export const TIMES_AS_WIDE = 'three times as wide';

/** How long and how much proof. */
export interface Profile {
  readonly name: string;
  readonly scale: number;
  readonly sessionMs: number;
  readonly looks: readonly number[];
  readonly warmMs: number;
  /** The most one comparison may take, and the whole run; a budget leaves out whole comparisons, then cuts looks off the end. */
  readonly comparisonSeconds: number;
  readonly budgetSeconds: number;
  /** How many fixed questions have their answers compared. */
  readonly digestCalls: number;
  /** Smoke judges nothing: every verdict is `inconclusive`, reason `smoke`. */
  readonly judges: boolean;
  /** The stores that are measured unless optimisations are named: all, or those whose servers start within a second. */
  readonly stores: 'all' | readonly string[];
  /** The values of a sweep that are taken: all, or the first alone. */
  readonly sweepValues: 'all' | 'first';
}

const LEAST_WARM_MS: Readonly<Record<string, number>> = CONSTANTS.leastWarmMs;
/** How long either variant is warmed before it is judged. */
export const warmMsFor = (store: string, { judges, warmMs }: Pick<Profile, 'judges' | 'warmMs'>): number =>
  judges ? Math.max(warmMs, LEAST_WARM_MS[store] ?? 0) : warmMs;

const LOOKS = [6, 8, 12, 16, 24];
const FULL = {
  scale: 1,
  stores: 'all',
  sessionMs: 1_000,
  looks: LOOKS,
  warmMs: 1_000,
  digestCalls: 100,
  comparisonSeconds: 150,
  budgetSeconds: 5_400,
  judges: true,
  sweepValues: 'all',
} as const;

export const PROFILES = {
  smoke: {
    scale: 0.05,
    stores: 'all',
    sessionMs: 20,
    looks: [1],
    warmMs: 0,
    digestCalls: 20,
    comparisonSeconds: 5,
    budgetSeconds: 240,
    judges: false,
    sweepValues: 'first',
  },
  quick: {
    scale: 0.1,
    stores: ['postgres', 'redis'],
    sessionMs: 500,
    looks: LOOKS,
    warmMs: 300,
    digestCalls: 50,
    comparisonSeconds: 60,
    budgetSeconds: 185,
    judges: true,
    sweepValues: 'all',
  },
  full: FULL,
  nightly: FULL,
} as const satisfies Record<string, Omit<Profile, 'name'>>;
