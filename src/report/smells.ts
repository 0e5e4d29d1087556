/** What in a plan a reader should look at, in words: rules over the plan alone, in the words of the store that made it. Pure. */
import type { PlanNode } from '../experiment/record.ts';
import { count } from './format.ts';

/** Of one step of a plan. */
export interface Smell {
  readonly step: string;
  readonly says: string;
}

/** Below these a step is too small to matter. */
const MANY_ROWS = 1_000;
const MANY_LOOPS = 1_000;
const MUCH_MORE = 10;
const LEAST_SURPRISE = 100;
const LEAST_HEAP_FETCHES = 100;
const SHORT_MS = 100;

const figure = ({ facts }: PlanNode, name: string): number => {
  const told = facts.find((fact) => fact.startsWith(`${name}: `));
  return told === undefined ? 0 : Number.parseFloat(told.slice(name.length + 2));
};

type Rule = (node: PlanNode) => string | null;

const throwsAway: Rule = (node) => {
  const removed = figure(node, 'Rows Removed by Filter') * (node.loops ?? 1);
  const kept = (node.actualRows ?? 0) * (node.loops ?? 1);
  if (removed < MANY_ROWS || removed < MUCH_MORE * kept) return null;
  return `reads ${count(removed)} rows that its filter throws away, for ${count(kept)} that stay: an index on what it filters by`;
};
/** Too few expected: the planner chose a way for few rows. Too many expected is common below a LIMIT, and harmless. */
const surprised: Rule = ({ estimatedRows, actualRows }) => {
  if (estimatedRows === null || actualRows === null || actualRows < LEAST_SURPRISE) return null;
  if (actualRows < MUCH_MORE * Math.max(1, estimatedRows)) return null;
  return `expects ${count(estimatedRows)} rows and finds ${count(actualRows)}: ANALYZE, or statistics on columns that depend on each other`;
};
const fetches: Rule = (node) => {
  const fetched = figure(node, 'Heap Fetches');
  if (fetched < LEAST_HEAP_FETCHES || fetched * MUCH_MORE < (node.actualRows ?? 0)) return null;
  return `looks up ${count(fetched)} rows in the table although the index has every column: VACUUM`;
};
const spills: Rule = (node) => {
  const pages = figure(node, 'Temp Written Blocks');
  return pages === 0 ? null : `writes ${count(pages)} pages to temporary files: more work_mem, or fewer rows`;
};
const forgets: Rule = (node) =>
  figure(node, 'Lossy Heap Blocks') === 0 ? null : 'remembers pages instead of rows, and reads all of each: more work_mem';
const repeats: Rule = ({ loops }) =>
  (loops ?? 0) < MANY_LOOPS
    ? null
    : `runs ${count(loops ?? 0)} times: fewer rows on the other side of its join, or another kind of join`;
const compiles: Rule = (node) =>
  node.facts.includes('JIT: compiled') && figure(node, 'Execution Time') < SHORT_MS
    ? 'is compiled for a query of milliseconds: jit = off, or a higher jit_above_cost'
    : null;

/** Operators that are a smell by their name, where they touch much. */
const NAMED: Readonly<Record<string, string>> = {
  COLLSCAN: 'reads the whole collection: an index on what it filters by',
  AllNodesScan: 'reads every node of the database: name a label',
  NodeByLabelScan: 'reads every node of its label: an index or a key on what it looks for',
  CartesianProduct: 'pairs everything with everything: connect the two patterns',
  Eager: 'collects all rows before the next step: read and write in two statements',
};
const named: Rule = ({ label, actualRows, pages }) =>
  Math.max(actualRows ?? 0, pages ?? 0, label === 'COLLSCAN' ? MANY_ROWS : 0) < MANY_ROWS ? null : (NAMED[label] ?? null);

const RULES: readonly Rule[] = [throwsAway, surprised, fetches, spills, forgets, repeats, compiles, named];

/** Of every step, from the root down. */
export function smellsOf(node: PlanNode): readonly Smell[] {
  const step = [node.label, node.detail].filter((text) => text !== '').join(' ');
  const own = RULES.flatMap((rule) => rule(node) ?? []).map((says) => ({ step, says }));
  return [...own, ...node.children.flatMap(smellsOf)];
}
