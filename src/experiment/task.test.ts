import { expect, test } from 'vitest';
import type { Rule } from '../stats/look.ts';
import { othersUse } from '../testing/machine-looks.ts';
import { compareTasks, type TaskOptions, type TaskRun } from './task.ts';

const rule: Rule = { looks: [3, 5, 8], alpha: 0.01, equivalenceAlpha: 0.05, margin: 0.03, equivalence: 0.15, better: 'lower' };
const run = (ms: number, parts: Partial<TaskRun> = {}): TaskRun => ({ ms, growth: {}, answer: 'a', leaves: 'l', ...parts });

/** The runs that warm are not those that a test counts. */
function afterWarming(once: TaskOptions['once']): TaskOptions['once'] {
  let runs = 0;
  return async (side) => (runs++ < 2 ? run(9_999, { answer: 'cold', leaves: 'cold' }) : await once(side));
}

const options = (once: TaskOptions['once'], overrides: Partial<TaskOptions> = {}): TaskOptions => ({
  rule,
  judges: true,
  growth: {},
  once: overrides.judges === false ? once : afterWarming(once),
  coin: () => true,
  secondsLeft: () => 60,
  onRepeat: () => undefined,
  readMachine: async () => null,
  signal: new AbortController().signal,
  ...overrides,
});

test('three super-blocks B C C B decide a task that is forty times as fast', async () => {
  const sides: string[] = [];
  const outcome = await compareTasks(
    options(async (side) => {
      sides.push(side);
      return run(side === 'baseline' ? 400 : 10);
    }),
  );
  expect(outcome).toMatchObject({ verdict: 'better', sessions: 3, reason: null });
  expect(outcome.effect?.ratio).toBeCloseTo(1 / 40, 12);
  expect(sides.slice(0, 4)).toEqual(['baseline', 'candidate', 'candidate', 'baseline']);
  expect(outcome.evidence.repeats[0]).toMatchObject({ order: 'BCCB', baselineMs: [400, 400], candidateMs: [10, 10] });
});

test('either side runs once before anything counts', async () => {
  const sides: string[] = [];
  const once = async (side: 'baseline' | 'candidate') => {
    sides.push(side);
    return run(sides.length <= 2 ? 5_000 : 10);
  };
  const outcome = await compareTasks({ ...options(once), once });
  expect(sides.slice(0, 6)).toEqual(['baseline', 'candidate', 'baseline', 'candidate', 'candidate', 'baseline']);
  expect(outcome.evidence.repeats[0]).toMatchObject({ baselineMs: [10, 10], candidateMs: [10, 10] });
});

test('a schedule that ends undecided is noise, however little time is left; one that is cut is the budget', async () => {
  const times = [100, 100, 100, 200, 100, 200, 200, 100];
  let next = 0;
  const once = async () => run(times[next++ % times.length] ?? 1);
  const wide = { ...rule, equivalence: 0.001 };
  let asked = 0;
  const cut = await compareTasks(options(once, { rule: wide, secondsLeft: () => 2 - asked++ }));
  expect(cut).toMatchObject({ reason: 'budget', sessions: 5 });
  asked = 0;
  expect(await compareTasks(options(once, { rule: wide, secondsLeft: () => 5 - asked++ }))).toMatchObject({
    reason: 'noise',
    sessions: 8,
  });
});

test('a super-block takes the geometric mean of either side', async () => {
  const times = [100, 200, 200, 400];
  const outcome = await compareTasks(
    options(async () => run(times.shift() ?? 1), { secondsLeft: () => 0, rule: { ...rule, looks: [1] } }),
  );
  // B 100 and 400 (geometric mean 200), C 200 and 200.
  expect(outcome.evidence.repeats[0]?.effect).toBeCloseTo(0, 12);
});

test('a counter of the server is a figure of its own', async () => {
  const growth = { walBytes: { unit: 'bytes', better: 'lower' as const } };
  const outcome = await compareTasks(
    options(async (side) => run(10, { growth: { walBytes: side === 'baseline' ? 1_000 : 10 } }), { growth }),
  );
  expect(outcome.evidence.secondary[0]).toMatchObject({ metric: 'walBytes', sessions: outcome.sessions });
  expect(outcome.evidence.secondary[0]?.effect?.ratio).toBeCloseTo(0.01, 12);
});

test('other data left behind is invalid at once', async () => {
  const outcome = await compareTasks(options(async (side) => run(10, { leaves: side })));
  expect(outcome).toMatchObject({ verdict: 'invalid', effect: null, sessions: 1 });
  expect(outcome.leaves?.equal).toBe(false);
});

test('smoke runs either side once and judges nothing', async () => {
  let runs = 0;
  const outcome = await compareTasks(options(async () => run(++runs), { judges: false }));
  expect([outcome.verdict, outcome.reason, runs]).toEqual(['inconclusive', 'smoke', 2]);
});

test('where others have the processors nothing is the same, and what differs stands', async () => {
  const alike = async () => run(100);
  const crowded = await compareTasks(options(alike, { readMachine: othersUse(0.4) }));
  expect(crowded).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^noise: other programs .* may be hidden/),
  });
  expect(crowded.evidence.repeats[0]?.health).toMatchObject({ level: 'red', foreignShare: 0.4 });
  expect(await compareTasks(options(alike, { readMachine: othersUse(0.2) }))).toMatchObject({ verdict: 'same' });
  const quicker = async (side: string) => run(side === 'baseline' ? 400 : 10);
  expect(await compareTasks(options(quicker, { readMachine: othersUse(0.4) }))).toMatchObject({ verdict: 'better' });
});
