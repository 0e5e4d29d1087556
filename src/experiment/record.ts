/** Everything one invocation measured, as JSON: the truth from which every report is made. Its shape is this schema and nothing else. */
import { z } from 'zod';
import { acceptedShift } from '../report/accepted.ts';
import { drillEvidence } from './drill-record.ts';
import { openEvidence } from './open-record.ts';
import { better, callsEvidence, effect, taskEvidence } from './record-evidence.ts';
import { notRun, runFacts } from './run-facts.ts';
import { trustRecord } from './trust-record.ts';

export const SCHEMA_VERSION = 1;

export const VERDICTS = ['better', 'worse', 'same', 'inconclusive', 'invalid'] as const;
const at = z.object({ over: z.string(), value: z.number() }).nullable();

/** How good the answers were: means over the questions whose answers are otherwise compared. */
const scored = z.object({
  name: z.string(),
  unit: z.string(),
  better,
  atLeast: z.number().nullable(),
  baseline: z.number(),
  candidate: z.number(),
});

const step = z.object({
  did: z.string(),
  found: z.string(),
  warning: z.string().optional().describe('what may disturb the measurement all the same'),
});

/** What was measured, by shape. */
export const evidenceSchema = z.discriminatedUnion('shape', [callsEvidence, taskEvidence, openEvidence, drillEvidence]);

export const comparisonSchema = z.object({
  key: z.string().describe('unique in the record'),
  id: z.string(),
  store: z.string(),
  bench: z.string(),
  description: z.string(),
  role: z.enum(['gain', 'price']),
  baseline: z.string(),
  variant: z.string(),
  at,
  metric: z.string(),
  unit: z.string(),
  better,
  verdict: z.enum(VERDICTS),
  reason: z.string().nullable().describe('why there is no verdict, or why the answers are invalid'),
  effect: effect.nullable(),
  sessions: z.number().describe('sessions (calls) or repeats (task) that count'),
  sessionsNeeded: z
    .number()
    .nullable()
    .describe('for an inconclusive comparison: about how many sessions would decide it at this noise'),
  margin: z.number(),
  equivalence: z.number(),
  tier: z.enum(['one lane', 'two copies', 'two servers', 'ABBA']),
  cpus: z.object({ layout: z.enum(['same', 'split', 'none']), client: z.string().nullable(), server: z.string().nullable() }),
  statements: z
    .object({ baseline: z.string().nullable(), candidate: z.string().nullable() })
    .describe('what one question asked, as a reader would type it'),
  answers: z.object({
    calls: z.number(),
    baseline: z.string(),
    candidate: z.string(),
    equal: z.boolean(),
    leaves: z.object({ baseline: z.string(), candidate: z.string(), equal: z.boolean() }).nullable(),
    contents: z
      .array(z.object({ table: z.string(), baseline: z.string(), candidate: z.string(), equal: z.boolean() }))
      .optional()
      .describe('digests of all rows of each table that both variants have a copy of, before anything was measured'),
    scores: z
      .array(scored)
      .optional()
      .describe('for answers that differ by design: equal then means that no score lies below its floor'),
  }),
  seconds: z.number(),
  state: z
    .object({ baseline: z.array(step), candidate: z.array(step) })
    .optional()
    .describe('what brought the lanes into the same state before they were measured, each with what the server said afterwards'),
  evidence: evidenceSchema,
  evidenceDigest: z.string().optional().describe('SHA-256 of the evidence as JSON with sorted keys'),
});

/** Neutral between stores: a PostgreSQL plan node, a profile step. */
export interface PlanNode {
  label: string;
  detail: string;
  estimatedRows: number | null;
  actualRows: number | null;
  loops: number | null;
  ownMs: number | null;
  pages: number | null;
  facts: string[];
  children: PlanNode[];
}
const planNode: z.ZodType<PlanNode> = z.object({
  label: z.string(),
  detail: z.string(),
  estimatedRows: z.number().nullable(),
  actualRows: z.number().nullable(),
  loops: z.number().nullable(),
  ownMs: z.number().nullable(),
  pages: z.number().nullable(),
  facts: z.array(z.string()).describe('such as "Rows Removed by Filter: 1979901", "Heap Fetches: 0"'),
  get children() {
    return z.array(planNode);
  },
});
const plan = z.object({
  bench: z.string(),
  variant: z.string(),
  at,
  statement: z.string(),
  analyzed: z.boolean().describe('false for writes, which are explained and never analysed'),
  root: planNode,
});

