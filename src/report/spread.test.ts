import { expect, test } from 'vitest';
import type { Comparison } from '../experiment/record.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { renderHtml } from './html.ts';
import { spreadText } from './spread.ts';
import { figuresOf } from './view.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const record = sampleRecord();
const of = (shape: Comparison['evidence']['shape']): Comparison => {
  const found = record.comparisons.find(({ evidence }) => evidence.shape === shape);
  if (found === undefined) throw new Error(`the sample has no ${shape}`);
  return found;
};

test('a figure of calls lies between its order statistics, and is of so many calls', () => {
  const calls = of('calls');
  const intervals = { p50: { lowNs: 76_200, highNs: 76_400 } };
  if (calls.evidence.shape !== 'calls') throw new Error('no calls');
  const evidence = { ...calls.evidence, baseline: { ...calls.evidence.baseline, calls: 18_080, intervals } };
  expect(spaced(spreadText({ ...calls, metric: 'p50', evidence }, 'baseline'))).toBe('[76.2, 76.4] µs, n 18 080');
  expect(spaced(spreadText({ ...calls, metric: 'mean', evidence }, 'baseline'))).toBe('n 18 080');
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
    baseline: { ...calls.evidence.baseline, calls: 18_080 },
  };
  // ln: mean 11.512792, sd 0.020003; t(0.975, 2) = 4.302653.
  expect(spaced(spreadText({ ...calls, metric: 'mean', evidence }, 'baseline'))).toBe('[95, 105] µs, n 18 080');
  expect(spaced(spreadText({ ...calls, metric: 'perSecond', evidence }, 'baseline'))).toBe('[9 520, 10 500] /s, n 18 080');
});

test('of few runs of a task the least and the most stand there', () => {
  expect(spaced(spreadText(of('task'), 'candidate'))).toMatch(/^\[[\d., ]+\] m?s, n \d+$/);
});

test('in the table of all comparisons no absolute figure stands without n', () => {
  const text = spaced(renderHtml(record));
  const rows = [...text.matchAll(/<tr data-v="[^"]*" data-s.*?<\/tr>/gs)].map(([row]) => row);
  expect(rows).toHaveLength(record.comparisons.length);
  const shown = record.comparisons.filter((comparison) => figuresOf(comparison) !== null).length;
  expect(rows.filter((row) => [...row.matchAll(/, n [\d ]+<\/span>|>n [\d ]+<\/span>/g)].length === 2)).toHaveLength(shown);
});
