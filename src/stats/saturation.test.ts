import { expect, test } from 'vitest';
import { saturationOf } from './saturation.ts';

const levels = (...rates: readonly number[]) => rates.map((perSecond, i) => ({ load: 2 ** i, perSecond }));

test('the load from which a doubling brings less than five percent', () => {
  expect(saturationOf(levels(1_000, 1_900, 3_000, 3_100, 3_050))).toEqual({
    ...{ kind: 'saturated', at: { load: 4, perSecond: 3_000 }, next: { load: 8, perSecond: 3_100 } },
    gainPerDoubling: expect.closeTo(0.0333, 4),
  });
});

test('a load that saturates at once', () => {
  expect(saturationOf(levels(1_000, 1_020))).toMatchObject({ kind: 'saturated', at: { load: 1 }, next: { load: 2 } });
});

test('a rate that still grows at the end is not saturated, also after a step that stood still', () => {
  expect(saturationOf(levels(1_000, 2_000, 4_000))).toMatchObject({ kind: 'growing', last: { load: 4 }, gainPerDoubling: 1 });
  expect(saturationOf(levels(1_000, 1_000, 2_000))).toMatchObject({ kind: 'growing' });
});

test('steps of any width are counted by the doubling', () => {
  // From 1 to 32 clients are five doublings: three times the rate is 24.6 % each.
  expect(
    saturationOf([
      { load: 32, perSecond: 3_000 },
      { load: 1, perSecond: 1_000 },
    ]),
  ).toMatchObject({ kind: 'growing', gainPerDoubling: expect.closeTo(0.2457, 4) });
});

test('one level says nothing', () => {
  expect(saturationOf(levels(1_000))).toBeNull();
});
