/** What was found, held against how large it was when it was first seen elsewhere. Pure. */
import { type JudgedClaim, judgeClaims } from './claims.ts';
import type { Claim, Expected, RunRecord } from './record.ts';

/** Twice as much memory bandwidth or another version moves a ratio; three times is another experiment. */
export const EXPECTED_WITHIN = 3;

export interface FoundSize {
  readonly id: string;
  readonly expected: Expected;
  readonly found: NonNullable<JudgedClaim['found']> | null;
  readonly exact: boolean;
  /** How many times larger or smaller it is, at least 1. Null where nothing was found that has a ratio to it. */
  readonly off: number | null;
}

/** The same figure as a claim, whose bounds do not matter: only what was found of it does. */
function claimOf({ because: _, ...expected }: Expected): Claim {
  const { candidate, metric } = expected;
  const where = { candidate, metric, ...(expected.at !== undefined && { at: expected.at }) };
  if ('value' in expected) return { ...where, value: {} };
  return 'timesBetter' in expected ? { ...where, timesBetter: {} } : { ...where, timesWorse: {} };
}

const sizeOf = (expected: Expected): number => {
  if ('value' in expected) return expected.value;
  return 'timesBetter' in expected ? expected.timesBetter : expected.timesWorse;
};

/** Of all optimisations of the record, in their order; a size that holds at every value of a sweep is found at each. */
export function foundSizes({ optimizations, comparisons }: Pick<RunRecord, 'optimizations' | 'comparisons'>): FoundSize[] {
  return optimizations.flatMap((optimization) =>
    (optimization.expected ?? []).flatMap((expected) =>
      judgeClaims({ optimizations: [{ ...optimization, claims: [claimOf(expected)] }], comparisons }).map(({ found, exact }) => {
        const times = found === null ? Number.NaN : found.estimate / sizeOf(expected);
        const off = Number.isFinite(times) && times > 0 ? Math.max(times, 1 / times) : null;
        return { id: optimization.id, expected, found, exact, off };
      }),
    ),
  );
}
