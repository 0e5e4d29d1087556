import { expect, test } from 'vitest';
import { sampleRecord } from '../testing/sample-record.ts';
import { type HistoryLine, linesOfRun, seriesOf, sparkline } from './history.ts';
import { machineKey } from './machine-key.ts';

const record = sampleRecord();
const night = (day: number, timesBetter: number, key = 'a'): HistoryLine => ({
  ...{
    run: `r${day}`,
    startedAt: `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`,
    commit: `c${day}`,
    profile: 'nightly',
  },
  ...{ scale: 1, key, verdict: 'better', timesBetter, low: timesBetter * 0.99, high: timesBetter * 1.01 },
});

test('a line a comparison with an effect; none of a smoke run or of one that was cut off', () => {
  const shown = linesOfRun(record);
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.every(({ low, timesBetter, high }) => low <= timesBetter && timesBetter <= high)).toBe(true);
  expect(linesOfRun({ ...record, run: { ...record.run, profile: 'smoke' } })).toEqual([]);
  expect(linesOfRun({ ...record, run: { ...record.run, status: 'interrupted' } })).toEqual([]);
});

test('another machine has another history', () => {
  const more = { environment: { ...record.environment, cores: record.environment.cores + 1 } };
  expect(machineKey(record)).toMatch(/^[0-9a-f]{12}$/);
  expect(machineKey(more)).not.toBe(machineKey(record));
});

test('series by comparison, profile and scale, in the order of time, each run once', () => {
  const lines = [night(2, 2), night(1, 1), night(2, 3), { ...night(1, 9), scale: 0.1 }, night(1, 5, 'b')];
  expect(seriesOf(lines).map(({ key, scale, lines: own }) => [key, scale, own.map(({ timesBetter }) => timesBetter)])).toEqual([
    ['a', 1, [1, 3]],
    ['a', 0.1, [9]],
    ['b', 1, [5]],
  ]);
});

test('a loss that stays is a shift at its night', () => {
  const wave = (i: number) => 1 + 0.005 * Math.sin(i * 2.4);
  const lines = Array.from({ length: 28 }, (_, i) => night(i + 1, (i < 16 ? 5 : 4) * wave(i)));
  const [series] = seriesOf(lines);
  expect(series?.shifts.map(({ at }) => series.lines[at]?.commit)).toEqual(['c17']);
});

test('a sparkline from the least to the greatest', () => {
  expect(sparkline([1, 2, 4, 8])).toBe('▁▃▆█');
  expect(sparkline([3, 3, 3])).toBe('▄▄▄');
  expect(sparkline([])).toBe('');
});
