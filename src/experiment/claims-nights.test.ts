// Nights in which nothing has changed: how often would a gate over sixty claims be red for nothing?
import { expect, test } from 'vitest';
import { draw, streamOf } from '../random.ts';
import { comparisonOf, optimizationWith, RULE } from '../testing/judged-comparisons.ts';
import { judgeClaims } from './claims.ts';
import type { Claim } from './record.ts';

const [NIGHTS, COMPARISONS, SESSIONS, SEED] = [100, 60, 6, 7];

/** Session effects of two variants that are the same, with a spread of their own: normal, so that mean ÷ error is Student's t of five. */
function effects(night: number, comparison: number, run: string): readonly number[] {
  const d = draw(SEED, streamOf(run), night * COMPARISONS + comparison);
  const spread = 0.002 + 0.02 * d.next();
  return Array.from(
    { length: SESSIONS },
    () => spread * Math.sqrt(-2 * Math.log(1 - d.next())) * Math.cos(2 * Math.PI * d.next()),
  );
}

/** The hardest claim of two that are the same: that neither is worse at all. */
const claim: Claim = { candidate: 'one', metric: 'read.p50', timesWorse: { atMost: 1 } };
const judgedNight = (night: number, run: string) =>
  judgeClaims({
    optimizations: [optimizationWith([claim])],
    comparisons: Array.from({ length: COMPARISONS }, (_, i) =>
      comparisonOf(effects(night, i, run), { at: { over: 'case', value: i } }),
    ),
  });

const nights = Array.from({ length: NIGHTS }, (_, night) => judgedNight(night, 'first'));
const red = (isRed: (judged: (typeof nights)[number], night: number) => boolean) => nights.filter(isRed).length;

test('by each p alone, at five percent, most nights are red', () => {
  expect(nights.every((judged) => judged.length === COMPARISONS)).toBe(true);
  // A p allows for every look of the schedule; taken after one look, plain t would be this much smaller.
  const plain = (p: number | null) => (p ?? 1) / RULE.looks.length;
  expect(red((judged) => judged.some(({ p }) => plain(p) <= 0.05))).toBeGreaterThan(60);
  expect(red((judged) => judged.some(({ p }) => (p ?? 1) <= 0.05))).toBeGreaterThan(20);
});

test('by whole intervals at 99 %, several are; with Holm over the night, few', () => {
  const broken = red((judged) => judged.some(({ state }) => state === 'broken'));
  const alarms = red((judged) => judged.some(({ alarm }) => alarm));
  expect(broken).toBeGreaterThanOrEqual(3);
  expect(alarms).toBeLessThan(broken);
});

test('with Holm and a second run that must say the same, at most one in a hundred', () => {
  const confirmed = red((judged, night) => {
    if (!judged.some(({ alarm }) => alarm)) return false;
    const again = judgedNight(night, 'second');
    return judged.some(({ alarm }, i) => alarm && again[i]?.state === 'broken');
  });
  expect(confirmed).toBeLessThanOrEqual(1);
});

test('and a true loss of five percent is confirmed', () => {
  const slower = (run: string) => {
    const list = effects(0, 3, run).map((effect) => effect / 4 + Math.log(1.05));
    const others = Array.from({ length: COMPARISONS - 1 }, (_, i) =>
      comparisonOf(effects(0, i, run), { at: { over: 'case', value: i } }),
    );
    const all = [comparisonOf(list), ...others];
    return judgeClaims({ optimizations: [optimizationWith([claim])], comparisons: all })[0];
  };
  expect(slower('first')).toMatchObject({ state: 'broken', alarm: true });
  expect(slower('second')).toMatchObject({ state: 'broken', alarm: true });
});
