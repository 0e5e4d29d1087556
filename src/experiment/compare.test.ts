import { expect, test } from 'vitest';
import type { Counts } from '../define.ts';
import { type Limits, measurer, type OpenSideFor } from '../load/measurer.ts';
import type { Rule } from '../stats/look.ts';
import { type FakeClock, fakeClock } from '../testing/fake-clock.ts';
import { type MemoryStore, memoryStore } from '../testing/memory-store.ts';
import { type CompareOptions, compareCalls } from './compare.ts';

const counts: Counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const limits: Limits = {
  opsPerSlice: 20,
  leastOpsPerSlice: 3,
  slicePairMs: 200,
  leastBlocks: 5,
  mostSessionMs: 2_000,
  rewarmMs: 0,
};
const rule: Rule = { looks: [6, 8, 12], alpha: 0.01, equivalenceAlpha: 0.05, margin: 0.01, equivalence: 0.03, better: 'lower' };

interface Behaviour {
  readonly ns: (call: number) => number;
  readonly answer?: (question: unknown) => unknown;
  readonly leaves?: string;
}

const sideOf =
  (store: MemoryStore, leaves: string | null): OpenSideFor =>
  async () => {
    const connection = await store.connect();
    return {
      call: (question) => connection.run(question),
      canonical: (answer) => JSON.stringify(answer),
      counters: {},
      leaves: async () => leaves,
      close: () => connection.close(),
    };
  };

/** Two stores in memory on one clock, and a measurer over them. */
function subject(baseline: Behaviour, candidate: Behaviour) {
  const clock: FakeClock = fakeClock();
  const storeOf = ({ ns, answer }: Behaviour) =>
    memoryStore({ clock, counts, ns: ({ call }) => ns(call), answer: ({ statement }) => answer?.(statement) ?? [] });
  const stores = [storeOf(baseline), storeOf(candidate)] as const;
  let flips = 0;
  const subjectMeasurer = measurer({
    baseline: sideOf(stores[0], baseline.leaves ?? null),
    candidate: sideOf(stores[1], candidate.leaves ?? null),
    clients: 1,
    askFixed: (ordinal) => ordinal,
    ask: (ordinal) => ordinal,
    coin: () => flips++ % 2 === 0,
    clock,
    limits,
  });
  return { measurer: subjectMeasurer, stores, clock };
}

/** A connection's first call takes 1,000 ns; the others one time or the other, by session, because each session connects anew. */
function everyOtherSession(even: number, odd: number): (call: number) => number {
  let session = 0;
  return (call) => {
    if (call === 0) session += 1;
    if (call === 0) return 1_000;
    return session % 2 === 0 ? even : odd;
  };
}

const options = (overrides: Partial<CompareOptions> = {}): CompareOptions => ({
  metric: 'p50',
  rule,
  sessionMs: 1,
  judges: true,
  growth: {},
  clients: 1,
  warm: null,
  readMachine: async () => null,
  secondsLeft: () => 60,
  onSession: () => undefined,
  signal: new AbortController().signal,
  ...overrides,
});

/** Twice the time, to the seven decimals of its logarithm that are kept. */
const TWICE = Math.exp(Math.round(Math.LN2 * 1e7) / 1e7);

test('a candidate that takes twice as long is worse by exactly 2 after the first look', async () => {
  const { measurer } = subject({ ns: () => 1_000 }, { ns: () => 2_000 });
  const outcome = await compareCalls(measurer, options());
  expect(outcome).toMatchObject({ verdict: 'worse', sessions: 6, reason: null });
  expect(outcome.effect?.ratio).toBeCloseTo(TWICE, 12);
  expect(outcome.effect?.low).toBeCloseTo(TWICE, 12);
  expect(outcome.evidence.baseline).toMatchObject({ errors: 0, p50Ns: 1_000 });
});

test('where higher is better, the same candidate halves the rate and is worse too', async () => {
  const { measurer } = subject({ ns: () => 1_000 }, { ns: () => 2_000 });
  const outcome = await compareCalls(measurer, options({ metric: 'perSecond', rule: { ...rule, better: 'higher' } }));
  expect(outcome.verdict).toBe('worse');
  expect(outcome.effect?.ratio).toBeCloseTo(1 / TWICE, 12);
});

test('a session holds as many blocks as its time allows, 20 calls of either side in each', async () => {
  const { measurer, stores } = subject({ ns: () => 1_000 }, { ns: () => 1_000 });
  const report = await measurer.session(1);
  // 40 µs a block: 25 blocks reach one millisecond.
  expect(report.orders).toHaveLength(25);
  expect(stores.map((store) => store.log.length)).toEqual([500, 500]);
  expect(stores[0].log).toEqual(stores[1].log);
});

