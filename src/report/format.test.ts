import { expect, test } from 'vitest';
import * as format from './format.ts';

/** Golden values are written with plain spaces; the page has narrow ones that do not break. */
const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const range = (estimate: number, low: number, high: number) => ({ estimate, low, high });

test.each([
  [range(5.7143, 5.531, 5.884), '5.71× [5.53, 5.88]'],
  [range(640.2, 602, 671), '640× [600, 670]'],
  [range(0.8649, 0.8502, 0.8801), '0.865× [0.850, 0.880]'],
  [range(114.42, 110.2, 118.9), '114× [110, 119]'],
  [range(7.04, 6.94, 7.15), '7.04× [6.94, 7.15]'],
  [range(57.4, 55.8, 59.1), '57.4× [55.8, 59.1]'],
  [range(1, 0.95, 1.07), '1.00× [0.95, 1.07]'],
  [range(0.3, 0.021, 4.9), '0.3× [0.02, 5]'],
  [range(6.87, 0.32, 145.7), '7× [0.3, 150]'],
  [range(1234.5, 1180, 1290), '1 230× [1 180, 1 290]'],
  [range(2, 2, 2), '2.00× [2.00, 2.00]'],
])('the digits of an effect are set by its interval: %j', (value, text) => {
  expect(spaced(format.effectText(value))).toBe(text);
});

test.each([
  [range(8_523_000, 8_494_000, 8_551_000), '8.52 ms [8.49, 8.55]'],
  [range(31e6, 27e6, 38e6), '31 ms [27, 38]'],
  [range(980_000, 900_000, 1_200_000), '980 µs [900, 1 200]'],
  [range(39_650_000, 39_649_000, 39_651_000), '39.6 ms [39.6, 39.7]'],
  [range(1_000, 1_000, 1_000), '1.00 µs [1.00, 1.00]'],
  [range(1.5e9, 1.4e9, 1.7e9), '1.50 s [1.40, 1.70]'],
])('a time stands with its interval, in its own unit: %j', (value, text) => {
  expect(spaced(format.durationRange(value))).toBe(text);
});

test.each([
  [0.5, '0.500 ns'],
  [950, '950 ns'],
  [1_000, '1.00 µs'],
  [999.9, '1.00 µs'],
  [92_000, '92.0 µs'],
  [8_520_000, '8.52 ms'],
  [1_500_000_000, '1.50 s'],
  [4_200_000_000_000, '4 200 s'],
])('%d nanoseconds are %s', (ns, text) => {
  expect(spaced(format.duration(ns))).toBe(text);
});
test('two durations share a unit, unless one would vanish', () => {
  expect(format.durationPair(8_520_000, 74_100).map(spaced)).toEqual(['8.52 ms', '0.0741 ms']);
  expect(format.durationPair(2.62e9, 42_900_000).map(spaced)).toEqual(['2.62 s', '42.9 ms']);
  expect(format.durationPair(60e9, 1_000).map(spaced)).toEqual(['60.0 s', '1.00 µs']);
});
test('ticks carry no zeros behind them', () => {
  expect([1, 10, 0.5, 0.971, 1_000].map((value) => spaced(format.ratioTick(value)))).toEqual([
    '1×',
    '10×',
    '½×',
    '0.971×',
    '1 000×',
  ]);
  expect([100_000, 10_000_000, 1.5e9].map((ns) => spaced(format.durationTick(ns)))).toEqual(['100 µs', '10 ms', '1.5 s']);
});
test.each([
  [0, '0 B'],
  [999, '999 B'],
  [21_400_000, '21.4 MB'],
  [1.2e12, '1.20 TB'],
])('%d bytes are %s', (size, text) => {
  expect(spaced(format.bytes(size))).toBe(text);
});
test.each([
  [1.16, '+16 %'],
  [1.573, '+57 %'],
  [0.88, '−12 %'],
  [1.049, '+4.9 %'],
  [1.0001, '< 0.1 %'],
  [2.36, '+140 %'],
  [12, '× 12.0'],
])('a change by %d is %s', (ratio, text) => {
  expect(spaced(format.changeText(ratio))).toBe(text);
});
test('whatever is no number is shown as not measured', () => {
  expect([format.duration(Number.NaN), format.count(Number.NaN), format.quantity(Number.NaN, 'bytes')]).toEqual(['–', '–', '–']);
  expect(format.bytes(null)).toBe('–');
});
test('moments and spans need no clock and no locale', () => {
  expect(format.moment('2026-11-22T13:30:05.120Z')).toBe('2026-11-22 13:30 UTC');
  expect(format.moment('yesterday')).toBe('yesterday');
  expect([250, 6_600, 41_000, 168_000, 180_000, 3_900_000].map((ms) => spaced(format.elapsed(ms)))).toEqual([
    '250 ms',
    '6.6 s',
    '41 s',
    '2 min 48 s',
    '3 min',
    '1 h 5 min',
  ]);
});
test('counts, shares and nouns', () => {
  expect([1_234_567, 0, -5].map((value) => spaced(format.count(value)))).toEqual(['1 234 567', '0', '−5']);
  expect([0.99, 0.005, 0.015].map((value) => spaced(format.share(value)))).toEqual(['99 %', '0.5 %', '1.5 %']);
  expect([1, 6].map((n) => spaced(format.plural(n, 'session')))).toEqual(['1 session', '6 sessions']);
});
