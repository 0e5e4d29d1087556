/** What a run will do, computed before anything starts: comparisons, lanes, time, disk and memory. Pure. */
import type { AnyBench, AnyOptimization, AnyReading, AnyVariant, Counts, Given, Load, TableName } from '../define.ts';
import { fitsCache } from './cache.ts';
import { CONSTANTS, type Profile } from './constants.ts';
import { isOpen, isSweptByClients, type LoadStep, type LoadWish, loadOf, NO_WISH, stepsUnder } from './plan-load.ts';
import { controlSeconds, laneSecondsAt, ROWS_PER_SECOND, rowsOf, secondsOf } from './plan-seconds.ts';
import { plannedTier } from './plan-tier.ts';
import type { At } from './record.ts';
import type { Tier } from './rule.ts';

export interface PlannedComparison {
  readonly key: string;
  readonly id: string;
  readonly bench: string;
  readonly description: string;
  readonly role: 'gain' | 'price';
  readonly baseline: string;
  readonly candidate: string;
  readonly at: At;
  readonly shape: 'calls' | 'task' | 'open' | 'drill';
  /** How the two variants stand to each other while they are measured. */
  readonly tier: Tier;
  readonly writes: boolean;
  /** Each variant in a lane of its own, also where they are equal. */
  readonly own?: boolean;
  readonly clients: number;
  /** Of an open load; null where it is closed. */
  readonly perSecond: number | null;
  readonly metric: 'p50' | 'mean' | 'perSecond' | 'ms' | 'responseP99' | 'outageMs';
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly seconds: number;
}

/** One value of a sweep, or the only circumstances there are. */
export interface PlannedCircumstance {
  readonly at: At;
  readonly counts: Counts;
  readonly given: Given;
  readonly comparisons: readonly PlannedComparison[];
}
export interface PlannedOptimization {
  readonly id: string;
  readonly store: string;
  readonly optimization: AnyOptimization;
  readonly circumstances: readonly PlannedCircumstance[];
  readonly notes: readonly string[];
  /** What its price is measured by and this run leaves to longer ones, in the words of the benches. */
  readonly later?: readonly string[];
}
/** What is planned of the catalogue; `note`: what of it is not measured, where that was chosen for it. */
export interface Entry extends Pick<PlannedOptimization, 'id' | 'optimization' | 'later'> {
  readonly note?: string;
}
export interface Plan {
  /** The whole data set at this scale. */
  readonly counts: Counts;
  readonly optimizations: readonly PlannedOptimization[];
  readonly comparisons: number;
  readonly seconds: number;
  /** To have a store's data and its known answers, by store. */
  readonly storeSeconds: Readonly<Record<string, number>>;
  /** Comparisons that do not fit into the time. */
  readonly leftOut: readonly PlannedComparison[];
  readonly diskBytes: number;
  readonly memoryBytes: number;
  /** The largest set of lanes that stand at once in a server that caches pages: they must fit into its cache together. */
  readonly cachedBytes: number;
}

/** Bytes of a row with its primary key in PostgreSQL, as loaded; and of a key, document or node elsewhere. */
const ROW_BYTES: Counts = { users: 260, accounts: 130, sessions: 300, businesses: 170, transactions: 280, logs: 190 };
const KEY_BYTES = 450;
const BASE_MEMORY = 1.5 * 2 ** 30;

const isReading = (price: AnyBench | AnyReading): price is AnyReading => 'of' in price;
export const benchesOf = (of: Readonly<Record<string, AnyBench | AnyReading>>): [string, AnyBench][] =>
  Object.entries(of).flatMap(([name, bench]) => (isReading(bench) ? [] : [[name, bench]]));
export const readingsOf = (of: Readonly<Record<string, AnyBench | AnyReading>>): [string, AnyReading][] =>
  Object.entries(of).flatMap(([name, reading]) => (isReading(reading) ? [[name, reading]] : []));
export const variantsOf = (optimization: AnyOptimization): readonly AnyVariant[] => [
  optimization.baseline,
  ...optimization.candidates,
];

export interface PlanOptions {
  readonly profile: Profile;
  readonly counts: Counts;
  /** Of the machine. */
  readonly memoryBytes: number;
  /** The load that the command asks for, where it does. */
  readonly wish?: LoadWish;
}

