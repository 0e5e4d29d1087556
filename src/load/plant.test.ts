import { expect, test } from 'vitest';
import { type Plant, planting, stretched } from './plant.ts';

/** Every look at it costs a nanosecond, so that turning in place comes to an end. */
function tickingClock() {
  let now = 0;
  return {
    nowNs: () => {
      now += 1;
      return now;
    },
    advance: (ns: number) => {
      now += ns;
    },
  };
}

/** Nanoseconds that each of so many calls of 1,000 ns takes with the plant; −1 for one that failed. */
async function times(plant: Plant, calls: number, { outsideNs = 0, side = 'baseline' } = {}): Promise<number[]> {
  const clock = tickingClock();
  const call = planting(plant, { seed: 7, side, clock, outsideNs })(async () => clock.advance(1_000));
  const taken: number[] = [];
  for (let i = 0; i < calls; i += 1) {
    const startNs = clock.nowNs();
    const failed = await call(null).then(
      () => false,
      () => true,
    );
    taken.push(failed ? -1 : clock.nowNs() - startNs);
  }
  return taken;
}

const near = (ns: number) => ({ asymmetricMatch: (x: unknown) => typeof x === 'number' && Math.abs(x - ns) <= 6 });

test('a slow-down is a share of the time that the call itself took', async () => {
  expect(await times({}, 2)).toEqual([near(1_000), near(1_000)]);
  expect(await times({ share: 0.05 }, 2)).toEqual([near(1_050), near(1_050)]);
  expect(await times({ share: 1 }, 1)).toEqual([near(2_000)]);
});

test('what a call takes outside is stretched along, so that a hundredfold comes out as one', async () => {
  expect(await times({ share: 99 }, 1, { outsideNs: 10 })).toEqual([near(100_000 + 99 * 10 + 100)]);
});

test('a size too large to be spent multiplies what was measured', () => {
  const slice = {
    ...{ latencyNs: Float64Array.of(10, Number.NaN), shapes: Int32Array.of(1, 0), wallNs: 25, errors: 1 },
    ...{ errorSample: 'no', failures: ['no'] },
  };
  expect(stretched(slice, 100)).toEqual({ ...slice, latencyNs: Float64Array.of(1_000, Number.NaN), wallNs: 2_500 });
  expect(stretched(slice)).toBe(slice);
});

test('a drift grows with the minutes since the first call', async () => {
  const clock = tickingClock();
  const call = planting(
    { sharePerMinute: 0.03 },
    { seed: 7, side: 'baseline', clock, outsideNs: 0 },
  )(async () => clock.advance(1_000));
  await call(null);
  clock.advance(2 * 6e10);
  const startNs = clock.nowNs();
  await call(null);
  expect(clock.nowNs() - startNs).toEqual(near(1_060));
});

test('two modes: about half of the calls take more, and each side draws its own', async () => {
  const baseline = await times({ secondMode: 1 }, 400);
  const slow = baseline.filter((ns) => ns > 1_500);
  expect(slow.length).toBeGreaterThan(160);
  expect(slow.length).toBeLessThan(240);
  expect(baseline.every((ns) => Math.abs(ns - 1_000) < 10 || Math.abs(ns - 2_000) < 10)).toBe(true);
  expect(await times({ secondMode: 1 }, 400, { side: 'candidate' })).not.toEqual(baseline);
});

test('of 5,000 calls about two in a hundred fail, the same ones for the same seed', async () => {
  const failed = (await times({ fails: 0.02 }, 5_000)).map((ns) => ns === -1);
  const count = failed.filter(Boolean).length;
  expect(count).toBeGreaterThan(70);
  expect(count).toBeLessThan(130);
  expect((await times({ fails: 0.02 }, 5_000)).map((ns) => ns === -1)).toEqual(failed);
});

test('at one call the process does nothing else for a while', async () => {
  expect(await times({ blocksAt: { call: 2, ms: 1 } }, 3)).toEqual([near(1_000), near(1_001_000), near(1_000)]);
});

test('the count of calls goes on over connections', async () => {
  const clock = tickingClock();
  const plants = planting({ blocksAt: { call: 2, ms: 1 } }, { seed: 7, side: 'baseline', clock, outsideNs: 0 });
  await plants(async () => null)(null);
  const startNs = clock.nowNs();
  await plants(async () => null)(null);
  expect(clock.nowNs() - startNs).toBeGreaterThan(1e6);
});

test('at one call the server is told to stop, over another connection', async () => {
  const clock = tickingClock();
  const told: [number, unknown][] = [];
  let calls = 0;
  const beside = (statement: unknown) => told.push([calls, statement]);
  const options = { seed: 7, side: 'baseline', clock, outsideNs: 0, beside: (statement: unknown) => void beside(statement) };
  const call = planting(
    { stopsAt: { call: 2, statement: ['CLIENT', 'PAUSE'] } },
    options,
  )(async () => {
    calls += 1;
  });
  for (let i = 0; i < 3; i += 1) await call(null);
  expect(told).toEqual([[1, ['CLIENT', 'PAUSE']]]);
});
