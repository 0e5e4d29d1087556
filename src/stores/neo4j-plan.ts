/** Neo4j's plan or profile as the record's neutral nodes. Pure: database hits stand as pages, the rest becomes facts. */
import { z } from 'zod';
import type { PlanNode } from '../experiment/record.ts';

const step = z.looseObject({
  operatorType: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  dbHits: z.number().optional(),
  rows: z.number().optional(),
  get children() {
    return z.array(step);
  },
});
type Step = z.infer<typeof step>;

/** Of an operator, and of the whole, whose values stand at the root alone. */
const FACTS = ['Order', 'Memory'] as const;
const WHOLE: readonly (readonly [string, string])[] = [
  ['runtime', 'Runtime'],
  ['planner', 'Planner'],
  ['GlobalMemory', 'Memory of all (bytes)'],
];

/** `shown` takes the lane's ending off the names. Community measures no times and no pages of a step. */
export function planOf(plan: unknown, shown: (text: string) => string): PlanNode {
  const root = step.parse(plan);
  const mapped = nodeOf(root, shown);
  const whole = WHOLE.flatMap(([name, title]) => factOf(title, root.arguments[name]));
  return { ...mapped, facts: [...mapped.facts, ...whole, ...(root.dbHits === undefined ? [] : ['Pages are database hits'])] };
}

function nodeOf({ operatorType, arguments: told, dbHits, rows, children }: Step, shown: (text: string) => string): PlanNode {
  const { Details, EstimatedRows } = told;
  return {
    // `NodeByLabelScan@neo4j`: the database is the same one everywhere.
    label: operatorType.replace(/@.*$/, ''),
    detail: typeof Details === 'string' ? shown(Details) : '',
    estimatedRows: typeof EstimatedRows === 'number' ? EstimatedRows : null,
    actualRows: rows ?? null,
    loops: null,
    ownMs: null,
    pages: dbHits ?? null,
    facts: FACTS.flatMap((name) => factOf(name, told[name])).map(shown),
    children: children.map((child) => nodeOf(child, shown)),
  };
}

const factOf = (title: string, value: unknown): string[] =>
  value === undefined || value === 0 || typeof value === 'object' ? [] : [`${title}: ${String(value)}`];
