/** Shifts that somebody has accepted: from then on the series of an optimisation begins anew. Pure. */
import { z } from 'zod';

export const acceptedShift = z.object({
  id: z.string().describe('of the optimisation'),
  reason: z.string(),
  at: z.string().describe('when it was accepted'),
  from: z.string().describe('when the first run of the new series was started'),
  commit: z.string().nullable(),
});
export type AcceptedShift = z.infer<typeof acceptedShift>;

/** The latest one that concerns this optimisation, or this comparison; undefined where there is none. */
export const acceptedFor = (key: string, all: readonly AcceptedShift[]): AcceptedShift | undefined =>
  all
    .filter(({ id }) => key === id || key.startsWith(`${id}/`))
    .sort((one, other) => (one.at < other.at ? -1 : 1))
    .at(-1);

export const acceptedText = ({ at, reason, commit }: AcceptedShift): string =>
  `a shift was accepted on ${at.slice(0, 10)}${commit === null ? '' : ` at commit ${commit}`}: ${reason}`;
