/** What is compared: a planned comparison with its bench, its variants, its lanes and the time it may take. */
import type { AnyBench, AnyVariant } from '../define.ts';
import type { Generator } from '../load/generator.ts';
import type { Plant } from '../load/plant.ts';
import type { LaneHandle } from '../stores/store.ts';
import { secondsLeft } from './budget.ts';
import type { RunContext } from './context.ts';
import type { Cpus } from './cpus.ts';
import type { Lanes } from './lanes.ts';
import { type PlannedComparison, type PlannedOptimization, variantsOf } from './plan.ts';
import type { Circumstances } from './questions.ts';
import type { Comparison } from './record.ts';
import type { SideName } from './task.ts';
import type { Outcome } from './temper.ts';

export interface ComparisonScope {
  readonly context: RunContext;
  readonly planned: PlannedOptimization;
  readonly circumstances: Circumstances;
  readonly lanes: Lanes;
  readonly generator: Generator;
  readonly serverPids: () => readonly number[];
  /** Sends a signal to the server on this port, where a lane has it to itself; false where none has. */
  readonly signalServer: (port: number, name: NodeJS.Signals) => boolean;
  /** Comparisons finished; seconds the ones after this need at the least, and how many they are. */
  readonly done: number;
  readonly laterSeconds: number;
  readonly later: number;
  /** The store's known answers were measured on these servers before. */
  readonly isWarm?: boolean;
  /** What is planted into a side's calls on that lane, where the engine itself is tried. */
  readonly plantOf?: (side: SideName, lane: LaneHandle) => Plant | undefined;
}

export interface Subject extends ComparisonScope {
  readonly comparison: PlannedComparison;
  readonly bench: AnyBench;
  readonly baseline: AnyVariant;
  readonly candidate: AnyVariant;
  readonly startNs: number;
}

export function subjectOf(scope: ComparisonScope, comparison: PlannedComparison): Subject {
  const { optimization } = scope.planned;
  const bench: AnyBench | undefined = { ...optimization.gain, ...optimization.price }[comparison.bench] as AnyBench | undefined;
  const candidate = variantsOf(optimization).find(({ name }) => name === comparison.candidate);
  if (bench === undefined || candidate === undefined) throw new Error(`${comparison.key} is not in the catalogue`);
  return { ...scope, comparison, bench, candidate, baseline: optimization.baseline, startNs: scope.context.clock.nowNs() };
}

export type Measured = Outcome &
  Pick<Comparison, 'margin' | 'equivalence' | 'tier' | 'answers' | 'evidence' | 'state'> & { readonly handle: LaneHandle };

export const secondsFor =
  ({ context, comparison, laterSeconds, later, startNs }: Subject) =>
  () =>
    secondsLeft({
      runSeconds: context.budgetSeconds,
      elapsedSeconds: context.elapsedSeconds(),
      laterSeconds,
      later,
      leastSeconds: comparison.seconds,
      comparisonSeconds: context.profile.comparisonSeconds,
      comparisonElapsedSeconds: (context.clock.nowNs() - startNs) / 1e9,
    });

export async function pinAll({ context, generator, lanes, serverPids }: Subject, cpus: Cpus): Promise<void> {
  if (cpus.client === null || cpus.server === null) return;
  await context.pin(generator.pid, cpus.client);
  for (const pid of [...serverPids(), ...lanes.pids()]) await context.pin(pid, cpus.server);
}

export const named = ({ context, comparison, circumstances }: Subject) => ({
  optimization: comparison.id,
  bench: comparison.bench,
  given: circumstances.given.question ?? {},
  dataSeed: context.dataSeed,
  runSeed: context.runSeed,
});

export const progress =
  ({ context, comparison, done }: Subject) =>
  (session: number, effect: number | null) =>
    context.emit({
      kind: 'measuring',
      done,
      total: context.plan.comparisons,
      label: comparison.key,
      session,
      effect,
      remainingSeconds: Math.max(0, context.plan.seconds - context.elapsedSeconds()),
    });
