/** The part of the record that a drill leaves: each repeat's timeline around the event, and what became of the calls. */
import { z } from 'zod';
import { errorClass } from './open-record.ts';

const step = z.object({
  atMs: z.number().describe('after the event, by intended start; negative before it'),
  due: z.number(),
  answered: z.number(),
  p50Ns: z.number().nullable(),
  maxNs: z.number().nullable().describe('of the response; null where nothing of this step was answered'),
});

const survey = z.object({
  found: z.number().describe('writes that are there, each as often as it is there'),
  lost: z.number(),
  duplicated: z.number(),
  strange: z.number().describe('found, and made by nobody'),
  digest: z.string().describe('SHA-256 of all that was found, in order'),
});

const repeat = z.object({
  variant: z.enum(['baseline', 'candidate']),
  outageMs: z
    .number()
    .nullable()
    .describe('the longest time after the event in which nothing was answered; null when it was not over at the end'),
  quietMs: z.number().describe('the same before the event'),
  maxMs: z.number().describe('the longest response'),
  counts: z.object({ due: z.number(), answered: z.number(), failed: z.number(), timedOut: z.number(), dropped: z.number() }),
  errorClasses: z.array(errorClass),
  eventMs: z.number().nullable().describe('how long bringing the event about took; null where it failed or nobody does'),
  eventError: z.string().nullable(),
  acknowledged: z.number().nullable().describe('calls that were answered; null where nobody looks for survivors'),
  lost: z.number().nullable().describe('acknowledged, and not found afterwards; null where that could not be looked for'),
  duplicated: z.number().nullable().optional().describe('writes that were found more than once; null as above'),
  surveys: z.array(survey).optional().describe('what survived, read twice: one after the other, the whole of it'),
  unread: z.string().nullable().optional().describe('why what survived could not be read'),
  torn: z.number().nullable().optional().describe('writes that one store has and another has not; null where nobody asks'),
  steps: z.array(step),
});

export const drillEvidence = z.object({
  shape: z.literal('drill'),
  event: z.string().describe('in words'),
  perSecond: z.number(),
  clients: z.number(),
  beforeMs: z.number(),
  afterMs: z.number(),
  stepMs: z.number(),
  repeats: z.array(repeat),
});

export type DrillEvidence = z.infer<typeof drillEvidence>;
export type DrillRepeat = z.infer<typeof repeat>;
