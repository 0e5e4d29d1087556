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
