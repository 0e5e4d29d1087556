/** Two plans side by side: helper nodes folded into their parent, the rest aligned by position and label. Pure. */
import type { PlanNode } from '../experiment/record.ts';

/** A node without its children, with what was folded into it. */
export interface Step {
  readonly label: string;
  readonly detail: string;
  readonly depth: number;
  readonly leaf: boolean;
  readonly estimatedRows: number | null;
  readonly actualRows: number | null;
  readonly loops: number | null;
  readonly ownMs: number | null;
  readonly pages: number | null;
  readonly facts: readonly string[];
}
export type Mark = 'kept' | 'changed' | 'gone' | 'new';
export interface PlanRow {
  readonly mark: Mark;
  readonly baseline: Step | null;
  readonly candidate: Step | null;
}

/** Nodes that only serve their parent: a hash table built for a join, a bitmap made for a heap scan. */
const isHash = (node: PlanNode): boolean => /^(Parallel )?Hash$/.test(node.label);
const isBitmap = (node: PlanNode): boolean => /^Bitmap(And|Or| Index Scan)\b/.test(node.label);
const plus = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);
const takesBitmaps = (node: PlanNode): boolean => isBitmap(node) || /\bBitmap Heap Scan\b/.test(node.label);

/** Own time and own pages add up. */
function absorb(node: PlanNode, helper: PlanNode): PlanNode {
  const words = [helper.label, helper.detail].filter((text) => text !== '').join(' ');
  return {
    ...node,
    ownMs: plus(node.ownMs, helper.ownMs),
    pages: plus(node.pages, helper.pages),
    facts: [...node.facts, ...(isHash(helper) ? [] : [words]), ...helper.facts],
  };
}

/** The same tree without helper nodes: their children move up, their time and facts go to the parent. */
export function fold(root: PlanNode): PlanNode {
  const children = root.children.map(fold);
  const helpers = children.filter((child) => isHash(child) || (isBitmap(child) && takesBitmaps(root)));
  const whole = helpers.reduce(absorb, root);
  return { ...whole, children: children.flatMap((child) => (helpers.includes(child) ? child.children : [child])) };
}

function steps(node: PlanNode, depth = 0): Step[] {
  const { children, ...own } = node;
  return [{ ...own, depth, leaf: children.length === 0 }, ...children.flatMap((child) => steps(child, depth + 1))];
}

/** `Seq Scan` of `Seq Scan on transactions`. */
const kindOf = (step: Step): string => step.label.replace(/ (on|using) .*$/, '');
/** Conditions and keys belong to what a step does; counters and times do not. */
const conditionsOf = (step: Step): string =>
  step.facts.filter((fact) => /^([A-Z]\w* )?(Cond|Filter|Key): /.test(fact)).join('\n');
const isSameStep = (a: Step, b: Step): boolean =>
  a.label === b.label && a.detail === b.detail && conditionsOf(a) === conditionsOf(b);
/** How well two steps answer to each other; 0 when they do not. */
function likeness(a: Step, b: Step): number {
  const near = a.depth === b.depth ? 0.2 : 0;
  if (isSameStep(a, b)) return 3 + near;
  if (a.label === b.label) return (a.detail === b.detail ? 2.8 : 2.5) + near;
  if (kindOf(a) === kindOf(b)) return 2 + near;
  return a.leaf && b.leaf ? 1.5 + near : 0;
}

/** The best total likeness of what is left of both lists, from every pair of positions. */
function bestScores(left: readonly Step[], right: readonly Step[]): number[][] {
  const best = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const [a, b] = [left[i], right[j]];
      const like = a === undefined || b === undefined ? 0 : likeness(a, b);
      const paired = like === 0 ? 0 : like + (best[i + 1]?.[j + 1] ?? 0);
      const row = best[i];
      if (row !== undefined) row[j] = Math.max(paired, best[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return best;
}

/** Rows in the order of both plans; a pair that differs in label or detail is `changed`. */
export function diffPlans(baseline: PlanNode, candidate: PlanNode): PlanRow[] {
  const [left, right] = [steps(fold(baseline)), steps(fold(candidate))];
  const best = bestScores(left, right);
  const rows: PlanRow[] = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    const [a, b] = [left[i] ?? null, right[j] ?? null];
    const here = best[i]?.[j] ?? 0;
    const like = a === null || b === null ? 0 : likeness(a, b);
    if (a !== null && b !== null && like > 0 && Math.abs(like + (best[i + 1]?.[j + 1] ?? 0) - here) < 1e-9) {
      rows.push({ mark: isSameStep(a, b) ? 'kept' : 'changed', baseline: a, candidate: b });
      [i, j] = [i + 1, j + 1];
    } else if (a !== null && (b === null || (best[i + 1]?.[j] ?? 0) >= here - 1e-9)) {
      rows.push({ mark: 'gone', baseline: a, candidate: null });
      i += 1;
    } else {
      rows.push({ mark: 'new', baseline: null, candidate: b });
      j += 1;
    }
  }
  return rows;
}

/** The time of all steps together; null where the plan was only explained. */
export function totalMs(rows: readonly PlanRow[], side: 'baseline' | 'candidate'): number | null {
  const times = rows.flatMap((row) => row[side]?.ownMs ?? []);
  return times.length === 0 ? null : times.reduce((sum, ms) => sum + ms, 0);
}
