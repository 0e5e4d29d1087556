import { expect, test } from 'vitest';
import { fakeClock } from '../testing/fake-clock.ts';
import { type AlternateOptions, alternate } from './alternate.ts';

/** Two ways on one clock: so many nanoseconds a call each. */
function subject(bareNs: number, harnessNs: number, change: Partial<AlternateOptions> = {}) {
  const clock = fakeClock();
  const log: { way: string; keys: readonly number[] }[] = [];
  const way = (name: string, ns: number) => async (keys: readonly number[]) => {
    log.push({ way: name, keys });
    clock.advance(ns * keys.length);
  };
  let flips = 0;
  const options: AlternateOptions = {
    ...{ calls: 20, repeats: 3, repeatNs: 1e6, clock, key: (ordinal: number) => ordinal, coin: () => flips++ % 2 === 0 },
    ...change,
  };
  return { log, measured: alternate(way('bare', bareNs), way('harness', harnessNs), options) };
}

test('a harness that takes a quarter more makes four fifths of the calls', async () => {
  const repeats = await subject(1_000, 1_250).measured;
  expect(repeats).toHaveLength(3);
  for (const { ratio, barePerSecond, harnessPerSecond, blocks } of repeats) {
    expect(ratio).toBeCloseTo(0.8, 12);
    expect(barePerSecond).toBeCloseTo(1e6, 3);
    expect(harnessPerSecond).toBeCloseTo(8e5, 3);
    // 45 µs a block: the 23rd reaches one millisecond.
    expect(blocks).toBe(23);
  }
});

test('both make the same calls in turns, as a coin says who goes first, and no call twice', async () => {
  const { log, measured } = subject(1_000, 1_000, { repeats: 1 });
  await measured;
  expect(log.slice(0, 4).map(({ way }) => way)).toEqual(['bare', 'harness', 'harness', 'bare']);
  expect(log[1]?.keys).toEqual(log[0]?.keys);
  const asked = log.flatMap(({ keys }) => keys);
  expect(new Set(asked).size).toBe(asked.length / 2);
});

test('the first repeat warms, and is not kept', async () => {
  let calls = 0;
  const clock = fakeClock();
  const slowAtFirst = async () => clock.advance(++calls === 1 ? 100_000 : 10_000);
  const options = { calls: 1, repeats: 2, repeatNs: 1e5, clock, key: () => 1, coin: () => true };
  const repeats = await alternate(slowAtFirst, async () => clock.advance(10_000), options);
  expect(repeats.map(({ ratio }) => ratio)).toEqual([expect.closeTo(1, 12), expect.closeTo(1, 12)]);
});
