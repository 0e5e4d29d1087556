import tQuantile from '@stdlib/stats-base-dists-t-quantile';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interval, look, type Rule, standardDeviation } from './look.ts';

const rule: Rule = {
  looks: [6, 8, 12, 16, 24],
  alpha: 0.01,
  equivalenceAlpha: 0.05,
  margin: 0.01,
  equivalence: 0.03,
  better: 'lower',
};
/** Six effects with a given centre and a sample deviation of exactly `sd`. */
const around = (centre: number, sd: number) => [-1, 1, -1, 1, -1, 1].map((sign) => centre + sign * sd * Math.sqrt(5 / 6));

test('the t quantiles are those of the tables', () => {
  for (const [df, t002, t01] of [
    [5, 5.893, 4.032],
    [7, 4.785, 3.499],
    [11, 4.025, 3.106],
    [15, 3.733, 2.947],
    [23, 3.485, 2.807],
  ] as const) {
    expect(tQuantile(1 - 0.002 / 2, df)).toBeCloseTo(t002, 3);
    expect(tQuantile(1 - 0.01 / 2, df)).toBeCloseTo(t01, 3);
  }
});

test('the interval is mean ± t · sd ÷ √k on the log scale', () => {
  const { ratio, low, high } = look(around(0.1, 0.01), rule);
  const half = (5.8934 * 0.01) / Math.sqrt(6);
  expect(ratio).toBeCloseTo(Math.exp(0.1), 10);
  expect(Math.log(high)).toBeCloseTo(0.1 + half, 5);
  expect(Math.log(low)).toBeCloseTo(0.1 - half, 5);
});

describe('the five-way decision', () => {
  test('slower beyond the margin is worse where lower is better, and better where higher is', () => {
    expect(look(around(0.05, 0.002), rule).verdict).toBe('worse');
    expect(look(around(0.05, 0.002), { ...rule, better: 'higher' }).verdict).toBe('better');
  });
  test('faster beyond the margin is the reverse', () => {
    expect(look(around(-0.05, 0.002), rule).verdict).toBe('better');
    expect(look(around(-0.05, 0.002), { ...rule, better: 'higher' }).verdict).toBe('worse');
  });
  test('an interval that touches the margin decides nothing', () => {
    const half = (sd: number) => (5.8934 * sd) / Math.sqrt(6);
    const sd = 0.01;
    expect(look(around(Math.log1p(0.01) + half(sd) * 0.999, sd), { ...rule, equivalence: 0.001 }).verdict).toBeNull();
    expect(look(around(Math.log1p(0.01) + half(sd) * 1.001, sd), { ...rule, equivalence: 0.001 }).verdict).toBe('worse');
  });
  test('same is shown by an interval inside the band, never assumed', () => {
    expect(look(around(0.001, 0.004), rule).verdict).toBe('same');
    expect(look(around(0.001, 0.05), rule).verdict).toBeNull();
  });
});

test('sessions needed grow with the square of the spread', () => {
  const one = look(around(0, 0.05), rule).sessionsNeeded ?? 0;
  const two = look(around(0, 0.1), rule).sessionsNeeded ?? 0;
  expect(two / one).toBeGreaterThan(3.9);
  expect(two / one).toBeLessThan(4.1);
  expect(one).toBe(Math.ceil(((5.8934 * 0.05) / Math.log(1.03)) ** 2));
});

test('identical sessions have an interval of no width', () => {
  const { low, high, verdict } = look([0.25, 0.25, 0.25, 0.25, 0.25, 0.25], rule);
  expect([low, high, verdict]).toEqual([Math.exp(0.25), Math.exp(0.25), 'worse']);
});

test('the sample deviation divides by n − 1, and one value has no interval', () => {
  expect(standardDeviation([1, 2, 3, 4])).toBeCloseTo(1.2909944, 6);
  expect(interval([0.1], 0.01)).toBeNull();
});

test('turning every sign, as exchanging the arms does, swaps better and worse and turns the interval over', () => {
  const swapped = { better: 'worse', worse: 'better', same: 'same' } as const;
  fc.assert(
    fc.property(fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 6, maxLength: 24 }), (effects) => {
      const [one, other] = [
        look(effects, rule),
        look(
          effects.map((effect) => -effect),
          rule,
        ),
      ];
      expect(other.verdict).toBe(one.verdict === null ? null : swapped[one.verdict]);
      expect(other.low).toBeCloseTo(1 / one.high, 9);
      expect(other.high).toBeCloseTo(1 / one.low, 9);
      expect(other.sessionsNeeded).toBe(one.sessionsNeeded);
    }),
  );
});

test('the order in which sessions came does not matter', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 6, maxLength: 24 }), (effects) => {
      const [one, other] = [look(effects, rule), look([...effects].reverse(), rule)];
      expect(other.ratio).toBeCloseTo(one.ratio, 12);
      expect(other.low).toBeCloseTo(one.low, 12);
    }),
  );
});
