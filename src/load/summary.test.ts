import { expect, test } from 'vitest';
import { summarise } from './summary.ts';

const slice = (times: readonly number[], wallNs: number) => ({
  ...{ latencyNs: Float64Array.from(times), wallNs, shapes: times.map(() => 1) },
  ...{ errors: 0, errorSample: null },
});

test('the levels of a session are of the calls that were answered, and of all the time that passed', () => {
  const { levels } = summarise([
    { baselineFirst: true, baseline: slice([10, 20, Number.NaN], 100), candidate: slice([40], 50) },
    { baselineFirst: false, baseline: slice([30], 100), candidate: slice([60], 50) },
  ] as never);
  expect(levels).toEqual({
    baseline: { meanNs: 20, perSecond: 1.5e7 },
    candidate: { meanNs: 50, perSecond: 2e7 },
  });
});
