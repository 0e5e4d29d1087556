import { expect, test } from 'vitest';
import type { Comparison } from '../experiment/record.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderHtml } from './html.ts';
import { levelOf, levelsText, levelText } from './spread.ts';
import { figuresOf } from './view.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const record = sampleRecord();
const alone = (comparison: Comparison, side: 'baseline' | 'candidate'): string => {
  const level = levelOf(comparison, side);
  return level === null ? 'none' : spaced(levelText(level));
};
const of = (shape: Comparison['evidence']['shape']): Comparison => {
  const found = record.comparisons.find(({ evidence }) => evidence.shape === shape);
  if (found === undefined) throw new Error(`the sample has no ${shape}`);
  return found;
};

test('a figure of calls lies between its order statistics, and is of so many calls', () => {
  const calls = of('calls');
  const intervals = { p50: { lowNs: 76_200, highNs: 76_400 } };
  if (calls.evidence.shape !== 'calls') throw new Error('no calls');
  const measured = { calls: 18_080, p50Ns: 76_300, meanNs: 80_000, intervals };
  const evidence = { ...calls.evidence, baseline: { ...calls.evidence.baseline, ...measured } };
  expect(alone({ ...calls, metric: 'p50', evidence }, 'baseline')).toBe('76.3 µs [76.2, 76.4], n 18 080');
  expect(alone({ ...calls, metric: 'mean', evidence }, 'baseline')).toBe('80.0 µs n 18 080');
});

test.each([
  [8_520_000, 28_100, '8.52 ms [8.50, 8.61], n 900 → 28.1 µs [25.5, 32.2], n 900'],
  [820_000, 281_000, '820 µs [818, 828], n 900 → 281 µs [255, 322], n 900'],
  [4_100_000, 281_000, '4.10 ms [4.09, 4.14], n 900 → 0.281 ms [0.255, 0.322], n 900'],
  [281_000, 1_060_000, '0.281 ms [0.280, 0.284], n 900 → 1.06 ms [0.96, 1.21], n 900'],
])('a figure and its interval stand in one unit: of %d and %d ns', (baselineNs, candidateNs, text) => {
  const calls = of('calls');
  if (calls.evidence.shape !== 'calls') throw new Error('no calls');
  const arm = (p50Ns: number, low: number, high: number) => ({
    ...{ p50Ns, calls: 900, intervals: { p50: { lowNs: p50Ns * low, highNs: p50Ns * high } } },
  });
  const evidence = {
    ...calls.evidence,
    baseline: { ...calls.evidence.baseline, ...arm(baselineNs, 0.998, 1.01) },
    candidate: { ...calls.evidence.candidate, ...arm(candidateNs, 0.9075, 1.146) },
  };
  expect(spaced(levelsText({ ...calls, metric: 'p50', evidence }) ?? '')).toBe(text);
});

test('a mean and a rate lie between what their sessions say, whose calls are not independent', () => {
  const calls = of('calls');
  const [first] = calls.evidence.shape === 'calls' ? calls.evidence.sessions : [];
  if (calls.evidence.shape !== 'calls' || first === undefined) throw new Error('no calls');
  const at = (meanNs: number, discarded: string | null = null) => {
    const levels = { meanNs, perSecond: 1e9 / meanNs };
    return { ...first, discarded, levels: { baseline: levels, candidate: levels } };
  };
  const evidence = {
    ...calls.evidence,
    sessions: [at(98_000), at(100_000), at(102_000), at(900_000, 'stopped')],
    baseline: { ...calls.evidence.baseline, calls: 18_080, meanNs: 99_000, perSecond: 10_100 },
  };
  // ln: mean 11.512792, sd 0.020003; t(0.975, 2) = 4.302653.
  expect(alone({ ...calls, metric: 'mean', evidence }, 'baseline')).toBe('99.0 µs [95, 105], n 18 080');
  expect(alone({ ...calls, metric: 'perSecond', evidence }, 'baseline')).toBe('10 100 /s [9 520, 10 500], n 18 080');
});

test('of few runs of a task the least and the most stand there', () => {
  expect(alone(of('task'), 'candidate')).toMatch(/^[\d.]+ m?s \[[\d., ]+\], n \d+$/);
});

test('in the table of all comparisons no absolute figure stands without n', () => {
  const text = spaced(renderHtml(record));
  const rows = [...text.matchAll(/<tr data-v="[^"]*" data-s.*?<\/tr>/gs)].map(([row]) => row);
  expect(rows).toHaveLength(record.comparisons.length);
  const shown = record.comparisons.filter((comparison) => figuresOf(comparison) !== null).length;
  expect(rows.filter((row) => [...row.matchAll(/, n [\d ]+<\/span>|>n [\d ]+<\/span>/g)].length === 2)).toHaveLength(shown);
});