const variant = z.object({
  name: z.string(),
  change: z.array(z.string()).describe('its apply as a reader would type it, then its server settings and client options'),
  undo: z.array(z.string()),
  risk: z.string().optional().describe('what it gives up and no price shows: a clause after "if you accept that"'),
});
const lane = z.object({
  variants: z.array(z.string()),
  at,
  applyMs: z.number(),
  bytes: z.number().nullable().describe('null where the store cannot tell'),
  changes: z
    .array(z.string())
    .describe('read back after apply: what stands there that was not there before (+), and what is gone (-)'),
  locks: z
    .array(z.object({ on: z.string(), mode: z.string(), stops: z.enum(['writers', 'everybody']), ms: z.number() }))
    .optional()
    .describe(
      'tables that others had to wait for while a statement of apply ran, and how long; not told of what a function did itself, nor of what cannot run in a transaction',
    ),
  undone: z.enum(['statements', 'dropped', 'failed']),
});
const reading = z.object({
  name: z.string(),
  unit: z.string(),
  better,
  at,
  baseline: z.number().nullable().describe('null where the server cannot tell it; a note says why'),
  values: z.array(z.object({ variant: z.string(), value: z.number().nullable() })),
});
const who = { candidate: z.string().optional(), at: z.number().optional() };
const bound = z.object({ atLeast: z.number().optional(), atMost: z.number().optional() });
/** What the optimisation promises, as its author wrote it: of one candidate or all, at one value of the sweep or all. */
const claim = z.union([
  z.object({ ...who, metric: z.string(), timesBetter: bound }),
  z.object({ ...who, metric: z.string(), timesWorse: bound }),
  z.object({ ...who, metric: z.string(), same: z.literal(true) }),
  z.object({ ...who, metric: z.string(), value: bound }),
  z.object({ ...who, plan: z.string() }),
]);
const size = { candidate: z.string(), at: z.number().optional(), metric: z.string(), because: z.string().optional() };
/** How large an effect was when it was first seen, elsewhere; and why it is another here. */
const expected = z.union([
  z.object({ ...size, timesBetter: z.number() }),
  z.object({ ...size, timesWorse: z.number() }),
  z.object({ ...size, value: z.number() }),
]);
const optimization = z.object({
  id: z.string(),
  store: z.string(),
  question: z.string(),
  adopt: z.string(),
  avoid: z.string(),
  baseline: z.string(),
  variants: z.array(variant),
  lanes: z.array(lane),
  readings: z.array(reading),
  plans: z.array(plan),
  claims: z.array(claim).optional(),
  expected: z.array(expected).optional(),
  notes: z.array(z.string()).describe('such as values of a sweep that this scale leaves out'),
  later: z.array(z.string()).optional().describe('what its price is measured by and this run left to longer ones'),
});

const server = z.object({
  name: z.string(),
  version: z.string(),
  origin: z
    .enum(['attach', 'compose', 'local'])
    .optional()
    .describe('attach: named by URL; compose: a container that was up; local (also where it is left out): a process of the run'),
  source: z.string().describe('private tree, PATH, npm; URL; the name of a container'),
  reason: z.string(),
  endpoint: z.string(),
  startedWith: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .optional()
    .describe('the settings that the run gave it; none where it was there before'),
  leftOut: z.array(z.string()).optional().describe('what was not done because it was there before, a sentence each'),
  settings: z.record(z.string(), z.string()).describe('every setting that differs from its default, as the server reports it'),
});
const table = z.object({
  store: z.string(),
  table: z.string(),
  rows: z.number(),
  digest: z.string(),
  bytes: z.number().nullable().describe('null where the store cannot tell'),
});
const dataset = z.object({
  seed: z.number(),
  scale: z.number(),
  fakerVersion: z.string(),
  referenceDate: z.string(),
  digest: z.string(),
  tables: z.array(table),
  loads: z.array(
    z.object({ store: z.string(), rows: z.number(), seconds: z.number(), rowsPerSecond: z.number(), peakRssBytes: z.number() }),
  ),
});

/** Known answers, measured by the identical pipeline before the store's comparisons. */
const control = z.object({
  store: z.string(),
  kind: z.enum(['null', 'positive']).describe('two equal copies; one copy that has a known share more to do'),
  state: z.enum(['passed', 'failed', 'one lane', 'not judged']),
  says: z.string(),
  comparison: comparisonSchema,
});

/** A comparison on which a broken claim rests, measured a second time. */
const confirmation = z.object({
  key: z.string().describe('of the comparison that was measured again'),
  runSeed: z.number(),
  comparison: comparisonSchema.nullable(),
  failure: z.string().nullable().describe('why there is no second measurement'),
});

export const runRecord = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  run: runFacts,
  constants: z.record(z.string(), z.unknown()),
  environment: z.object({
    cpu: z.string(),
    cores: z.number(),
    memoryBytes: z.number(),
    os: z.string(),
    kernel: z.string(),
    node: z.string(),
    packages: z.record(z.string(), z.string()).describe('versions that can change a measurement'),
    foreignLoad: z.string().nullable().describe('pressure on the machine when the run began'),
  }),
  selftest: trustRecord.nullable().optional(),
  servers: z.array(server),
  dataset: dataset.nullable(),
  optimizations: z.array(optimization),
  controls: z.array(control).default([]),
  comparisons: z.array(comparisonSchema),
  confirmations: z.array(confirmation).optional(),
  accepted: z.array(acceptedShift).optional().describe('shifts of its optimisations that somebody had accepted'),
  skipped: z.array(z.object({ id: z.string(), reason: z.string(), remedy: z.string() })),
  notRun: z.array(notRun).default([]),
  failed: z.array(z.object({ id: z.string(), error: z.string(), log: z.array(z.string()), repeat: z.string() })),
});

export type Verdict = (typeof VERDICTS)[number];
export type RunRecord = z.infer<typeof runRecord>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type OptimizationRecord = z.infer<typeof optimization>;
export type LaneRecord = z.infer<typeof lane>;
export type PlanRecord = z.infer<typeof plan>;
export type ReadingRecord = z.infer<typeof reading>;
export type ServerRecord = z.infer<typeof server>;
export type DatasetRecord = z.infer<typeof dataset>;
export type Claim = z.infer<typeof claim>;
export type Expected = z.infer<typeof expected>;
export type ControlRecord = z.infer<typeof control>;
export type ConfirmationRecord = z.infer<typeof confirmation>;
export type At = z.infer<typeof at>;

/** The JSON schema that `mhbench schema` prints. */
export const recordSchema = () => z.toJSONSchema(runRecord);
