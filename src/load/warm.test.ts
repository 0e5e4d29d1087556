import { expect, test } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { warmUntilSteady } from './warm.ts';

/** Two variants on one clock: each call takes what its function says of the call's number. */
function warming(baselineNs: (call: number) => number, candidateNs: (call: number) => number) {
  const clock = fakeClock();
  const asked: { baseline: unknown[]; candidate: unknown[] } = { baseline: [], candidate: [] };
  const side = (name: 'baseline' | 'candidate', ns: (call: number) => number) => async (question: unknown) => {
    clock.advance(ns(asked[name].length));
    asked[name].push(question);
    return [];
  };
  let flips = 0;
  const options = {
    baseline: side('baseline', baselineNs),
    candidate: side('candidate', candidateNs),
    clients: 1,
    ask: (ordinal: number) => ordinal,
    firstOrdinal: 100,
    coin: () => flips++ % 2 === 0,
    clock,
    onPair: () => undefined,
  };
  return { asked, warm: () => warmUntilSteady(options, { leastMs: 20, mostMs: 1_000, sliceMs: 1 }) };
}

test('two steady variants are flat after the first check, and each got its least', async () => {
  const { asked, warm } = warming(
    () => 50_000,
    () => 70_000,
  );
  const { report, nextOrdinal } = await warm();
  expect(report).toMatchObject({ baseline: 'flat', candidate: 'flat', together: true });
  expect(asked.baseline.length * 0.05).toBeGreaterThanOrEqual(20);
  expect(asked.baseline).toEqual(asked.candidate);
  expect(asked.baseline[0]).toBe(100);
  expect(nextOrdinal).toBe(100 + asked.baseline.length);
});

test('a variant that becomes faster is warmed until it no longer does', async () => {
  const { report } = await warming(
    () => 50_000,
    (call) => 50_000 + Math.max(0, 400_000 - 400 * call),
  ).warm();
  expect(report).toMatchObject({ baseline: 'flat', candidate: 'warmup' });
  expect(report.slices).toBeGreaterThan(20);
});

test('a variant that never stands still ends at the most, without a steady state', async () => {
  const { report } = await warming(
    () => 50_000,
    (call) => 50_000 * 1.001 ** call,
  ).warm();
  expect(report).toMatchObject({ candidate: 'no-steady-state', together: false });
  expect(report.ms).toBeGreaterThanOrEqual(1_000);
});

test('what moves both alike leaves their ratio steady', async () => {
  const both = (call: number) => 50_000 * (1 + 0.5 * Math.sin(call / 300));
  const { report } = await warming(both, (call) => 1.2 * both(call)).warm();
  expect(report.together).toBe(true);
});

test('six calls are made even where one takes longer than the whole time', async () => {
  const { asked, warm } = warming(
    () => 600e6,
    () => 900e6,
  );
  const { report } = await warm();
  expect(asked.candidate).toHaveLength(6);
  expect(report).toMatchObject({ baseline: 'no-steady-state', candidate: 'no-steady-state', together: false });
});
