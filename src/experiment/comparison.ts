/** One planned comparison from lanes to record: measured by its shape, with what a reader needs to know of it. */
import type { AnyVariant } from '../define.ts';
import type { LaneHandle } from '../stores/store.ts';
import { type Cpus, layout, unconfined } from './cpus.ts';
import { measureCalls } from './measure-calls.ts';
import { measureCoarse } from './measure-coarse.ts';
import { measureDrill } from './measure-drill.ts';
import { measureTask } from './measure-task.ts';
import type { PlannedComparison } from './plan.ts';
import { fixedQuestion, statementOf } from './questions.ts';
import type { Comparison } from './record.ts';
import { digestOfEvidence } from './replay.ts';
import { type ComparisonScope, type Measured, type Subject, subjectOf } from './subject.ts';

export async function runComparison(scope: ComparisonScope, comparison: PlannedComparison): Promise<Comparison> {
  const startNs = scope.context.clock.nowNs();
  const subject = subjectOf(scope, comparison);
  const cpus = cpusOf(subject);
  const { handle, ...measured } = await measureBy(subject, cpus);
  if (measured.tier !== comparison.tier) {
    const line = `${comparison.key} was planned as “${comparison.tier}” and measured as “${measured.tier}”`;
    scope.context.emit({ kind: 'note', line });
  }
  const { key, id, bench, description, role, baseline, candidate, at, metric, unit, better } = comparison;
  return {
    ...{
      key,
      id,
      store: scope.planned.store,
      bench,
      description,
      role,
      baseline,
      variant: candidate,
      at,
      metric,
      unit,
      better,
      cpus,
    },
    ...measured,
    evidenceDigest: digestOfEvidence(measured.evidence),
    statements: statements(subject, handle),
    seconds: (scope.context.clock.nowNs() - startNs) / 1e9,
  };
}

function cpusOf({ bench, comparison, context: { cores, canPin } }: Subject): Cpus {
  const wantsAll = bench.shape?.kind === 'task' && bench.shape.cores === 'all';
  return wantsAll ? unconfined(cores, canPin) : layout(comparison.clients, cores, canPin);
}

function measureBy(subject: Subject, cpus: Cpus): Promise<Measured> {
  const { shape, tier } = subject.comparison;
  if (shape === 'task') return measureTask(subject, cpus);
  if (shape === 'drill') return measureDrill(subject, cpus);
  return tier === 'ABBA' ? measureCoarse(subject, cpus) : measureCalls(subject, cpus);
}

/** What the first question asked either variant, as a reader would type it. */
function statements(
  { context, circumstances, bench, comparison, baseline, candidate }: Subject,
  handle: LaneHandle,
): Comparison['statements'] {
  const question = fixedQuestion(context, circumstances, bench, 0);
  const printed = (variant: AnyVariant) => {
    const statement = statementOf(bench, comparison.bench, variant, question, handle.owner.names);
    return statement === null ? null : handle.owner.print(statement as never);
  };
  return { baseline: printed(baseline), candidate: printed(candidate) };
}