export function planRun(entries: readonly Entry[], options: PlanOptions): Plan {
  const optimizations = entries.map(({ id, optimization, note, later }): PlannedOptimization => {
    const planned = planOptimization(id, optimization, options);
    const notes = note === undefined ? planned.notes : [...planned.notes, note];
    return { ...planned, notes, ...(later !== undefined && { later }) };
  });
  const comparisons = optimizations.flatMap(({ circumstances }) =>
    circumstances.flatMap((circumstance) => circumstance.comparisons),
  );
  const stores = [...new Set(optimizations.map(({ store }) => store))];
  const seeding = 5 + rowsOf(options.counts, Object.keys(options.counts) as TableName[]) / ROWS_PER_SECOND;
  const storeSeconds = Object.fromEntries(
    stores.map((store) => [store, seeding / stores.length + controlSeconds(store, options.profile)]),
  );
  const parts = [...Object.values(storeSeconds), ...optimizations.map(laneSeconds), ...comparisons.map(({ seconds }) => seconds)];
  return {
    counts: options.counts,
    optimizations,
    comparisons: comparisons.length,
    seconds: Math.round(parts.reduce((sum, seconds) => sum + seconds, 0)),
    ...{ storeSeconds, leftOut: [] },
    ...space(optimizations, options.counts),
  };
}

/** One optimisation, or a store's control. */
export function planOptimization(id: string, optimization: AnyOptimization, options: PlanOptions): PlannedOptimization {
  const { profile, counts, wish = NO_WISH } = options;
  const notes: string[] = [];
  const steps = optimization.sweep?.values.map((value) => ({
    value,
    given: merge(optimization.given, optimization.sweep?.given(value)),
  })) ?? [{ value: null, given: optimization.given ?? {} }];
  const fitting = steps.filter(({ value, given }) => {
    const short = shortOf(given, counts);
    if (short !== null)
      notes.push(
        `${value === null ? '' : `${optimization.sweep?.over} ${value} is left out: `}it needs ${short}; a larger --scale has it.`,
      );
    return short === null;
  });
  const taken = profile.sweepValues === 'first' ? fitting.slice(0, 1) : fitting;
  const over = optimization.sweep?.over ?? '';
  const own = taken.map(({ value, given }) => ({ at: value === null ? null : { over, value }, given }));
  const { steps: planSteps, note } = stepsUnder(optimization, own, wish);
  if (note !== null) notes.push(note);
  const circumstances = planSteps.map((load, index) => {
    const { at, given } = load;
    const here = { ...counts, ...given.rows };
    const fits = optimization.store !== 'postgres' || fitsCache(bytesAt(optimization, here), options.memoryBytes);
    const priced = index === planSteps.length - 1;
    return {
      at,
      counts: here,
      given,
      comparisons: comparisonsAt({ id, optimization, load, counts: here, priced, profile, wish, fits }),
    };
  });
  if (!profile.judges && hasOtherDrills(optimization))
    notes.push(`Where nothing is judged, its drills are held with “${optimization.candidates[0]?.name}” alone.`);
  const planned = { id, store: optimization.store, optimization, circumstances, notes };
  if (optimization.store === 'postgres' && !fitsCache(laneBytes(planned), options.memoryBytes)) notes.push(TOO_LARGE);
  return planned;
}

const merge = (outer: Given | undefined, inner: Given | undefined): Given => ({ ...outer, ...inner });

/** Which table this data set has too few rows of, in words; null when it has enough. */
function shortOf(given: Given, counts: Counts): string | null {
  const [table, rows] =
    Object.entries({ ...given.rows, ...given.needs }).find(([name, wanted]) => wanted > counts[name as TableName]) ?? [];
  return table === undefined ? null : `${rows} ${table}, and this scale has ${counts[table as TableName]}`;
}

interface Step {
  readonly id: string;
  readonly optimization: AnyOptimization;
  readonly load: LoadStep;
  readonly counts: Counts;
  readonly priced: boolean;
  readonly profile: Profile;
  readonly wish: LoadWish;
  readonly fits: boolean;
}

const hasOtherDrills = ({ gain, price, candidates }: AnyOptimization): boolean =>
  candidates.length > 1 && benchesOf({ ...gain, ...price }).some(([, { shape }]) => shape?.kind === 'drill');

/**
 * Gains first, then prices (at the sweep's last value alone): a price may write. So are gains that a sweep over clients leaves as they are.
 * Where nothing is judged, a drill is held with the first candidate alone: each takes seconds that nobody can hurry.
 */
function comparisonsAt(step: Step): readonly PlannedComparison[] {
  const { gain, price, candidates } = step.optimization;
  const rows = (of: Readonly<Record<string, AnyBench | AnyReading>>, role: 'gain' | 'price') =>
    benchesOf(of).flatMap(([name, bench]) =>
      candidates
        .filter((candidate) => role === 'gain' || !isIdle(step.optimization.baseline, candidate, name))
        .filter(() => step.priced || isMovedBy(step, bench))
        .filter((candidate) => step.profile.judges || bench.shape?.kind !== 'drill' || candidate === candidates[0])
        .map((candidate) => comparison(step, role, name, bench, candidate)),
    );
  return [...rows(gain, 'gain'), ...(step.priced ? rows(price, 'price') : [])];
}

