/** One optimisation under one set of circumstances: lanes, plans, readings, then its comparisons one after another. */

import type { AnyBench, AnyVariant } from '../define.ts';
import type { Generator } from '../load/generator.ts';
import type { LaneServices, Store } from '../stores/store.ts';
import { standBeside } from './beside-process.ts';
import { runComparison } from './comparison.ts';
import type { RunContext } from './context.ts';
import { guarded } from './controls.ts';
import { isStopped, keepToTime, leaveOut, openIn } from './course.ts';
import { type MadeLane, optimizationRecord, tellCalls } from './describe.ts';
import { fail } from './failure.ts';
import { restSeconds } from './fit.ts';
import type { Generators } from './generators.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { benchesOf, type PlannedCircumstance, type PlannedComparison, type PlannedOptimization } from './plan.ts';
import { capturePlans, takeReadings } from './plans.ts';
import { changeStatements, fixedQuestion, statementOf } from './questions.ts';
import type { At, OptimizationRecord } from './record.ts';
import { partOf } from './record-file.ts';
import type { ServerPool } from './servers.ts';
import type { ComparisonScope } from './subject.ts';

export interface StoreScope {
  readonly context: RunContext;
  readonly store: Store;
  readonly services: LaneServices;
  readonly servers: ServerPool;
  /** The store's server was there before: what it does not allow is skipped and fails nothing. */
  readonly attached: boolean;
  readonly nextName: () => string;
}

export async function runCircumstance(
  scope: StoreScope & { readonly generators: Generators },
  planned: PlannedOptimization,
  circumstance: PlannedCircumstance,
): Promise<void> {
  const { context } = scope;
  const { at, comparisons } = circumstance;
  const made: MadeLane[] = [];
  let first = true;
  let rest: readonly PlannedComparison[] = comparisons.filter(openIn(context.file.record));
  while (rest.length > 0) {
    await using lanes = makeLanes(scope, planned, circumstance, (record, called) => {
      made.push({ record, called });
      tellCalls(context.file.record, planned, { record, called });
    });
    if (first) {
      first = false;
      const part = await recordPart(scope, planned, circumstance, lanes);
      for (const lane of made) tellCalls(context.file.record, planned, lane);
      forget(part, at);
      const names = new Set(comparisons.map(({ bench }) => bench));
      part.plans.push(...(await capturePlans(context, planned.optimization, circumstance, { lanes, at, names })));
      const { price } = planned.optimization;
      if (comparisons.some(({ role }) => role === 'price') || benchesOf(price).length === 0)
        part.readings.push(...(await takeReadings(planned.optimization, lanes, { at, notes: part.notes })));
      part.lanes.push(...made.map(({ record }) => record));
    }
    await using lent = scope.generators.lend();
    const part = { circumstance, lanes, generator: lent.generator, comparisons: rest };
    const failed = await indexOfFailure(scope, planned, part);
    if (failed !== null) lent.spoil();
    rest = failed === null ? [] : rest.slice(failed + 1);
  }
}

/** What an earlier part of the run read here: it is read again, on the lanes of this one. */
function forget(part: OptimizationRecord, at: At): void {
  const isElsewhere = (read: { readonly at: At }) => read.at?.over !== at?.over || read.at?.value !== at?.value;
  part.plans = part.plans.filter(isElsewhere);
  part.readings = part.readings.filter(isElsewhere);
  part.lanes = part.lanes.filter(isElsewhere);
}

interface Part {
  readonly circumstance: PlannedCircumstance;
  readonly lanes: Lanes;
  readonly generator: Generator;
  readonly comparisons: readonly PlannedComparison[];
}

