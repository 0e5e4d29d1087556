/** Every constant of the comparison engine in one place; the whole object goes into the record. */
import type { WarmRequest } from '../load/warm.ts';

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
  /** Of any false alarm among all claims of a run. */
  familyAlpha: 0.05,
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
  /** Of an operation's time: what the harness itself may take, and by how much that may differ between the sides. */
  harness: { mostShare: 0.05, mostShift: 0.005 },
  /** An effect between copies that is smaller is called only when it stays with the copies exchanged. */
  exchangeBelow: 0.05,
  /** Without pinned processors margins are so many times wider; noise is no reason to call more the same. */
  unpinnedFactor: 3,
  /** Of calls whose lanes cannot stand at once: how long each variant is measured by itself before the other takes over. */
  burstMs: 3_000,
  taskMargin: 0.03,
  taskEquivalence: 0.15,
  taskLooks: [3, 5, 8],
  /** Of the sessions, at most this share may be discarded. */
  mostDiscarded: 0.2,
  /** More errors than this in either variant and no latency is believed. */
  mostErrors: 0.01,
  /** Shares of the cores' time that others use from which on the machine is amber, and red. */
  foreign: { amber: 0.05, red: 0.3 },
  /** The worst of these on which two variants may be told the same: waiting for others is equal on both sides and hides what differs. */
  sameUnder: 'amber',
  /** The most that a control may take, and more where comparisons have more: a store on a Java machine warms for half of it. */
  controlSeconds: 20,
  controlShare: 0.4,
  rewarmMs: 150,
  open: {
    timeoutMs: 5_000,
    /** More calls under way than this are dropped and counted. */
    mostInFlight: 10_000,
    /** Connections are opened for so many calls at once; the rest queue in the driver, as they do in an application. */
    clients: 16,
    /** The generator's own faults, beyond which its figures are not believed: p99 of its lag, also as a share of the response's, and its rate. */
    mostLagP99Ms: 2,
    mostLagShare: 0.1,
    mostRateOff: 0.01,
  },
  /** How finely a drill's timeline is told. */
  drill: { stepMs: 100 },
  /** Warm-up ends when levels stand still, and at so many times its least at the latest; a server on a Java machine compiles itself while it works. */
  mostWarm: 10,
  mostWarmJava: 3,
  warmSlices: 20,
  /** The least warm-up of servers on a Java machine, in times of the others'. */
  javaWarm: { neo4j: 20, kafka: 10 },
  /** The same once the store's known answers were measured: its machine has compiled what all calls go through, and a new query is little more. */
  javaWarmAgain: 4,
  /** Of an effect that stands although no steady state was reached: so far from 1 at the least. */
  unsteadyMargin: 0.25,
  /** An effect that goes along with the position of its session (Spearman), seen over so many sessions, is drift. */
  mostDrift: 0.7,
  leastDriftSessions: 8,
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
  /** Of an open load: how long each window is, and how many there are, half of them each variant's. */
  readonly openWindowMs: number;
  readonly openWindows: number;
  /** How often a drill is held with each variant. */
  readonly drillRepeats: number;
  /** How many fixed questions have their answers compared. */
  readonly digestCalls: number;
  /** Smoke judges nothing: every verdict is `inconclusive`, reason `smoke`. */
  readonly judges: boolean;
  /** The stores that are measured unless optimisations are named: all, or some. */
  readonly stores: 'all' | readonly string[];
  /** The optimisations of them: all, or the strongest of each folder. */
  readonly optimizations: 'all' | 'showcase';
  /** The values of a sweep that are taken: all, or the first alone. */
  readonly sweepValues: 'all' | 'first';
  /** Planted work keeps `same` from being said where a difference would not be found: measured in each store, or where that is about to be said. */
  readonly plantedWork: 'each store' | 'for same';
}

const JAVA_WARM: Readonly<Record<string, number | undefined>> = CONSTANTS.javaWarm;

/** How long the variants are warmed before they are judged; null where nothing is judged. */
export function warmFor(
  store: string,
  { judges, warmMs }: Pick<Profile, 'judges' | 'warmMs'>,
  isWarm = false,
): WarmRequest | null {
  if (!judges || warmMs === 0) return null;
  const java = JAVA_WARM[store];
  const leastMs = warmMs * (java === undefined ? 1 : isWarm ? CONSTANTS.javaWarmAgain : java);
  const mostMs = warmMs * (java ?? 1) * (java === undefined ? CONSTANTS.mostWarm : CONSTANTS.mostWarmJava);
  return { leastMs, mostMs, sliceMs: leastMs / CONSTANTS.warmSlices };
}

const LOOKS = [6, 8, 12, 16, 24];
const FULL = {
  scale: 1,
  stores: 'all',
  optimizations: 'all',
  sessionMs: 1_000,
  looks: LOOKS,
  warmMs: 1_000,
  openWindowMs: 5_000,
  openWindows: 8,
  drillRepeats: 5,
  digestCalls: 100,
  comparisonSeconds: 150,
  budgetSeconds: 5_400,
  judges: true,
  sweepValues: 'all',
  plantedWork: 'each store',
} as const;

export const PROFILES = {
  smoke: {
    scale: 0.05,
    stores: 'all',
    optimizations: 'all',
    sessionMs: 20,
    looks: [1],
    warmMs: 0,
    openWindowMs: 300,
    openWindows: 2,
    drillRepeats: 1,
    digestCalls: 20,
    comparisonSeconds: 5,
    budgetSeconds: 420,
    judges: false,
    sweepValues: 'first',
    plantedWork: 'each store',
  },
  quick: {
    scale: 0.1,
    stores: 'all',
    optimizations: 'showcase',
    sessionMs: 300,
    looks: [6, 8, 12],
    warmMs: 200,
    openWindowMs: 2_000,
    openWindows: 4,
    drillRepeats: 2,
    digestCalls: 50,
    comparisonSeconds: 60,
    budgetSeconds: 240,
    judges: true,
    sweepValues: 'all',
    plantedWork: 'for same',
  },
  full: FULL,
  nightly: FULL,
} as const satisfies Record<string, Omit<Profile, 'name'>>;
