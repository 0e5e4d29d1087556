/** PostgreSQL's JSON plan as the record's neutral nodes. Pure: times and pages become each node's own, the rest becomes facts. */
import { z } from 'zod';
import type { PlanNode } from '../experiment/record.ts';
import { LANE_PREFIX } from './names.ts';

const node = z.looseObject({
  'Node Type': z.string(),
  get Plans() {
    return z.array(node).optional();
  },
});
type Node = z.infer<typeof node>;
const explained = z.looseObject({
  Plan: node,
  Settings: z.record(z.string(), z.string()).optional(),
  'Planning Time': z.number().optional(),
  'Execution Time': z.number().optional(),
  JIT: z.unknown().optional(),
});

/** What tells a reader why the node cost what it did, in the order in which it is shown. */
const FACTS = [
  'Join Type',
  'Strategy',
  'Operation',
  'Scan Direction',
  'Index Cond',
  'Recheck Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Filter',
  'Group Key',
  'Sort Key',
  'Presorted Key',
  'Sort Method',
  'Sort Space Type',
  'Sort Space Used',
  'Rows Removed by Filter',
  'Rows Removed by Index Recheck',
  'Rows Removed by Join Filter',
  'Heap Fetches',
  'Lossy Heap Blocks',
  'Subplans Removed',
  'Workers Planned',
  'Workers Launched',
  'Hash Batches',
  'Peak Memory Usage',
  'Temp Read Blocks',
  'Temp Written Blocks',
  'WAL Records',
  'WAL FPI',
  'WAL Bytes',
  'Relations',
  'Remote SQL',
] as const;
/** Counters that say nothing when they are zero. */
const SILENT_AT_ZERO = new Set([
  'Rows Removed by Index Recheck',
  'Lossy Heap Blocks',
  'Temp Read Blocks',
  'Temp Written Blocks',
  'WAL Records',
  'WAL FPI',
  'WAL Bytes',
  'Subplans Removed',
]);
/** What is sent to a shard names the lane, which is another one for each variant and run. */
const LANE_SCHEMA = new RegExp(`\\b${LANE_PREFIX}\\w+\\.`, 'g');
const HIDDEN_VALUES = new Set(['Scan Direction: Forward', 'Join Type: Inner', 'Strategy: Plain']);

/** The tree of what EXPLAIN (FORMAT JSON) returned; `facts` are the caller's, added to the root. */
export function planOf(rows: readonly Readonly<Record<string, unknown>>[], facts: readonly string[]): PlanNode {
  const [whole] = z.array(explained).parse(rows[0]?.['QUERY PLAN']);
  if (whole === undefined) throw new TypeError('EXPLAIN returned no plan');
  const root = mapped(whole.Plan, 1);
  return { ...root, facts: [...root.facts, ...facts, ...wholeFacts(whole)] };
}

/** For statements that PostgreSQL runs without a plan, such as DROP TABLE. */
export const utilityPlan = (text: string): PlanNode => ({
  label: 'Utility',
  detail: text.trim().split(/\s+/).slice(0, 3).join(' '),
  estimatedRows: null,
  actualRows: null,
  loops: null,
  ownMs: null,
  pages: null,
  facts: ['PostgreSQL makes no plan for this statement'],
  children: [],
});

function wholeFacts(whole: z.infer<typeof explained>): string[] {
  const settings = Object.entries(whole.Settings ?? {})
    .filter(([name]) => name !== 'search_path')
    .map(([name, value]) => `${name} = ${value}`);
  return [
    ...(settings.length === 0 ? [] : [`Settings: ${settings.join(', ')}`]),
    ...(whole['Planning Time'] === undefined ? [] : [`Planning Time: ${whole['Planning Time']} ms`]),
    ...(whole['Execution Time'] === undefined ? [] : [`Execution Time: ${whole['Execution Time']} ms`]),
    ...(whole.JIT === undefined ? [] : ['JIT: compiled']),
  ];
}

/** Below a Gather, loops counts the processes: `processes` turns their added time back into the time that passed. */
function mapped(plan: Node, processes: number): PlanNode {
  const below = plan['Node Type'].startsWith('Gather') ? numberOf(plan, 'Workers Launched', 0) + 1 : processes;
  const plans = plan.Plans ?? [];
  return {
    label: `${plan['Parallel Aware'] === true ? 'Parallel ' : ''}${plan['Node Type']}`,
    detail: detailOf(plan),
    estimatedRows: figure(plan, 'Plan Rows'),
    actualRows: figure(plan, 'Actual Rows'),
    loops: figure(plan, 'Actual Loops'),
    ownMs: own(
      totalMs(plan, processes),
      plans.map((each) => totalMs(each, below)),
    ),
    pages: own(pagesOf(plan), plans.map(pagesOf)),
    facts: FACTS.flatMap((name) => factOf(plan, name)),
    children: plans.map((each) => mapped(each, below)),
  };
}

function detailOf(plan: Node): string {
  const index = plan['Index Name'];
  const relation = plan['Relation Name'] ?? plan['CTE Name'] ?? plan['Function Name'] ?? plan['Subplan Name'];
  const alias = plan['Alias'];
  const shown = [index, relation].filter((each) => typeof each === 'string').join(' on ');
  return typeof alias === 'string' && alias !== relation && typeof relation === 'string' ? `${shown} ${alias}` : shown;
}

const figure = (plan: Node, name: string): number | null => {
  const value = plan[name];
  return typeof value === 'number' ? value : null;
};
const numberOf = (plan: Node, name: string, fallback: number): number => figure(plan, name) ?? fallback;

/** Wall time spent in the node and all below it, over all its loops. */
function totalMs(plan: Node, processes: number): number | null {
  const each = figure(plan, 'Actual Total Time');
  return each === null ? null : (each * numberOf(plan, 'Actual Loops', 1)) / processes;
}

/** Pages touched by the node and all below it; PostgreSQL has added the loops already. */
function pagesOf(plan: Node): number | null {
  const hit = figure(plan, 'Shared Hit Blocks');
  return hit === null ? null : hit + numberOf(plan, 'Shared Read Blocks', 0);
}

/** A node's own share. Averages are rounded by PostgreSQL, so a small negative rest is nothing. */
const own = (total: number | null, below: readonly (number | null)[]): number | null =>
  total === null ? null : Math.max(0, Number((total - below.reduce<number>((sum, each) => sum + (each ?? 0), 0)).toFixed(3)));

function factOf(plan: Node, name: (typeof FACTS)[number]): string[] {
  const value = plan[name];
  if (value === undefined || value === null || (value === 0 && SILENT_AT_ZERO.has(name))) return [];
  const shown = Array.isArray(value) ? value.join(', ') : String(value);
  const fact = `${name}: ${shown.replaceAll(LANE_SCHEMA, '')}`;
  return HIDDEN_VALUES.has(fact) ? [] : [fact];
}
