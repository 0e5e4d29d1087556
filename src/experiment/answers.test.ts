import { expect, test } from 'vitest';
import type { AnyBench, Counts } from '../define.ts';
import type { DigestReport } from '../load/digest.ts';
import { type Limits, measurer, type OpenSideFor } from '../load/measurer.ts';
import { fakeClock } from '../testing/fake-clock.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { checkAnswers } from './answers.ts';

const counts: Counts = { users: 1, accounts: 1, sessions: 1, businesses: 1, transactions: 1, logs: 1 };
const limits: Limits = { opsPerSlice: 3, leastOpsPerSlice: 3, slicePairMs: 200, leastBlocks: 2, mostSessionMs: 1, rewarmMs: 0 };

/** The truth about question n is [n, n + 1, n + 2, n + 3]; a variant that keeps fewer has missed some. */
const kept = (question: unknown, of: number) => [0, 1, 2, 3].slice(0, of).map((i) => Number(question) + i);
const recall = (answer: unknown) => (Array.isArray(answer) ? answer.length / 4 : 0);

/** Variants of a memory store that keep so many of four; the scores are given or not. */
function subject(base: number, cand: number, scored: boolean) {
  const clock = fakeClock();
  const sideOf = (of: number): OpenSideFor => {
    const store = memoryStore({ clock, counts, ns: () => 1_000, answer: ({ statement }) => kept(statement, of) });
    return async () => {
      const connection = await store.connect();
      return {
        call: (question) => connection.run(question),
        canonical: (answer) => JSON.stringify(answer),
        ...(scored ? { scores: { recall: async (answer: unknown) => recall(answer) } } : {}),
        counters: {},
        leaves: async () => null,
        close: () => connection.close(),
      };
    };
  };
  const asked = { askFixed: (ordinal: number) => ordinal, ask: (ordinal: number) => ordinal };
  return measurer({ baseline: sideOf(base), candidate: sideOf(cand), clients: 1, ...asked, coin: () => true, clock, limits });
}

const bench = (atLeast?: number): Pick<AnyBench, 'same' | 'scores'> => ({
  same: 'scored',
  scores: { recall: { unit: 'ratio', better: 'higher', of: recall, ...(atLeast === undefined ? {} : { atLeast }) } },
});

test('both variants are scored over the same questions, outside any timed call', async () => {
  const report = await subject(4, 3, true).digest(10);
  expect(report.scores).toEqual({ recall: { baseline: 1, candidate: 0.75 } });
  expect(report).toMatchObject({ calls: 10, equal: false });
});

test('a score on its floor holds, and answers that differ are then no fault', async () => {
  const { answers, wrong } = checkAnswers(bench(0.75), await subject(4, 3, true).digest(8));
  expect(wrong).toBeNull();
  expect(answers.equal).toBe(true);
  expect(answers.scores).toEqual([
    { name: 'recall', unit: 'ratio', better: 'higher', atLeast: 0.75, baseline: 1, candidate: 0.75 },
  ]);
});

test.each([
  [4, 3, 'recall of the candidate is 0.750, below 0.76'],
  [2, 4, 'recall of the baseline is 0.500, below 0.76'],
])('a score below its floor in either variant is told (%i and %i of 4)', async (base, cand, wrong) => {
  const checked = checkAnswers(bench(0.76), await subject(base, cand, true).digest(8));
  expect(checked.wrong).toBe(wrong);
  expect(checked.answers.equal).toBe(false);
});

test('a score that is no number lies below every floor, and without a floor nothing is wrong', async () => {
  const report: DigestReport = {
    ...(await subject(4, 4, true).digest(2)),
    scores: { recall: { baseline: 1, candidate: Number.NaN } },
  };
  expect(checkAnswers(bench(0), report).wrong).toMatch(/candidate is NaN/);
  expect(checkAnswers(bench(), report).wrong).toBeNull();
});

test('where answers must be equal, a difference is wrong and no score is recorded', async () => {
  const { answers, wrong } = checkAnswers({ same: 'ordered' }, await subject(4, 3, false).digest(4));
  expect(wrong).toMatch(/^answers differ: question 0 0: baseline \[0,1,2,3\], candidate \[0,1,2\]$/);
  expect(answers).not.toHaveProperty('scores');
});

test('timed answers of another length end a comparison of equals, not one of scores', async () => {
  expect(await subject(4, 3, false).session(1)).toMatchObject({ wrong: true });
  expect(await subject(4, 3, true).session(1)).toMatchObject({ wrong: false, discarded: null });
});

test('a bench without the score that its process should give is a bug', async () => {
  const report = await subject(4, 4, false).digest(1);
  expect(() => checkAnswers(bench(0.5), report)).toThrow('gave no score "recall"');
});

test('a call that fails ends the comparison of answers: nothing equal can be said, and the failure is counted', async () => {
  const clock = fakeClock();
  const sideOf =
    (failsAt: number): OpenSideFor =>
    async () => ({
      call: async (question) => {
        if (question === failsAt) throw new Error('connection lost');
        return [question];
      },
      canonical: (answer) => JSON.stringify(answer),
      counters: {},
      leaves: async () => null,
      close: async () => undefined,
    });
  const asked = { askFixed: (ordinal: number) => ordinal, ask: (ordinal: number) => ordinal };
  const both = { baseline: sideOf(3), candidate: sideOf(3) };
  const subject = measurer({ ...both, clients: 1, ...asked, coin: () => true, clock, limits });
  const report = await subject.digest(10);
  expect(report.equal).toBe(false);
  expect(checkAnswers({ same: 'ordered' }, report).wrong).toBe(
    'answers cannot be compared: question 3 3 failed for the baseline: connection lost',
  );
  expect(checkAnswers(bench(), report)).toMatchObject({ answers: { equal: false } });
  expect(await subject.finish()).toMatchObject({ baseline: { errors: 1 }, candidate: { errors: 1 } });
});
