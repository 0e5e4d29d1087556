import { expect, test } from 'vitest';
import { recorder } from './recorder.ts';
import type { Slice } from './slice.ts';

const slice = (latencyNs: readonly number[], failures: readonly string[] = []): Slice => ({
  latencyNs: Float64Array.from([...latencyNs, ...failures.map(() => Number.NaN)]),
  shapes: new Int32Array(),
  wallNs: latencyNs.reduce((sum, ns) => sum + ns, 0),
  errors: failures.length,
  errorSample: failures[0] ?? null,
  failures,
});

test('percentiles stand with their intervals, and those that the calls do not support with neither', () => {
  const arm = recorder();
  arm.add(slice(Array.from({ length: 100 }, (_, i) => i + 1)));
  const { calls, p50Ns, p90Ns, p99Ns, p999Ns, intervals } = arm.figures();
  expect({ calls, p50Ns, p90Ns, p99Ns, p999Ns }).toEqual({ calls: 100, p50Ns: 50, p90Ns: 90, p99Ns: null, p999Ns: null });
  expect(intervals).toEqual({ p50: { lowNs: 40, highNs: 61 }, p90: { lowNs: 84, highNs: 96 } });
});

test('failures are counted by class, those of warming too, and leave no time behind', () => {
  const arm = recorder();
  arm.add(slice([1_000], ['deadlock detected in process 17', 'deadlock detected in process 18']));
  arm.addErrors(slice([5_000], ['connection lost']));
  expect(arm.figures()).toMatchObject({
    calls: 1,
    errors: 3,
    errorSample: 'deadlock detected in process 17',
    errorClasses: [
      { message: 'deadlock detected in process #', calls: 2 },
      { message: 'connection lost', calls: 1 },
    ],
    meanNs: 1_000,
    maxNs: 1_000,
  });
});
