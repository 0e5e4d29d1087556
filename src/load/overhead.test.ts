import { expect, test } from 'vitest';
import { overheadOf } from './overhead.ts';

test('what the harness takes is what passes around calls that do nothing, on either side', async () => {
  let now = 0;
  // Each look at the clock costs 50 ns: a call is timed from the first look to the second.
  const clock = {
    nowNs: () => {
      now += 50;
      return now;
    },
  };
  let flips = 0;
  const coin = () => {
    flips += 1;
    return flips % 2 === 0;
  };
  expect(await overheadOf({ clients: 1, coin, clock })).toEqual({ baselineNs: 50, candidateNs: 50 });
});