test('slow calls shrink a slice to three, and five blocks are measured all the same', async () => {
  const { measurer } = subject({ ns: () => 50e6 }, { ns: () => 50e6 });
  await measurer.warm({ leastMs: 1, mostMs: 1, sliceMs: 1 });
  const report = await measurer.session(1);
  expect(report.orders).toHaveLength(5);
  expect((await measurer.finish()).opsPerSlice).toBe(3);
});

test('the same speed is shown to be the same', async () => {
  const jitter = (call: number) => 1_000 + (call % 7);
  const { measurer } = subject({ ns: jitter }, { ns: jitter });
  expect(await compareCalls(measurer, options())).toMatchObject({ verdict: 'same', sessions: 6 });
});

test('noise that no look can decide is inconclusive, and says how many sessions would', async () => {
  const { measurer } = subject({ ns: () => 1_000 }, { ns: everyOtherSession(1_300, 900) });
  const outcome = await compareCalls(measurer, options());
  expect(outcome).toMatchObject({ verdict: 'inconclusive', reason: 'noise', sessions: 12 });
  expect(outcome.sessionsNeeded).toBeGreaterThan(12);
});

test('the budget cuts looks off the end, never the first', async () => {
  const { measurer } = subject({ ns: () => 1_000 }, { ns: everyOtherSession(1_300, 900) });
  expect(await compareCalls(measurer, options({ secondsLeft: () => 0 }))).toMatchObject({
    verdict: 'inconclusive',
    reason: 'budget',
    sessions: 6,
  });
});

test('answers are compared before any speed, and the first difference is told', async () => {
  const { measurer } = subject({ ns: () => 1, answer: (q) => [q] }, { ns: () => 1, answer: (q) => (q === 3 ? ['other'] : [q]) });
  const report = await measurer.digest(10);
  expect(report.equal).toBe(false);
  expect(report.difference).toBe('question 3 3: baseline [3], candidate ["other"]');
});

test('the digest pass asks the same questions whatever the run seed', async () => {
  const { measurer, stores } = subject({ ns: () => 1 }, { ns: () => 1 });
  await measurer.digest(5);
  expect(stores[0].log).toEqual([0, 1, 2, 3, 4]);
});

test('a timed call with another number of rows makes the comparison invalid', async () => {
  const { measurer } = subject({ ns: () => 1_000, answer: () => [1, 2] }, { ns: () => 500, answer: () => [1] });
  const outcome = await compareCalls(measurer, options());
  expect(outcome).toMatchObject({ verdict: 'invalid', effect: null });
  expect(outcome.reason).toMatch(/number of rows/);
});

test('different data left behind make it invalid, however fast', async () => {
  const { measurer } = subject({ ns: () => 1_000, leaves: '100 rows' }, { ns: () => 500, leaves: '99 rows' });
  expect(await compareCalls(measurer, options())).toMatchObject({ verdict: 'invalid', effect: null });
});

test('failing calls are counted, and too many of them make it invalid', async () => {
  const failing = (q: unknown) => {
    if (Number(q) % 10 === 0) throw new Error('deadlock detected');
    return [];
  };
  const { measurer } = subject({ ns: () => 1_000, answer: failing }, { ns: () => 1_000 });
  const outcome = await compareCalls(measurer, options());
  expect(outcome).toMatchObject({ verdict: 'invalid' });
  expect(outcome.reason).toMatch(/of the baseline failed: deadlock detected/);
});

test('a call that fails while warming is counted like any other', async () => {
  const { measurer } = subject(
    { ns: () => 1_000 },
    {
      ns: () => 1_000,
      answer: (q) => {
        if (Number(q) === 1_000_003) throw new Error('no partition of relation found for row');
        return [];
      },
    },
  );
  await measurer.warm({ leastMs: 1, mostMs: 1, sliceMs: 1 });
  expect((await measurer.finish()).candidate).toMatchObject({ errors: 1, errorSample: 'no partition of relation found for row' });
});

test('smoke judges nothing', async () => {
  const { measurer } = subject({ ns: () => 1_000 }, { ns: () => 9_000 });
  const outcome = await compareCalls(measurer, options({ judges: false, rule: { ...rule, looks: [1] } }));
  expect(outcome).toMatchObject({ verdict: 'inconclusive', reason: 'smoke', effect: null, sessions: 1 });
});

test('every connection is closed, also after a session in which a side could not be opened', async () => {
  const { measurer, stores } = subject({ ns: () => 1_000 }, { ns: () => 1_000 });
  await compareCalls(measurer, options());
  expect(stores.map((store) => store.open())).toEqual([0, 0]);
});

test('an abort ends the comparison between two sessions', async () => {
  const controller = new AbortController();
  const { measurer } = subject({ ns: () => 1_000 }, { ns: () => 1_000 });
  const comparing = compareCalls(
    measurer,
    options({ signal: controller.signal, onSession: () => controller.abort(new Error('interrupted')) }),
  );
  await expect(comparing).rejects.toThrow('interrupted');
});