/** Runs comparisons in order until one has failed: the rest is to run on fresh lanes, because what failed may have taken them along. */
async function indexOfFailure(scope: StoreScope, planned: PlannedOptimization, part: Part): Promise<number | null> {
  const { context, servers } = scope;
  const all = context.plan.optimizations.flatMap(({ circumstances }) => circumstances.flatMap(({ comparisons }) => comparisons));
  for (const [index, comparison] of part.comparisons.entries()) {
    context.signal.throwIfAborted();
    keepToTime(context);
    const isOpen = openIn(context.file.record);
    if (isStopped(context)) leaveOut(context, part.comparisons.slice(index).filter(isOpen), 'bail');
    if (isStopped(context)) return null;
    if (!isOpen(comparison)) continue;
    const position = all.indexOf(comparison);
    const later = all.slice(position + 1).filter(isOpen);
    const laterSeconds = laterThan(context, planned, later);
    try {
      const { lanes, generator, circumstance } = part;
      const measured = await runComparison(
        {
          ...placeOf(scope, planned, { circumstance, lanes, generator }),
          done: position,
          laterSeconds,
          later: later.length,
          isWarm: context.file.record.controls.some(({ store }) => store === planned.store),
        },
        comparison,
      );
      const judged = await guarded(scope, measured);
      context.file.record.comparisons.push(judged);
      await context.file.save();
      context.emit({ kind: 'comparison', comparison: judged });
    } catch (error) {
      context.signal.throwIfAborted();
      fail(context, { optimization: planned.id, id: comparison.key, error, lastWords: await servers.lastWords() });
      return index;
    }
  }
  return null;
}

/** What is still to come takes at the least; under a wall time with its lanes and servers, so that none of it has to be left out for this one. */
function laterThan(
  { plan, wallSeconds }: RunContext,
  { store }: PlannedOptimization,
  later: readonly PlannedComparison[],
): number {
  if (wallSeconds === Number.POSITIVE_INFINITY) return later.reduce((sum, { seconds }) => sum + seconds, 0);
  const open = new Set(later);
  return restSeconds(plan, (each) => open.has(each), new Set([store]));
}

/** Where a comparison is measured: what it has of its store, its optimisation and its circumstance. */
export const placeOf = (
  { context, servers }: StoreScope,
  planned: PlannedOptimization,
  { circumstance, lanes, generator }: Pick<Part, 'circumstance' | 'lanes' | 'generator'>,
): Omit<ComparisonScope, 'done' | 'laterSeconds' | 'later'> => ({
  ...{ context, planned, circumstances: circumstance, lanes, generator, serverPids: servers.pids },
  signalServer: servers.signal,
});

export function makeLanes(
  scope: StoreScope,
  planned: PlannedOptimization,
  { at, counts, given }: PlannedCircumstance,
  onLane: Parameters<typeof lanesOf>[0]['onLane'],
): Lanes {
  const { store, services, servers, nextName, context } = scope;
  return lanesOf({
    ...{ planned, at, counts, store, services, nextName, onLane },
    given: given.servers ?? {},
    stand: (variant, address) => standBeside(context, planned.id, { variant, address }),
    release: (lane) => servers.release(lane),
    nowNs: () => context.clock.nowNs(),
  });
}

/** The optimisation's part of the record; a lane is needed to print statements as the store would. */
async function recordPart(
  scope: StoreScope,
  planned: PlannedOptimization,
  circumstance: PlannedCircumstance,
  lanes: Lanes,
): Promise<OptimizationRecord> {
  const { context } = scope;
  const { owner } = await lanes.get(planned.optimization.baseline, 'read');
  const benches: Readonly<Record<string, AnyBench>> = { ...planned.optimization.gain, ...planned.optimization.price };
  const sample = (variant: AnyVariant, name: string) => {
    const bench = benches[name];
    const statement =
      bench === undefined ? null : statementOf(bench, name, variant, fixedQuestion(context, circumstance, bench, 0), owner.names);
    return statement === null ? null : owner.print(statement as never);
  };
  const changed = (change: AnyVariant['apply']) =>
    changeStatements(change, owner.names)?.map((statement) => owner.print(statement as never)) ?? null;
  const words = { changed, sample };
  return partOf(context.file.record, optimizationRecord(planned, words));
}
