/** What the self-test plants and what it demands: known answers, how often each is tried, and how many misses break the bound. Pure. */
import type { StoreName } from '../define.ts';
import type { Comparison } from '../experiment/record.ts';
import type { Plant } from '../load/plant.ts';

/** A comparison through the whole engine. */
export interface PairedTrial {
  readonly kind: 'paired';
  readonly store: StoreName;
  readonly metric: 'p50' | 'mean';
  /** Both variants in one lane, so that what is planted is the whole truth; or each in a copy of its own. */
  readonly lanes: 'one' | 'copies';
  readonly baseline?: Plant;
  readonly candidate?: Plant;
  /** Sticks to every second lane that is made, whichever variant it serves: a bloated copy. */
  readonly everySecondLane?: Plant;
  readonly beside?: 'hogs' | 'checkpoint';
}
export type Trial =
  | PairedTrial
  | { readonly kind: 'wrong row'; readonly store: StoreName }
  | { readonly kind: 'crossed'; readonly store: StoreName }
  | { readonly kind: 'stall'; readonly store: StoreName }
  | { readonly kind: 'blocked'; readonly store: StoreName };

/** What the engine said of a trial. */
export interface Said extends Pick<Comparison, 'verdict' | 'reason' | 'sessions'> {
  readonly effect: { readonly ratio: number; readonly low: number; readonly high: number } | null;
  readonly seconds: number;
  /** Of a control: whether it noticed. */
  readonly state?: string;
  /** Failed calls that were counted. */
  readonly errors?: number;
  /** Milliseconds: p99 of an open load, and of a closed one beside it. */
  readonly openP99Ms?: number;
  readonly closedP99Ms?: number;
  /** That the closed load met the stall at all. */
  readonly closedMaxMs?: number;
  /** How late the generator was, p99. */
  readonly lagP99Ms?: number;
}

interface Times {
  readonly quick: number;
  readonly long: number;
}

export interface Row {
  readonly key: string;
  readonly planted: string;
  readonly demanded: string;
  readonly trials: Times;
  readonly mostMisses: Times;
  trial(index: number, depth: Depth): Trial;
  holds(said: Said): boolean;
  /** Of a miss, the share that the count bounds: "false alarms"; null where a bound says nothing. */
  readonly bounds: string | null;
}

/** MongoDB's stand-in takes a millisecond a call and needs more sessions: it gets one trial in five. */
const STORES = ['postgres', 'redis', 'postgres', 'redis', 'mongodb'] as const satisfies readonly StoreName[];
const inTurn = (index: number): StoreName => STORES[index % STORES.length] ?? 'postgres';
/** Ten minutes have no room for it, but where nothing is planted: there it has the last trial of each fifteen. */
const twoInTurn = (index: number): StoreName => (index % 2 === 0 ? 'postgres' : 'redis');
const storeOf = (index: number, depth: Depth): StoreName => (depth === 'quick' ? twoInTurn(index) : inTurn(index));

const called = ({ verdict }: Said): boolean => verdict === 'better' || verdict === 'worse' || verdict === 'invalid';
const quiet = (said: Said): boolean => !called(said);
const slower = ({ verdict }: Said): boolean => verdict === 'worse';
const covers = (truth: number, { effect }: Said): boolean => effect !== null && effect.low <= truth && truth <= effect.high;