/** Whether a candidate does for this bench what the baseline does: its state and its answer are the same, so there is no price to measure. */
function isIdle(baseline: AnyVariant, candidate: AnyVariant, bench: string): boolean {
  const state = ({ servers, client, apply }: AnyVariant) =>
    JSON.stringify([servers, client, typeof apply === 'function' ? String(apply) : apply]);
  const sameApply = typeof candidate.apply !== 'function' || candidate.apply === baseline.apply;
  return (
    sameApply &&
    candidate.beside === baseline.beside &&
    state(baseline) === state(candidate) &&
    candidate.answers?.[bench] === baseline.answers?.[bench]
  );
}

/** Whether this step measures the bench otherwise than the step before. */
const isMovedBy = ({ load }: Step, bench: AnyBench): boolean => load.clients === null || isSweptByClients(bench, load.given);

function comparison(step: Step, role: 'gain' | 'price', name: string, bench: AnyBench, candidate: AnyVariant): PlannedComparison {
  const { id, optimization, counts, profile, fits } = step;
  const { baseline, store } = optimization;
  const at = isMovedBy(step, bench) ? step.load.at : null;
  const load = loadOf(bench, role, step.load, step.wish);
  const shape = shapeOf(bench, load);
  const writes = bench.writes ?? false;
  const tier = plannedTier({ store, baseline, candidate, shape, writes, fits });
  const metric = metricOf(bench, shape, tier);
  const seconds = tier === 'ABBA' && shape === 'calls' ? secondsOf.coarse : secondsOf[shape];
  return {
    key: `${id}/${candidate.name}/${name}.${metric}${at === null ? '' : `@${at.over}=${at.value}`}`,
    id,
    bench: name,
    description: bench.description,
    role,
    baseline: baseline.name,
    candidate: candidate.name,
    ...{ at, shape, tier, writes },
    clients: load === null ? 1 : isOpen(load) ? CONSTANTS.open.clients : load.clients,
    perSecond: load !== null && isOpen(load) ? load.perSecond : null,
    metric,
    unit: metric === 'perSecond' ? 'calls/s' : tier === 'ABBA' ? 'ms' : 'ns',
    better: metric === 'perSecond' ? 'higher' : 'lower',
    seconds: seconds(optimization, counts, profile),
  };
}

function shapeOf({ shape }: AnyBench, load: Load | null): PlannedComparison['shape'] {
  if (shape?.kind === 'drill') return 'drill';
  if (load === null) return 'task';
  return isOpen(load) ? 'open' : 'calls';
}

/** Of bursts what a call takes is told, never a rate: the rate's direction would be the other one. */
function metricOf({ headline }: AnyBench, shape: PlannedComparison['shape'], tier: Tier): PlannedComparison['metric'] {
  if (shape === 'open') return 'responseP99';
  if (shape === 'drill') return 'outageMs';
  if (shape === 'task') return headline ?? 'ms';
  return tier === 'ABBA' && headline === 'perSecond' ? 'mean' : (headline ?? 'p50');
}

/** To make all its lanes. */
export const laneSeconds = ({ optimization, circumstances }: PlannedOptimization): number =>
  circumstances.reduce((sum, { counts }) => sum + laneSecondsAt(optimization, counts), 0) * variantsOf(optimization).length;

const TOO_LARGE =
  "The copies do not fit into a quarter of this machine's memory together: side by side they would push each other out, so the variants are measured one after the other (A B B A), which is coarser; a smaller --scale avoids it.";

/** The lanes of an optimisation that stand at once. */
function laneBytes({ optimization, circumstances }: PlannedOptimization): number {
  return Math.max(0, ...circumstances.map(({ counts }) => bytesAt(optimization, counts)));
}

const bytesAt = (optimization: AnyOptimization, counts: Counts): number =>
  variantsOf(optimization).length *
  optimization.copies.reduce(
    (sum, table) => sum + counts[table] * (optimization.store === 'postgres' ? ROW_BYTES[table] : KEY_BYTES),
    0,
  );

/** The template and the largest set of lanes that stand at once; stores run one after another. */
function space(
  optimizations: readonly PlannedOptimization[],
  counts: Counts,
): Pick<Plan, 'diskBytes' | 'memoryBytes' | 'cachedBytes'> {
  const largest = (kind: (store: string) => boolean) =>
    Math.max(0, ...optimizations.filter(({ store }) => kind(store)).map(laneBytes));
  const template = Object.entries(ROW_BYTES).reduce((sum, [table, bytes]) => sum + bytes * counts[table as TableName], 0);
  const cachedBytes = largest((store) => store === 'postgres');
  return {
    diskBytes: Math.round(2 * (template + cachedBytes) + 2 ** 30),
    memoryBytes: Math.round(BASE_MEMORY + 1.5 * cachedBytes + largest((store) => store !== 'postgres')),
    cachedBytes,
  };
}
