/** Everything one invocation measured, as JSON: the truth from which every report is made. Its shape is this schema and nothing else. */
import { z } from 'zod';

export const SCHEMA_VERSION = 1;

/** Candidate ÷ baseline, always; only display turns it into "times better". The interval has the stated confidence, adjusted for the looks. */
const effect = z.object({ ratio: z.number(), low: z.number(), high: z.number(), confidence: z.number() });
export const VERDICTS = ['better', 'worse', 'same', 'inconclusive', 'invalid'] as const;
const better = z.enum(['lower', 'higher']);
const at = z.object({ over: z.string(), value: z.number() }).nullable();

/** One variant's calls of a whole comparison, merged over its sessions, for display. Times in nanoseconds; a percentile too few calls support is null. */
const arm = z.object({
  calls: z.number(),
  errors: z.number(),
  errorSample: z.string().nullable(),
  meanNs: z.number(),
  p50Ns: z.number().nullable(),
  p90Ns: z.number().nullable(),
  p99Ns: z.number().nullable(),
  p999Ns: z.number().nullable(),
  maxNs: z.number(),
  perSecond: z.number(),
  histogram: z.string().describe('HdrHistogram of nanoseconds, compressed, base64'),
});

/** A session: fresh connections, then interleaved blocks. All values are natural logarithms of candidate ÷ baseline. */
const session = z.object({
  effect: z.number().nullable().describe('of the deciding metric; null when the session was discarded'),
  discarded: z.string().nullable().describe('the reason, when the session does not count'),
  blocks: z.array(z.number()).describe('log-ratios of the deciding metric, one a block, in time order'),
  orders: z.string().describe('one letter a block: B when the baseline went first, C when the candidate did'),
  metrics: z.record(z.string(), z.number().nullable()).describe('log-ratio of every metric in this session'),
  measuredMs: z.number(),
});

const secondary = z.object({ metric: z.string(), unit: z.string(), better, effect: effect.nullable(), sessions: z.number() });

const callsEvidence = z.object({
  shape: z.literal('calls'),
  sessions: z.array(session),
  looks: z.array(z.number()),
  opsPerSlice: z.number(),
  clients: z.number(),
  baseline: arm,
  candidate: arm,
  secondary: z.array(secondary).describe('shown with their intervals, unadjusted: exploratory'),
});
const taskEvidence = z.object({
  shape: z.literal('task'),
  looks: z.array(z.number()),
  repeats: z.array(
    z.object({ order: z.string(), baselineMs: z.array(z.number()), candidateMs: z.array(z.number()), effect: z.number() }),
  ),
  secondary: z.array(secondary),
});

/** How good the answers were: means over the questions whose answers are otherwise compared. */
const scored = z.object({
  name: z.string(),
  unit: z.string(),
  better,
  atLeast: z.number().nullable(),
  baseline: z.number(),
  candidate: z.number(),
});

const comparison = z.object({
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
    scores: z
      .array(scored)
      .optional()
      .describe('for answers that differ by design: equal then means that no score lies below its floor'),
  }),
  seconds: z.number(),
  evidence: z.discriminatedUnion('shape', [callsEvidence, taskEvidence]),
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
});
const lane = z.object({
  variants: z.array(z.string()),
  at,
  applyMs: z.number(),
  bytes: z.number().nullable().describe('null where the store cannot tell'),
  changes: z
    .array(z.string())
    .describe('read back after apply: what stands there that was not there before (+), and what is gone (-)'),
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
  notes: z.array(z.string()).describe('such as values of a sweep that this scale leaves out'),
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

export const runRecord = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  run: z.object({
    id: z.string(),
    status: z.enum(['running', 'complete', 'interrupted', 'failed']),
    startedAt: z.string(),
    durationMs: z.number(),
    profile: z.string(),
    scale: z.number(),
    dataSeed: z.number(),
    runSeed: z.number(),
    command: z.string(),
    commit: z.string().nullable(),
    toolVersion: z.string(),
    planned: z.number().describe('comparisons that the plan held'),
  }),
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
  servers: z.array(server),
  dataset: dataset.nullable(),
  optimizations: z.array(optimization),
  comparisons: z.array(comparison),
  skipped: z.array(z.object({ id: z.string(), reason: z.string(), remedy: z.string() })),
  failed: z.array(z.object({ id: z.string(), error: z.string(), log: z.array(z.string()), repeat: z.string() })),
});

export type Effect = z.infer<typeof effect>;
export type Verdict = (typeof VERDICTS)[number];
export type RunRecord = z.infer<typeof runRecord>;
export type Comparison = z.infer<typeof comparison>;
export type CallsEvidence = z.infer<typeof callsEvidence>;
export type TaskEvidence = z.infer<typeof taskEvidence>;
export type SessionEvidence = z.infer<typeof session>;
export type ArmSummary = z.infer<typeof arm>;
export type SecondaryMetric = z.infer<typeof secondary>;
export type OptimizationRecord = z.infer<typeof optimization>;
export type LaneRecord = z.infer<typeof lane>;
export type PlanRecord = z.infer<typeof plan>;
export type ReadingRecord = z.infer<typeof reading>;
export type ServerRecord = z.infer<typeof server>;
export type DatasetRecord = z.infer<typeof dataset>;
export type At = z.infer<typeof at>;

/** The JSON schema that `mhbench schema` prints. */
export const recordSchema = () => z.toJSONSchema(runRecord);
