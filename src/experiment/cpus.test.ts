// Which processors processes get, and what follows where they get none of their own.
import { describe, expect, test } from 'vitest';
import { CONSTANTS, PROFILES, TIMES_AS_WIDE } from './constants.ts';
import { layout, unconfined, whyUnpinned } from './cpus.ts';
import type { PlannedComparison } from './plan.ts';
import { ruleFor } from './rule.ts';

test('one client shares a core with its server, several have one beside, and without taskset or on one core nobody has any', () => {
  expect(layout(1, 2, true)).toEqual({ layout: 'same', client: '1', server: '1' });
  expect(layout(4, 2, true)).toEqual({ layout: 'split', client: '1', server: '0' });
  expect(layout(4, 8, true)).toEqual({ layout: 'split', client: '7', server: '0-6' });
  expect([layout(1, 2, false), layout(1, 1, true)].map((each) => each.layout)).toEqual(['none', 'none']);
});

test('a task that wants all cores has them again, also after one that had one', () => {
  expect(unconfined(4, true)).toEqual({ layout: 'none', client: '0-3', server: '0-3' });
  expect([unconfined(4, false), unconfined(1, true)]).toEqual([layout(1, 4, false), layout(1, 1, true)]);
});

test('why nothing is pinned is told: it was asked for, there is one core, or there is no taskset', () => {
  expect(whyUnpinned({ asked: true, cores: 2, canPin: true })).toBeNull();
  expect(whyUnpinned({ asked: false, cores: 2, canPin: false })).toBe('--cpus none');
  expect(whyUnpinned({ asked: true, cores: 1, canPin: true })).toBe('one core');
  expect(whyUnpinned({ asked: true, cores: 2, canPin: false })).toContain('no taskset');
});

describe('margins of unpinned processes', () => {
  const rule = (metric: PlannedComparison['metric'], pinned: boolean) =>
    ruleFor({ metric, better: 'lower' } as PlannedComparison, 'two copies', pinned, { name: 'quick', ...PROFILES.quick });
  test.each(['p50', 'perSecond', 'ms'] as const)('are three times as wide, and the bounds of sameness are not: %s', (metric) => {
    const [pinned, unpinned] = [rule(metric, true), rule(metric, false)];
    expect(unpinned.margin).toBeCloseTo(3 * pinned.margin, 12);
    expect(unpinned.equivalence).toBe(pinned.equivalence);
  });
  test('have a factor that the words name', () =>
    expect([CONSTANTS.unpinnedFactor, TIMES_AS_WIDE]).toEqual([3, 'three times as wide']));
});
