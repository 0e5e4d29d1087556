import { expect, test } from 'vitest';
import { latenciesOf, latenciesOfArm, percentilesLine, percentileText } from './percentiles.ts';

const spaced = (text: string): string => text.replace(/[\u202f\u00a0]/g, ' ');
const distribution = {
  calls: 4_012,
  p50: { ns: 8_523_000, lowNs: 8_494_000, highNs: 8_551_000 },
  p90: { ns: 12.4e6, lowNs: 12.1e6, highNs: 12.8e6 },
  p99: { ns: 31e6, lowNs: 27e6, highNs: 38e6 },
  p999: null,
  maxNs: 40e6,
  histogram: '',
};
const arm = {
  ...{ calls: 600, errors: 0, errorSample: null, meanNs: 1, p50Ns: 92_000, p90Ns: 99_000, p99Ns: null, p999Ns: null },
  ...{ maxNs: 1, perSecond: 1, histogram: '' },
};

test('a percentile stands with its interval, to the digits that this supports', () => {
  expect(latenciesOf(distribution).percentiles.map(percentileText).map(spaced)).toEqual([
    '8.52 ms [8.49, 8.55]',
    '12.4 ms [12.1, 12.8]',
    '31 ms [27, 38]',
    '– n too small (need 10 000)',
  ]);
});
test('a record without intervals still shows its percentiles', () => {
  expect(latenciesOfArm(arm).percentiles.map(percentileText).map(spaced)).toEqual([
    '92.0 µs',
    '99.0 µs',
    '– n too small (need 1 000)',
    '– n too small (need 10 000)',
  ]);
});
test('a line ends with the first percentile that is not known', () => {
  const known = { ...arm, intervals: { p50: { lowNs: 91_200, highNs: 92_900 }, p90: { lowNs: 97_100, highNs: 104_000 } } };
  expect(spaced(percentilesLine(latenciesOfArm(known)))).toBe(
    'n 600  p50 92.0 µs [91.2, 92.9]  p90 99 µs [97, 104]  p99 – n too small (need 1 000)',
  );
});
