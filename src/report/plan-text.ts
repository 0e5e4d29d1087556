/** Plans for a terminal: a line a step, both variants' where they differ, then what smells. Pure. */
import type { Comparison, OptimizationRecord, PlanRecord } from '../experiment/record.ts';
import { changeLines, type DiffLine } from './change-diff.ts';
import { count } from './format.ts';
import { diffPlans, type PlanRow, type Step } from './plan-diff.ts';
import { smellsOf } from './smells.ts';
import { atText, sameAt } from './view.ts';

/** `1 → 500 rows, 20 loops`: estimated, then found. */
export function rowsText(step: Step): string {
  const loops = step.loops !== null && step.loops > 1 ? `, ${count(step.loops)} loops` : '';
  if (step.actualRows === null) return step.estimatedRows === null ? '' : `${count(step.estimatedRows)} rows estimated`;
  const estimate = step.estimatedRows === null ? '' : `${count(step.estimatedRows)} → `;
  return `${estimate}${count(step.actualRows)} rows${loops}`;
}

/** The plan of one variant for this comparison; where the sweep's value has none, the one that stands for all. */
export function planFor(optimization: OptimizationRecord, comparison: Comparison, variant: string): PlanRecord | undefined {
  const mine = optimization.plans.filter((plan) => plan.bench === comparison.bench && plan.variant === variant);
  return mine.find((plan) => sameAt(plan.at, comparison.at)) ?? mine.find((plan) => plan.at === null);
}

function stepLine(sign: string, step: Step): string {
  const name = [step.label, step.detail].filter((text) => text !== '').join(' ');
  const facts = [rowsText(step), step.pages === null ? '' : `${count(step.pages)} pages`, ...step.facts].filter(
    (fact) => fact !== '',
  );
  return `  ${sign} ${'  '.repeat(step.depth)}${name}${facts.length === 0 ? '' : `  (${facts.join('; ')})`}`;
}

function rowLines({ mark, baseline, candidate }: PlanRow): readonly string[] {
  if (mark === 'kept' && candidate !== null) return [stepLine('=', candidate)];
  return [...(baseline === null ? [] : [stepLine('−', baseline)]), ...(candidate === null ? [] : [stepLine('+', candidate)])];
}

const smellLines = ({ variant, root }: PlanRecord): readonly string[] =>
  smellsOf(root).map(({ step, says }) => `  ! ${variant}: ${step} ${says}`);

/** What differs between the variants, what each is asked, and both plans in one list. No time among it: plans are evidence, never a verdict. */
export function explainedLines(optimization: OptimizationRecord, comparison: Comparison): readonly string[] {
  const { baseline, variant, bench, description, statements } = comparison;
  const at = atText(comparison.at);
  const plans = [planFor(optimization, comparison, baseline), planFor(optimization, comparison, variant)];
  const asked = [statements.baseline, statements.candidate].flatMap((text) => text ?? []);
  const [before, after] = plans;
  return [
    `${bench} of ${variant}, against ${baseline}${at === '' ? '' : `, ${at}`}: ${description}`,
    ...changeLines(optimization, variant).map(changeText),
    ...lockLines(optimization, comparison),
    ...[...new Set(asked)].flatMap((text) => text.split('\n').map((line) => `    ${line.trim()}`)),
    ...(before === undefined || after === undefined
      ? [
          before === after
            ? '  no plan: this store, or this bench, has nothing to explain'
            : '  a plan of one side alone: nothing to compare',
        ]
      : diffPlans(before.root, after.root).flatMap(rowLines)),
    ...plans.flatMap((plan) => (plan === undefined ? [] : smellLines(plan))),
  ];
}

const MOST_LOCKS = 5;
/** Whom the change makes wait, in the server's own words. */
function lockLines({ lanes }: OptimizationRecord, { variant, at }: Comparison): readonly string[] {
  const mine = lanes.filter(({ variants }) => variants.includes(variant));
  const lane = mine.find((each) => sameAt(each.at, at)) ?? mine[0];
  const all = (lane?.locks ?? []).map(
    ({ on, mode, stops }) =>
      `  ! ${mode} on ${on} while it is made: ${stops === 'everybody' ? 'readers and writers' : 'writers'} wait`,
  );
  const lines = [...new Set(all)];
  const left = lines.length - MOST_LOCKS;
  return left > 0 ? [...lines.slice(0, MOST_LOCKS), `  ! and ${left} more`] : lines;
}

const changeText = ({ sign, text }: DiffLine): string => `  ${sign === ' ' ? '=' : sign} ${text}`;
