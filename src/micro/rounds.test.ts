import { expect, test } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { figuresOf } from './figures.ts';
import { type Opened, orderOf, type RoundsOptions, sampleRounds } from './rounds.ts';

const MS = 1e6;
/** Of a millisecond: eight of them are exactly one. */
const EIGHTH = 0.125 * MS;

/** Benches on one clock that only they move: each call takes what it is told to take. */
function subject(options: Partial<RoundsOptions> = {}) {
  const clock = fakeClock();
  const calls: string[] = [];
  const bench = (name: string, ns: (call: number) => number, more: Partial<Opened> = {}): Opened => {
    let call = 0;
    return {
      ...{ name, unit: 'calls', per: 1 },
      call: () => {
        calls.push(name);
        clock.advance(ns(call++));
      },
      ...more,
    };
  };
  const sample = (benches: readonly Opened[]) =>
    sampleRounds(benches, { rounds: 6, roundMs: 1, seed: 1, clock, signal: new AbortController().signal, ...options });
  return { clock, calls, bench, sample };
}

test('a call of 125 µs is sampled eight times in a millisecond, in every round but the one that warms', async () => {
  const { bench, sample, calls } = subject();
  const [one] = await sample([bench('one', () => EIGHTH)]);
  expect(one?.rounds.map(({ samplesNs }) => samplesNs.length)).toEqual([8, 8, 8, 8, 8, 8]);
  expect(calls).toHaveLength(56);
  expect(one?.rounds[0]?.samplesNs[0]).toBeCloseTo(EIGHTH, 3);
});

test('a call longer than its round is sampled five times all the same', async () => {
  const { bench, sample } = subject();
  const [one] = await sample([bench('one', () => 10 * MS)]);
  expect(one?.rounds.map(({ samplesNs }) => samplesNs.length)).toEqual([5, 5, 5, 5, 5, 5]);
});

test('benches take turns, round by round, in an order that the seed draws', async () => {
  const ordersOf = async (seed: number) => {
    const { bench, sample, calls } = subject({ seed });
    await sample(['a', 'b', 'c'].map((name) => bench(name, () => 1 * MS)));
    // Each round, five calls of each.
    return Array.from({ length: 7 }, (_, round) => [0, 5, 10].map((at) => calls[15 * round + at]).join(''));
  };
  const orders = await ordersOf(1);
  for (const order of orders) expect([...order].sort().join('')).toBe('abc');
  expect(new Set(orders).size).toBeGreaterThan(2);
  expect(await ordersOf(1)).toEqual(orders);
  expect(await ordersOf(2)).not.toEqual(orders);
});

test('the order of a round is the same whenever it is asked for', () => {
  expect(orderOf([1, 2, 3, 4, 5], 7, 3)).toEqual(orderOf([1, 2, 3, 4, 5], 7, 3));
});

test('a call that fails is counted, and the others keep their samples', async () => {
  const { bench, sample } = subject();
  const failing = bench('failing', (call) => {
    if (call % 3 === 0) throw new Error(`no ${call}`);
    return EIGHTH;
  });
  const [one, other] = await sample([failing, bench('other', () => EIGHTH)]);
  const figures = one && figuresOf(one);
  expect(figures?.errors).toBeGreaterThan(20);
  expect(figures?.errorSample).toMatch(/^no \d/);
  expect(one?.rounds.every(({ samplesNs }) => samplesNs.length > 5 && (samplesNs[0] ?? 0) > 0)).toBe(true);
  expect(figures?.p50Ns).toBeCloseTo(EIGHTH, 3);
  expect(other && figuresOf(other)).toMatchObject({ errors: 0, samples: 48 });
});

test('a call that always fails ends its round after a hundred, and has no figure', async () => {
  const { bench, sample } = subject({ rounds: 1 });
  const [one] = await sample([
    bench('failing', () => {
      throw new Error('never');
    }),
  ]);
  expect(one && figuresOf(one)).toMatchObject({ errors: 100, samples: 0, p50Ns: null, perSecond: null, errorSample: 'never' });
});

test('an awaited call is timed until its promise is kept, and one that is broken is an error', async () => {
  const { bench, clock, sample } = subject({ rounds: 1 });
  const later = (work: () => void): Opened => ({
    ...bench('later', () => 0),
    awaited: true,
    call: () => Promise.resolve().then(work),
  });
  const [kept] = await sample([later(() => clock.advance(0.2 * MS))]);
  expect(kept && figuresOf(kept).p50Ns).toBeCloseTo(0.2 * MS, 3);
  const [broken] = await sample([later(() => Promise.reject(new Error('late')))]);
  expect(broken && figuresOf(broken)).toMatchObject({ samples: 0, errorSample: 'late' });
});

test('an abort ends it before the next bench begins', async () => {
  const ended = new AbortController();
  const { bench, sample, calls } = subject({ signal: ended.signal });
  const abort = () => {
    ended.abort(new Error('enough'));
    return 1 * MS;
  };
  await expect(sample([bench('a', abort), bench('b', abort)])).rejects.toThrow('enough');
  expect(new Set(calls).size).toBe(1);
});

test('figures are for one unit: the median of the rounds, its interval, how far they lie apart', async () => {
  const { bench, sample } = subject();
  let round = 0;
  // The n-th round takes n · 100 µs a call of ten: five samples a round, and the first round warms.
  const slower = bench('slower', (call) => {
    if (call % 5 === 0) round += 1;
    return (round - 1) * MS;
  });
  const [one] = await sample([{ ...slower, per: 10 }]);
  const figures = one && figuresOf(one);
  expect(figures?.p50Ns).toBeCloseTo(0.35 * MS, 3);
  expect(figures?.perSecond).toBeCloseTo(1e9 / (0.35 * MS), 3);
  expect(figures?.interval?.low).toBeCloseTo(0.1 * MS, 3);
  expect(figures?.interval?.high).toBeCloseTo(0.6 * MS, 3);
  expect(figures?.spread).toBeCloseTo(0.5 / 0.35, 6);
});

test('the rate is that of the median call: one call of 50 ms among a hundred of 1 ms leaves it at a thousand a second', () => {
  const samplesNs = Float64Array.from({ length: 101 }, (_, i) => (i < 100 ? 1 * MS : 50 * MS));
  expect(figuresOf({ name: 'a', unit: 'calls', per: 1, rounds: [{ samplesNs, errors: 0 }], errorSample: null }).perSecond).toBe(
    1_000,
  );
});

test('a 99th percentile needs a thousand samples, of one unit each', () => {
  const round = { samplesNs: Float64Array.from({ length: 500 }, (_, i) => i + 1), errors: 0 };
  const p99 = (rounds: number, per: number) =>
    figuresOf({ name: 'a', unit: 'calls', per, rounds: new Array(rounds).fill(round), errorSample: null }).p99Ns;
  expect([p99(1, 1), p99(2, 1), p99(2, 10)]).toEqual([null, 495, null]);
});
