/** Has a series of levels settled? Asked while a variant is warmed, of the logarithms of the medians of short slices. */
import { kendallTau } from './rank.ts';
import { shiftOf } from './shift.ts';

/** Slices in each of the two windows that are compared. */
export const STEADY_WINDOW = 10;
const MOST_SHIFT = 0.02;
const MOST_TREND = 0.3;
const ALPHA = 0.05;

/**
 * The last ten slices against the ten before them: the shift is below 2 %, its 95 % interval holds 0, and the twenty show no trend.
 * False for fewer than twenty.
 */
export function isSteady(levels: readonly number[]): boolean {
  const last = levels.slice(-2 * STEADY_WINDOW);
  if (last.length < 2 * STEADY_WINDOW) return false;
  const { shift, low, high } = shiftOf(last.slice(0, STEADY_WINDOW), last.slice(STEADY_WINDOW), ALPHA);
  return Math.abs(shift) < MOST_SHIFT && low <= 0 && high >= 0 && Math.abs(kendallTau(last)) < MOST_TREND;
}

/** How a variant came to its level: `flat` from the first check on, `warmup` when the level fell, `slowdown` when it rose. */
export type Settling = 'flat' | 'warmup' | 'slowdown';

/** Of a series that has settled. */
export function settlingOf(levels: readonly number[]): Settling {
  if (levels.length <= 2 * STEADY_WINDOW) return 'flat';
  const { shift } = shiftOf(levels.slice(0, STEADY_WINDOW), levels.slice(-STEADY_WINDOW), ALPHA);
  if (Math.abs(shift) < MOST_SHIFT) return 'flat';
  return shift < 0 ? 'warmup' : 'slowdown';
}
