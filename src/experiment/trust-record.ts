/** What the last long self-test of this tool found of equal variants: a false-alarm rate that every record and report carries. */
import { z } from 'zod';

export const trustRecord = z
  .object({
    commit: z.string().nullable(),
    machine: z.string(),
    startedAt: z.string(),
    trials: z.number().describe('comparisons of equal variants'),
    falseAlarms: z.number().describe('of them were told apart'),
    excludedAbove: z.number().describe('the rate that this count excludes at 95 %, exact and one-sided'),
  })
  .describe('of the last long self-test (docs/trust.md), on the machine that it names');
export type TrustRecord = z.infer<typeof trustRecord>;
