/** MongoDB's explain as the record's neutral nodes. Pure: the winning plan gives the tree, the execution its counts. */
import { z } from 'zod';
import type { PlanNode } from '../experiment/record.ts';
import { written } from './mongodb-text.ts';

type Fields = Readonly<Record<string, unknown>>;

const stage = z.looseObject({
  stage: z.string(),
  get inputStage() {
    return stage.optional();
  },
  get inputStages() {
    return z.array(stage).optional();
  },
});
type Stage = z.infer<typeof stage>;
const fields = z.record(z.string(), z.unknown());

/** The slot-based engine puts the readable plan into `queryPlan`. */
const winning = z.union([z.object({ queryPlan: stage }).transform(({ queryPlan }) => queryPlan), stage]);
const planner = z.looseObject({ namespace: z.string(), winningPlan: winning });
const execution = z.looseObject({ executionStages: fields.optional() });
const explained = z.looseObject({ queryPlanner: planner, executionStats: execution.optional() });
const pipeline = z.looseObject({ stages: z.array(fields).nonempty() });
const cursorStage = z.looseObject({ $cursor: explained });

/** What tells a reader why a stage cost what it did, in the order in which it is shown. */
const FACTS: readonly (readonly [field: string, label: string])[] = [
  ['keyPattern', 'Key'],
  ['indexBounds', 'Bounds'],
  ['filter', 'Filter'],
  ['sortPattern', 'Sort'],
  ['limitAmount', 'Limit'],
  ['direction', 'Direction'],
  ['transformBy', 'Projection'],
  ['keysExamined', 'Keys Examined'],
  ['docsExamined', 'Documents Examined'],
  ['memUsage', 'Memory Used'],
  ['usedDisk', 'Used Disk'],
];
const HIDDEN_VALUES = new Set(['Direction: forward', 'Used Disk: false']);
/** Of the whole statement, shown at the root. */
const TOTALS: readonly (readonly [field: string, label: string])[] = [
  ['totalKeysExamined', 'Keys Examined In All'],
  ['totalDocsExamined', 'Documents Examined In All'],
  ['nReturned', 'Documents Returned'],
  ['executionTimeMillis', 'Execution Time In ms'],
];

/** The tree of what `explain` replied; a pipeline's later stages stand above those that feed them. */
export function planOf(reply: Fields): PlanNode {
  const stages = pipeline.safeParse(reply);
  if (!stages.success) return ofQuery(explained.parse(reply));
  const [first = {}, ...later] = stages.data.stages;
  const start = cursorStage.safeParse(first);
  const root = start.success ? ofQuery(start.data.$cursor) : ofPipelineStage(first, null);
  return later.reduce<PlanNode>((below, each) => ofPipelineStage(each, below), root);
}

/** For commands that have no plan, such as insert. */
export const unplanned = (name: string, why: string): PlanNode => ({
  ...EMPTY,
  label: name,
  facts: [why],
});

const EMPTY: Omit<PlanNode, 'label'> = {
  detail: '',
  estimatedRows: null,
  actualRows: null,
  loops: null,
  ownMs: null,
  pages: null,
  facts: [],
  children: [],
};

function ofQuery({ queryPlanner, executionStats }: z.infer<typeof explained>): PlanNode {
  const collection = queryPlanner.namespace.slice(queryPlanner.namespace.indexOf('.') + 1);
  const ran = stage.safeParse(executionStats?.executionStages);
  const root = mapped(queryPlanner.winningPlan, ran.success ? ran.data : null, collection);
  return { ...root, facts: [...root.facts, ...factsOf(executionStats ?? {}, TOTALS)] };
}

/** `{ $lookup: { … }, nReturned: 20, executionTimeMillisEstimate: 1 }`: its name is the key that begins with a dollar. */
function ofPipelineStage(each: Fields, below: PlanNode | null): PlanNode {
  const name = Object.keys(each).find((key) => key.startsWith('$')) ?? 'stage';
  return {
    ...EMPTY,
    label: name,
    detail: written(each[name]),
    actualRows: figure(each, 'nReturned'),
    facts: factsOf(each, [
      ['totalKeysExamined', 'Keys Examined'],
      ['totalDocsExamined', 'Documents Examined'],
      ['indexesUsed', 'Indexes Used'],
    ]),
    children: below === null ? [] : [below],
  };
}

const inputsOf = (each: Stage): readonly Stage[] => [
  ...(each.inputStage === undefined ? [] : [each.inputStage]),
  ...(each.inputStages ?? []),
];

/** A stage that was planned and is not among those that ran (a stand-in leaves some out, the slot-based engine renames them) has no counts. */
function mapped(planned: Stage, ran: Stage | null, collection: string): PlanNode {
  const matches = ran?.stage === planned.stage;
  const figures: Fields = matches ? { ...planned, ...ran } : planned;
  const below = ran === null ? [] : matches ? inputsOf(ran) : [ran];
  const children = inputsOf(planned);
  const index = figures['indexName'];
  return {
    ...EMPTY,
    label: planned.stage,
    detail: typeof index === 'string' ? `${index} on ${collection}` : children.length === 0 ? collection : '',
    actualRows: matches ? figure(figures, 'nReturned') : null,
    ownMs: matches ? ownMs(ran) : null,
    facts: factsOf(figures, FACTS),
    children: children.map((each, i) => mapped(each, below[i] ?? null, collection)),
  };
}

/** MongoDB's estimate of a stage holds all below it. */
function ownMs(ran: Stage): number | null {
  const total = figure(ran, 'executionTimeMillisEstimate');
  if (total === null) return null;
  return Math.max(0, total - inputsOf(ran).reduce((sum, each) => sum + (figure(each, 'executionTimeMillisEstimate') ?? 0), 0));
}

const figure = (of: Fields, name: string): number | null => {
  const value = of[name];
  return typeof value === 'number' ? value : null;
};

const factsOf = (of: Fields, which: readonly (readonly [string, string])[]): string[] =>
  which.flatMap(([field, label]) => {
    const value = of[field];
    if (value === undefined || value === null) return [];
    const fact = `${label}: ${typeof value === 'string' ? value : written(value)}`;
    return HIDDEN_VALUES.has(fact) ? [] : [fact];
  });
