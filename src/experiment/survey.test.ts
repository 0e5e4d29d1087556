import { describe, expect, test } from 'vitest';
import { drillOutcome, miscountOf, type Survey, surveyOf } from './survey.ts';

const report = {
  acknowledged: [10, 11, 13],
  asked: [
    { from: 1, count: 2 },
    { from: 10, count: 5 },
  ],
};
const counted = (read: readonly number[]) => surveyOf(read, report);

describe('what is found after a drill', () => {
  test('an acknowledged write that is not there is lost; one that was not acknowledged may be there or not', () => {
    expect(counted([1, 2, 10, 11, 12])).toMatchObject({ found: 5, lost: 1, duplicated: 0, strange: 0 });
  });
  test('a write that is there more than once is counted once, however often it is there', () => {
    expect(counted([10, 11, 11, 11, 13, 12, 12])).toMatchObject({ found: 7, lost: 0, duplicated: 2 });
  });
  test('what lies outside the ordinals that were asked is nobody’s: just below, just above, between', () => {
    expect(counted([0, 3, 9, 15, 10, 14, 1, 2])).toMatchObject({ strange: 4 });
  });
  test('two readings are alike whatever their order, and not when one holds a write once more', () => {
    expect(counted([10, 11, 13]).digest).toBe(counted([13, 10, 11]).digest);
    expect(counted([10, 11, 13]).digest).not.toBe(counted([10, 11, 13, 13]).digest);
  });
});

describe('a count that is not to be believed', () => {
  const reasonOf = (...surveys: readonly Survey[]) => miscountOf({ surveys: [...surveys] });
  test('none where both readings agree, and none where nothing was counted', () => {
    expect(reasonOf(counted([10, 11]), counted([11, 10]))).toBeNull();
    expect(reasonOf()).toBeNull();
    expect(miscountOf({})).toBeNull();
  });
  test('readings that differ, also when equally much is lost in both', () => {
    expect(reasonOf(counted([10, 11, 13]), counted([10, 11]))).toBe(
      'recount: two readings of what survived differ: 3 found, 0 lost and 0 duplicated, then 2 found, 1 lost and 0 duplicated',
    );
    expect(reasonOf(counted([10, 11]), counted([11, 13]))).toContain('differ');
  });
  test('a reading that there is only once', () => {
    expect(reasonOf(counted([10]))).toBe('recount: what survived could be read once, and not a second time');
  });
  test('writes that nobody made', () => {
    expect(reasonOf(counted([10, 99]), counted([10, 99]))).toBe('recount: of 2 writes that were found, 1 were made by nobody');
  });
});

test('one repeat that cannot be believed makes the drill invalid, in smoke too', () => {
  const repeat = (surveys: Survey[]) =>
    ({
      ...{ variant: 'baseline', outageMs: 1, quietMs: 1, maxMs: 1, errorClasses: [], eventMs: 1, eventError: null },
      ...{ surveys },
    }) as never;
  const right = repeat([counted([10]), counted([10])]);
  const wrong = repeat([counted([10]), counted([11])]);
  expect(drillOutcome([right, right], true).verdict).toBe('inconclusive');
  expect(drillOutcome([right], false)).toEqual({ verdict: 'inconclusive', reason: 'smoke' });
  expect(drillOutcome([right, wrong], false)).toMatchObject({ verdict: 'invalid' });
});
