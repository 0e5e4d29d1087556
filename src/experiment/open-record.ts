/** The part of the record that an open load leaves: windows, and both variants' figures over all of theirs. */
import { z } from 'zod';

/** Failed calls whose messages differ in their numbers alone. */
export const errorClass = z.object({ message: z.string(), calls: z.number() });

const percentile = z
  .object({ ns: z.number(), lowNs: z.number(), highNs: z.number() })
  .nullable()
  .describe('with its 95 % interval by order statistics; null where too few calls support it');
const distribution = z.object({
  calls: z.number(),
  ...{ p50: percentile, p90: percentile, p99: percentile, p999: percentile },
  maxNs: z.number(),
  histogram: z.string().describe('HdrHistogram of nanoseconds, compressed, base64; empty when there is no call'),
});
const kept = distribution.pick({ histogram: true, maxNs: true });

/** What became of the arrivals: due = sent + dropped, sent = answered + failed + timed out. */
const counts = z.object({
  due: z.number(),
  sent: z.number(),
  answered: z.number(),
  failed: z.number(),
  timedOut: z.number(),
  dropped: z.number().describe('not sent, because too many calls were under way'),
  wrong: z.number().describe("answered, with another number of rows than the other variant's answer to the same question"),
});
const eventLoop = z.object({
  delayP99Ns: z.number().describe("how late the generator's own timers of 1 ms came"),
  utilisation: z.number(),
});

const window = z.object({
  variant: z.enum(['baseline', 'candidate']),
  counts,
  errorClasses: z.array(errorClass),
  elapsedNs: z.number().describe('until the last call was over'),
  lastDueNs: z.number(),
  lastHandledNs: z.number().describe('when the last arrival was sent or dropped'),
  response: kept.describe('completion − intended start, and the time-out for calls that had none'),
  service: kept.describe('completion − actual send, of answered calls'),
  lag: kept.describe('actual send − intended start'),
  eventLoop,
});

const openArm = z.object({
  counts,
  errorClasses: z.array(errorClass),
  goodput: z.number().describe('right answers a second, until the last call was over'),
  rateKept: z
    .number()
    .describe(
      'achieved ÷ intended rate of arrivals: window ÷ (window + how late its last arrival was handled), of the worst window',
    ),
  response: distribution,
  service: distribution,
  lag: distribution,
  eventLoop: eventLoop.describe('of the worst window'),
});

export const openEvidence = z.object({
  shape: z.literal('open'),
  perSecond: z.number().describe('arrivals a second, a Poisson process, the same for both variants'),
  clients: z.number().describe('so many calls at once the connections were opened for'),
  windowMs: z.number(),
  timeoutMs: z.number(),
  order: z.string().describe('one letter a window: B for the baseline, C for the candidate'),
  windows: z.array(window),
  baseline: openArm,
  candidate: openArm,
});

export type OpenEvidence = z.infer<typeof openEvidence>;
export type OpenArm = z.infer<typeof openArm>;
export type DistributionRecord = z.infer<typeof distribution>;
