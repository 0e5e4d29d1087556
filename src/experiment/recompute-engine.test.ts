// Whatever the engine meets, its record must give its verdict again.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FinishReport, Measurer, SessionReport } from '../load/measurer.ts';
import { hodgesLehmann } from '../stats/hodges-lehmann.ts';
import { comparisonOf, RULE } from '../testing/judged-comparisons.ts';
import { othersUse } from '../testing/machine-looks.ts';
import { compareCalls } from './compare.ts';
import { CONSTANTS } from './constants.ts';
import { agreed, needsExchange } from './exchange.ts';
import { recompute } from './recompute.ts';
import { countedEffects } from './replay.ts';
import { compareTasks } from './task.ts';

const constants = { ...CONSTANTS, profile: { judges: true } };
const shared = comparisonOf([0, 0]);
const signal = new AbortController().signal;

const spread = fc.constantFrom<number>(0.001, 0.02, 0.3);
const sessions = fc.record({
  centre: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
  spread,
  waves: fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 30, maxLength: 30 }),
  discarded: fc.array(fc.integer({ min: 0, max: 24 }), { maxLength: 3 }),
  wrongAt: fc.integer({ min: 0, max: 120 }),
  errors: fc.constantFrom(0, 0, 0, 0, 3, 30),
  leavesEqual: fc.constantFrom(true, true, true, true, true, false),
  budget: fc.integer({ min: 4, max: 40 }),
  judges: fc.constantFrom(true, true, true, true, true, true, false),
});
type Sessions = typeof sessions extends fc.Arbitrary<infer T> ? T : never;

function measurerOf({ centre, spread, waves, discarded, wrongAt, errors, leavesEqual }: Sessions): Measurer {
  let session = -1;
  const arm = { calls: 1_000, errors, errorSample: 'e', meanNs: 1, p50Ns: 1, p90Ns: 1, p99Ns: 1, p999Ns: 1, maxNs: 1 };
  const side = { ...arm, perSecond: 1, histogram: '', errorClasses: [], intervals: {} };
  const finish: FinishReport = {
    opsPerSlice: 20,
    baseline: side,
    candidate: side,
    leaves: { baseline: 'l', candidate: leavesEqual ? 'l' : 'm', equal: leavesEqual, difference: leavesEqual ? null : 'l, m' },
  };
  return {
    digest: () => Promise.reject(new Error('not asked for')),
    warm: () => Promise.reject(new Error('not asked for')),
    finish: () => Promise.resolve(finish),
    async session(): Promise<SessionReport> {
      session += 1;
      const wave = (i: number) => spread * (waves[i % waves.length] ?? 0);
      const blocks = waves.map((_, i) => centre + wave(session) + wave(i * 7 + session * 11));
      const p50 = hodgesLehmann(blocks);
      const wrong = session === wrongAt;
      const lost = wrong || discarded.includes(session);
      return {
        ...{ orders: 'B'.repeat(blocks.length), measuredNs: 1, differing: 0, growth: {}, wrong },
        blocks: { p50: blocks, mean: blocks, perSecond: blocks },
        levels: { baseline: { meanNs: 1, perSecond: 1 }, candidate: { meanNs: 1, perSecond: 1 } },
        metrics: { p50, mean: p50 / 2, perSecond: -p50, p90: session % 5 === 4 ? null : p50, p99: null },
        discarded: lost ? `reason ${session}` : null,
      };
    },
  };
}

type Drawn = Parameters<typeof measurerOf>[0] & { readonly judges: boolean; readonly budget: number };

async function measuredAs(drawn: Drawn, judges: boolean) {
  let asked = 0;
  return await compareCalls(measurerOf(drawn), {
    ...{ metric: 'p50', rule: RULE, sessionMs: 1, judges, growth: {}, clients: 1, signal, warm: null },
    readMachine: async () => null,
    secondsLeft: () => drawn.budget - ++asked,
    onSession: () => undefined,
  });
}
const leftBy = (leaves: Awaited<ReturnType<typeof measuredAs>>['leaves']) => ({
  ...shared.answers,
  leaves: leaves && { baseline: 'l', candidate: leaves.equal ? 'l' : 'm', equal: leaves.equal },
});

test('whatever sessions give, their record gives the verdict again', async () => {
  await fc.assert(
    fc.asyncProperty(sessions, async (drawn) => {
      const { leaves, ...outcome } = await measuredAs(drawn, drawn.judges);
      const record = {
        constants: { ...constants, profile: { judges: drawn.judges } },
        comparisons: [{ ...shared, ...outcome, tier: 'one lane' as const, answers: leftBy(leaves) }],
        controls: [],
      };
      expect(recompute(record).differences).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

/** A small effect, which is called unless something else is wrong. */
const small = fc
  .tuple(sessions, fc.double({ min: 0.025, max: 0.045, noNaN: true }), fc.boolean())
  .map(([drawn, centre, up]) => ({ ...drawn, spread: 0.001, centre: up ? centre : -centre, wrongAt: 200 }));

test('so it does with the copies exchanged', async () => {
  let exchanged = 0;
  await fc.assert(
    fc.asyncProperty(small, fc.oneof(small, sessions), async (drawn, other) => {
      const first = await measuredAs(drawn, true);
      if (!needsExchange(first, 'two copies')) return;
      exchanged += 1;
      const second = await measuredAs(other, true);
      const effects = [...countedEffects(first.evidence), ...countedEffects(second.evidence)];
      const outcome = agreed(first, second, { effects, rule: RULE });
      const answers = leftBy((second.verdict === 'invalid' ? second : first).leaves);
      const evidence = { ...first.evidence, exchanged: second.evidence };
      const comparison = { ...shared, ...outcome, evidence, answers, tier: 'two copies' as const };
      expect(recompute({ constants, comparisons: [comparison], controls: [] }).differences).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect(exchanged).toBeGreaterThan(5);
});

test('whatever repeats of a task give, their record gives the verdict again', async () => {
  const times = fc.array(fc.double({ min: 50, max: 150, noNaN: true }), { minLength: 40, maxLength: 40 });
  const taskRule = { ...RULE, looks: [3, 5, 8], margin: 0.03, equivalence: 0.15 };
  await fc.assert(
    fc.asyncProperty(
      times,
      spread,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom(0, 0.4),
      async (list, width, budget, odd, foreign) => {
        let [run, asked] = [0, 0];
        const { leaves, answers, ...outcome } = await compareTasks({
          ...{ rule: taskRule, judges: true, growth: {}, signal, coin: () => run % 3 === 0, onRepeat: () => undefined },
          readMachine: othersUse(foreign),
          once: async () => ({
            ms: 100 + width * (list[run++ % 40] ?? 0),
            growth: {},
            answer: run === odd ? 'b' : 'a',
            leaves: null,
          }),
          secondsLeft: () => budget - ++asked,
        });
        const { margin, equivalence } = taskRule;
        const comparison = {
          ...shared,
          ...outcome,
          margin,
          equivalence,
          metric: 'ms',
          answers: { calls: 1, ...answers, leaves },
        };
        expect(recompute({ constants, comparisons: [comparison], controls: [] }).differences).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