/** Planted shares are tried in one lane: a copy's own bias would be part of the truth. */
const slowed = (store: StoreName, share: number): PairedTrial => ({
  ...{ kind: 'paired', store, metric: 'p50', lanes: 'one' },
  ...{ baseline: {}, candidate: { share } },
});
const sized = (key: string, planted: string, truth: number, plants: Pick<PairedTrial, 'baseline' | 'candidate'>): Row => ({
  ...{ key, planted, demanded: 'right sign, and the interval covers it in 95 %' },
  ...{ trials: { quick: 3, long: 20 }, mostMisses: { quick: 0, long: 1 }, bounds: 'misses' },
  trial: (index, depth) => ({ kind: 'paired', store: storeOf(index, depth), metric: 'p50', lanes: 'one', ...plants }),
  holds: (said) => said.verdict === (truth > 1 ? 'worse' : 'better') && covers(truth, said),
});
const equal = (key: string, planted: string, of: (store: StoreName) => Partial<PairedTrial>): Row => ({
  ...{ key, planted, demanded: 'no verdict that is false' },
  ...{ trials: { quick: 3, long: 20 }, mostMisses: { quick: 0, long: 0 }, bounds: 'false alarms' },
  trial: (index, depth) => {
    const store = storeOf(index, depth);
    return { kind: 'paired', store, metric: 'p50', lanes: 'one', ...of(store) };
  },
  holds: quiet,
});

/** The row of equal variants. */
export const NOTHING = 'nothing';

const SIZES: readonly Row[] = [
  {
    ...{ key: NOTHING, planted: 'nothing (A/A)', demanded: 'told apart in at most 1 %' },
    ...{ trials: { quick: 30, long: 400 }, mostMisses: { quick: 0, long: 1 }, bounds: 'false alarms' },
    // Half of them in one lane, and half between two copies, as most comparisons are; half by the median, half by the mean.
    trial: (index, depth) => ({
      ...{ kind: 'paired', store: depth === 'quick' && index % 15 === 14 ? 'mongodb' : storeOf(index, depth) },
      ...{ metric: Math.floor(index / 5) % 2 === 0 ? 'p50' : 'mean', lanes: Math.floor(index / 10) % 2 === 0 ? 'one' : 'copies' },
    }),
    holds: quiet,
  },
  {
    ...{ key: '+5 %', planted: '+5 % of each call', demanded: '`worse` in 95 %, within 30 s each' },
    ...{ trials: { quick: 15, long: 100 }, mostMisses: { quick: 2, long: 7 }, bounds: 'misses' },
    trial: (index, depth) => slowed(storeOf(index, depth), 0.05),
    holds: slower,
  },
  {
    ...{ key: '+10 %', planted: '+10 % of each call', demanded: '`worse` in 99 %' },
    ...{ trials: { quick: 15, long: 100 }, mostMisses: { quick: 0, long: 2 }, bounds: 'misses' },
    trial: (index, depth) => slowed(storeOf(index, depth), 0.1),
    holds: slower,
  },
  {
    ...{ key: '+4 %', planted: '+4 % of each call', demanded: '`same` in at most 5 %' },
    ...{ trials: { quick: 15, long: 100 }, mostMisses: { quick: 2, long: 8 }, bounds: 'a false `same`' },
    trial: (index, depth) => slowed(storeOf(index, depth), 0.04),
    holds: ({ verdict }) => verdict !== 'same' && verdict !== 'better' && verdict !== 'invalid',
  },
  sized('-20 %', '−20 %: the other side takes 25 % more', 0.8, { baseline: { share: 0.25 }, candidate: {} }),
  sized('x2', 'twice the time (measured times are multiplied)', 2, { baseline: {}, candidate: { times: 2 } }),
  sized('x100', 'a hundred times (measured times are multiplied)', 100, { baseline: {}, candidate: { times: 100 } }),
];

const BIASES: readonly Row[] = [
  {
    ...equal('bloated copy', 'nothing, but every second copy is 1.5 % slower', () => ({
      ...{ lanes: 'copies', everySecondLane: { share: 0.015 } },
    })),
    demanded: 'never `better` or `worse`',
  },
  {
    ...equal('hogs', '+5 % beside two processes that use all they get', (store) => ({
      ...slowed(store, 0.05),
      beside: 'hogs',
    })),
    ...{ demanded: 'right or `inconclusive`, never wrong', bounds: 'wrong verdicts' },
    holds: ({ verdict }) => verdict === 'worse' || verdict === 'inconclusive',
  },
  equal('two modes', 'nothing, but every second call takes twice the time', () => ({
    baseline: { secondMode: 1 },
    candidate: { secondMode: 1 },
  })),
  equal('drift', 'nothing, but both slow down by 3 % a minute', () => ({
    baseline: { sharePerMinute: 0.03 },
    candidate: { sharePerMinute: 0.03 },
  })),
  equal('checkpoint', 'nothing, but a checkpoint in the middle', () => ({ store: 'postgres', beside: 'checkpoint' })),
];

