/** The part of the record that says which run it is: what was asked for, on which sources, how it went on, and what it did not come to. */
import { z } from 'zod';

/** What the command asked for, as far as nothing else in the record says it: a run that was interrupted is asked for by it again. */
const asked = z.object({
  ids: z.array(z.string()),
  only: z.array(z.string()),
  exclude: z.array(z.string()),
  cpus: z.enum(['auto', 'none']),
  load: z.union([z.object({ clients: z.number() }), z.object({ perSecond: z.number() })]).nullable(),
  concurrency: z.array(z.number()),
  timeoutSeconds: z.number().nullable().describe('the wall time that was given; null where the profile alone set a budget'),
});

export const runFacts = z.object({
  id: z.string(),
  status: z.enum(['running', 'complete', 'interrupted', 'failed']),
  startedAt: z.string(),
  durationMs: z.number().describe('of all its parts, where it was resumed'),
  profile: z.string(),
  scale: z.number(),
  dataSeed: z.number(),
  runSeed: z.number(),
  command: z.string(),
  commit: z.string().nullable(),
  catalogue: z.string().optional().describe('digest of the sources of what is measured: benches, optimisations, seeders'),
  toolVersion: z.string(),
  planned: z.number().describe('comparisons that the plan held, those that stood before it was resumed among them'),
  load: z.string().optional().describe('the load that the command asked for, such as --load open:800/s'),
  asked: asked.optional(),
  shard: z
    .object({ index: z.number(), of: z.number(), comparisons: z.number().describe('of all shards together') })
    .optional()
    .describe('which part of a run over several machines this is, from 1 on'),
  merged: z
    .object({
      of: z.number(),
      shards: z.array(z.number()).describe('those that are there'),
      runs: z.array(z.string()),
      differing: z.array(z.string()).describe('in what their machines differ'),
    })
    .optional()
    .describe('it was put together from shards'),
  resumedAt: z.array(z.string()).optional().describe('when it was taken up again, each time'),
});

/** A comparison that was left out whole. */
export const notRun = z.object({
  key: z.string(),
  id: z.string(),
  why: z
    .enum(['plan', 'time', 'bail'])
    .describe('plan: left out before the run to keep within its time; time: when it ran out; bail: after a failure, as asked'),
  seconds: z.number().describe('what it takes at the least'),
});

export type NotRun = z.infer<typeof notRun>;
