/** The evidence of one comparison as it stands in the record: sessions with their blocks, figures of either variant, the machine's health. */
import { z } from 'zod';
import { errorClass } from './open-record.ts';

export const better = z.enum(['lower', 'higher']);
/** Candidate ÷ baseline, always; only display turns it into "times better". The interval has the stated confidence, adjusted for the looks. */
export const effect = z.object({ ratio: z.number(), low: z.number(), high: z.number(), confidence: z.number() });

/** One variant's calls of a whole comparison, merged over its sessions, for display. Times in nanoseconds; a percentile too few calls support is null. */
const arm = z.object({
  calls: z.number(),
  errors: z.number(),
  errorSample: z.string().nullable(),
  errorClasses: z.array(errorClass).optional().describe('failed calls by message, numbers left out; at most ten classes'),
  meanNs: z.number(),
  p50Ns: z.number().nullable(),
  p90Ns: z.number().nullable(),
  p99Ns: z.number().nullable(),
  p999Ns: z.number().nullable(),
  intervals: z
    .record(z.string(), z.object({ lowNs: z.number(), highNs: z.number() }))
    .optional()
    .describe('by percentile (p50, p90, p99, p999): between what it lies with 95 %, by order statistics'),
  maxNs: z.number(),
  perSecond: z.number(),
  histogram: z.string().describe('HdrHistogram of nanoseconds, compressed, base64'),
});

const share = z.number().min(0).max(1);
const percent = z.number().nullable();

/** The machine during a session: shares are of the cores' time. */
const health = z.object({
  level: z.enum(['green', 'amber', 'red']),
  foreignShare: share.describe('used by processes that are not ours, or taken by the host'),
  stealShare: share,
  waitShare: share.describe('of our processes, waiting for a processor; two processes on one core wait for each other by design'),
  throttled: z.number().nullable().describe('how often a limit of the container stopped us; null where there is none'),
  pressure: z.object({ cpu: percent, io: percent, memory: percent }).describe('percent of the last ten seconds'),
  load1: z.number(),
});
const vitals = z
  .object({ gcMs: z.number(), eventLoopDelayP99Ns: z.number(), utilization: z.number() })
  .describe('of the load generator');

const settling = z.enum(['flat', 'warmup', 'slowdown', 'no-steady-state']);
/** How the variants came to their levels before the first session. */
const warm = z.object({
  baseline: settling,
  candidate: settling,
  together: z.boolean().describe('their ratio has settled'),
  slices: z.number(),
  ms: z.number(),
});

const levels = z.object({ meanNs: z.number().nullable(), perSecond: z.number().nullable() });

/** A session: fresh connections, then interleaved blocks. All values are natural logarithms of candidate ÷ baseline. */
const session = z.object({
  effect: z.number().nullable().describe('of the deciding metric; null when the session was discarded'),
  discarded: z.string().nullable().describe('the reason, when the session does not count'),
  wrong: z.boolean().optional().describe('whether it was discarded for answers of another shape, which ends the comparison'),
  blocks: z.array(z.number()).describe('log-ratios of the deciding metric, one a block, in time order'),
  orders: z.string().describe('one letter a block: B when the baseline went first, C when the candidate did'),
  metrics: z.record(z.string(), z.number().nullable()).describe('log-ratio of every metric in this session'),
  levels: z
    .object({ baseline: levels, candidate: levels })
    .optional()
    .describe('of either variant by itself; null where none was answered'),
  measuredMs: z.number(),
  health: health.nullable().optional().describe('null where the system does not tell'),
  vitals: vitals.optional(),
});

const secondary = z.object({ metric: z.string(), unit: z.string(), better, effect: effect.nullable(), sessions: z.number() });

const calls = z.object({
  shape: z.literal('calls'),
  sessions: z.array(session),
  looks: z.array(z.number()),
  opsPerSlice: z.number(),
  clients: z.number(),
  baseline: arm,
  candidate: arm,
  overhead: z
    .object({ baselineNs: z.number(), candidateNs: z.number() })
    .optional()
    .describe('what the harness takes of a call, measured around calls that do nothing, of either side; it is not subtracted'),
  warm: warm.nullable().optional().describe('null where nothing was warmed'),
  secondary: z.array(secondary).describe('shown with their intervals, unadjusted: exploratory'),
});
export const callsEvidence = calls.extend({
  exchanged: calls
    .optional()
    .describe('the second half, with the copies made anew in exchanged places, where a small effect would have been called'),
});
export const taskEvidence = z.object({
  shape: z.literal('task'),
  looks: z.array(z.number()),
  repeats: z.array(
    z.object({
      ...{ order: z.string(), baselineMs: z.array(z.number()), candidateMs: z.array(z.number()), effect: z.number() },
      health: health.nullable().optional().describe('null where the system does not tell'),
    }),
  ),
  secondary: z.array(secondary),
});

export type Effect = z.infer<typeof effect>;
export type CallsEvidence = z.infer<typeof callsEvidence>;
/** Of one pair of copies. */
export type HalfEvidence = z.infer<typeof calls>;
export type TaskEvidence = z.infer<typeof taskEvidence>;
export type SessionEvidence = z.infer<typeof session>;
export type ArmSummary = z.infer<typeof arm>;
export type SecondaryMetric = z.infer<typeof secondary>;
export type Health = z.infer<typeof health>;
