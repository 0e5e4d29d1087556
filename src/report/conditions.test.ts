import { expect, test } from 'vitest';
import type { Comparison } from '../experiment/record.ts';
import { comparisonOf } from '../testing/judged-comparisons.ts';
import { machineText, warmText } from './conditions.ts';

const spaced = (text: string | null): string => (text ?? '').replace(/[\u202f\u00a0]/g, ' ');
const calls = comparisonOf([0.01, 0.02]);
const health = (foreignShare: number) => ({
  ...{ level: 'green' as const, foreignShare, stealShare: 0, waitShare: 0.4, throttled: null, load1: 1 },
  pressure: { cpu: 1, io: 0, memory: 0 },
});
function under(foreign: readonly number[], more: Record<string, unknown> = {}): Comparison {
  if (calls.evidence.shape !== 'calls') throw new Error('no calls');
  const sessions = calls.evidence.sessions.map((session, i) => ({
    ...session,
    health: health(foreign[i] ?? 0),
    vitals: { gcMs: 2, eventLoopDelayP99Ns: 1_500_000, utilization: 0.5 },
  }));
  return { ...calls, evidence: { ...calls.evidence, sessions, ...more } };
}

test('how either variant settled, and whether their ratio did', () => {
  const warm = { baseline: 'flat', candidate: 'no-steady-state', together: true, slices: 20, ms: 2_000 };
  expect(spaced(warmText(under([], { warm })))).toBe(
    'warmed for 2.00 s: base flat from the start, one came to no steady state; their ratio settled',
  );
  expect(warmText(calls)).toBeNull();
});

test('what the machine did while it was measured, over the sessions', () => {
  expect(spaced(machineText(under([0.02, 0.06])))).toBe(
    'green: others used 4 % of the processors’ time; the host took 0 %; ours waited 40 % of theirs; the load generator collected garbage for 4.00 ms, p99 of its delay at most 1.50 ms; means of 2 sessions',
  );
  expect(spaced(machineText(under([0.5, 0.3])))).toMatch(/^red: others used 40 %/);
  expect(machineText(calls)).toBeNull();
  const repeat = { order: 'BCCB', baselineMs: [2, 2], candidateMs: [1, 1], effect: -0.69, health: health(0.12) };
  const task = { shape: 'task' as const, looks: [3], repeats: [repeat], secondary: [] };
  expect(spaced(machineText({ evidence: task }))).toBe(
    'amber: others used 12 % of the processors’ time; the host took 0 %; ours waited 40 % of theirs; means of 1 repeat',
  );
});
