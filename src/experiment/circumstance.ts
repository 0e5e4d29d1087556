/** One optimisation under one set of circumstances: lanes, plans, readings, then its comparisons one after another. */

import type { AnyBench, AnyVariant } from '../define.ts';
import type { Generator } from '../load/generator.ts';
import type { LaneServices, Store } from '../stores/store.ts';
import { runComparison } from './comparison.ts';
import type { RunContext } from './context.ts';
import { underControls } from './controls.ts';
import { optimizationRecord } from './describe.ts';
import { fail } from './failure.ts';
import type { Generators } from './generators.ts';
import { type Lanes, lanesOf } from './lanes.ts';
import { benchesOf, type PlannedCircumstance, type PlannedComparison, type PlannedOptimization } from './plan.ts';
import { capturePlans, takeReadings } from './plans.ts';
import { changeStatements, fixedQuestion, statementOf } from './questions.ts';
import type { LaneRecord, OptimizationRecord } from './record.ts';
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
  const made: LaneRecord[] = [];
  let first = true;
  let rest: readonly PlannedComparison[] = comparisons;
  while (rest.length > 0) {
    await using lanes = makeLanes(scope, planned, circumstance, (record) => made.push(record));
    if (first) {
      first = false;
      const part = await recordPart(scope, planned, circumstance, lanes);
      const names = new Set(comparisons.map(({ bench }) => bench));
      part.plans.push(...(await capturePlans(context, planned.optimization, circumstance, { lanes, at, names })));
      const { price } = planned.optimization;
      if (comparisons.some(({ role }) => role === 'price') || benchesOf(price).length === 0)
        part.readings.push(...(await takeReadings(planned.optimization, lanes, { at, notes: part.notes })));
      part.lanes.push(...made);
    }
    await using lent = scope.generators.lend();
    const part = { circumstance, lanes, generator: lent.generator, comparisons: rest };
    const failed = await indexOfFailure(scope, planned, part);
    if (failed !== null) lent.spoil();
    rest = failed === null ? [] : rest.slice(failed + 1);
  }
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
    const position = all.indexOf(comparison);
    const later = all.slice(position + 1);
    const laterSeconds = later.reduce((sum, { seconds }) => sum + seconds, 0);
    try {
      const { lanes, generator, circumstance } = part;
      const measured = await runComparison(
        {
          ...placeOf(scope, planned, { circumstance, lanes, generator }),
          done: position,
          laterSeconds,
          later: later.length,
        },
        comparison,
      );
      const judged = underControls(measured, context.file.record.controls);
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
  return partOf(context.file.record, optimizationRecord(planned.id, planned.optimization, planned.notes, words));
}