/** Each of these must be noticed every time. */
const always = (row: Pick<Row, 'key' | 'planted' | 'demanded' | 'trial' | 'holds'>, trials: Times): Row => ({
  ...{ ...row, trials, mostMisses: { quick: 0, long: 0 }, bounds: null },
});

/** The stall of half a second in five seconds of 500 calls a second: 500 ms · (1 − 0.01 ÷ 0.1), and how far it may be off. */
const STALL_MS = { p99: 450, off: 60, closed: 10, met: 400 } as const;

const FAULTS: readonly Row[] = [
  always(
    {
      ...{ key: 'wrong row', planted: 'one row anywhere in one copy differs', demanded: '`invalid`, always' },
      trial: () => ({ kind: 'wrong row', store: 'postgres' }),
      holds: ({ verdict }) => verdict === 'invalid',
    },
    { quick: 3, long: 20 },
  ),
  always(
    {
      ...{ key: 'errors', planted: '2 % of one side’s calls fail', demanded: '`invalid`, and the errors are shown, always' },
      trial: (index, depth) => ({ ...slowed(storeOf(index, depth), 0), candidate: { fails: 0.02 } }),
      holds: ({ verdict, errors = 0, reason }) => verdict === 'invalid' && errors > 0 && (reason ?? '').includes('planted'),
    },
    { quick: 3, long: 20 },
  ),
  always(
    {
      ...{ key: 'one lane', planted: 'both sides are led to one lane', demanded: 'the positive control says so, always' },
      trial: (index) => ({ kind: 'crossed', store: inTurn(index) }),
      holds: ({ state }) => state === 'one lane',
    },
    { quick: 3, long: 5 },
  ),
  always(
    {
      ...{ key: 'stall', planted: 'the server stalls for 500 ms in 5 s, 500 calls a second' },
      demanded: 'p99 of 450 ± 60 ms, a closed loop’s below 10 ms beside it',
      trial: () => ({ kind: 'stall', store: 'redis' }),
      holds: ({ openP99Ms = 0, closedP99Ms = Number.POSITIVE_INFINITY, closedMaxMs = 0 }) =>
        Math.abs(openP99Ms - STALL_MS.p99) <= STALL_MS.off && closedP99Ms < STALL_MS.closed && closedMaxMs > STALL_MS.met,
    },
    { quick: 1, long: 3 },
  ),
  always(
    {
      ...{
        key: 'blocked',
        planted: 'the generator’s event loop is blocked for 300 ms',
        demanded: '`invalid` (generator), always',
      },
      trial: () => ({ kind: 'blocked', store: 'redis' }),
      // A busy machine makes a generator late by milliseconds; this is what was planted.
      holds: ({ verdict, reason, lagP99Ms = 0 }) =>
        verdict === 'invalid' && (reason ?? '').startsWith('generator') && lagP99Ms > 100,
    },
    { quick: 1, long: 3 },
  ),
];

export const ROWS: readonly Row[] = [...SIZES, ...BIASES, ...FAULTS];
export type Depth = keyof Times;

export interface Planned {
  readonly row: Row;
  readonly index: number;
}

/** Every trial, the rows' spread evenly over the whole: whenever it is cut off, each row has had its share. */
export function trialsOf(depth: Depth, rows: readonly Row[] = ROWS): readonly Planned[] {
  const all = rows.flatMap((row) =>
    Array.from({ length: row.trials[depth] }, (_, index) => ({ row, index, at: (index + 0.5) / row.trials[depth] })),
  );
  return all.sort((one, other) => one.at - other.at).map(({ row, index }) => ({ row, index }));
}
