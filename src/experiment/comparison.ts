/** One planned comparison from lanes to record: answers compared, warmed, measured, judged. */
import type { AnyBench, AnyVariant } from '../define.ts';
import type { Generator } from '../load/generator.ts';
import type { FinishReport, Measurer } from '../load/measurer.ts';
import type { ComparisonSpec } from '../load/messages.ts';
import type { OpenMeasurer } from '../load/open-measurer.ts';
import type { Plant } from '../load/plant.ts';
import type { WarmReport } from '../load/warm.ts';
import { coins } from '../random.ts';
import type { Rule } from '../stats/look.ts';
import type { LaneHandle } from '../stores/store.ts';
import { type CheckedAnswers, checkAnswers } from './answers.ts';
import { secondsLeft } from './budget.ts';
import { compareCalls } from './compare.ts';
import { CONSTANTS, warmFor } from './constants.ts';
import { checkedContents, contentsOf } from './contents.ts';
import type { RunContext } from './context.ts';
import { type Cpus, layout } from './cpus.ts';
import type { Lanes } from './lanes.ts';
import { compareOpen } from './open-load.ts';
import { type PlannedComparison, type PlannedOptimization, variantsOf } from './plan.ts';
import { type Circumstances, fixedQuestion, statementOf } from './questions.ts';
import type { Comparison } from './record.ts';
import { digestOfEvidence } from './replay.ts';
import { ruleFor, type Tier } from './rule.ts';
import { compareTasks, type SideName } from './task.ts';
import type { Outcome } from './temper.ts';

export interface ComparisonScope {
  readonly context: RunContext;
  readonly planned: PlannedOptimization;
  readonly circumstances: Circumstances;
  readonly lanes: Lanes;
  readonly generator: Generator;
  readonly serverPids: () => readonly number[];
  /** Comparisons finished, and seconds the ones after this need at the least. */
  readonly done: number;
  readonly laterSeconds: number;
  /** What is planted into a side's calls on that lane, where the engine itself is tried. */
  readonly plantOf?: (side: SideName, lane: LaneHandle) => Plant | undefined;
}

export async function runComparison(scope: ComparisonScope, comparison: PlannedComparison): Promise<Comparison> {
  const startNs = scope.context.clock.nowNs();
  const subject = subjectOf(scope, comparison);
  const cpus = layout(comparison.clients, scope.context.cores, scope.context.canPin);
  const { handle, ...measured } =
    comparison.shape === 'task' ? await measureTask(subject, cpus) : await measureCalls(subject, cpus);
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

interface Subject extends ComparisonScope {
  readonly comparison: PlannedComparison;
  readonly bench: AnyBench;
  readonly baseline: AnyVariant;
  readonly candidate: AnyVariant;
  readonly startNs: number;
}

function subjectOf(scope: ComparisonScope, comparison: PlannedComparison): Subject {
  const { optimization } = scope.planned;
  const bench: AnyBench | undefined = { ...optimization.gain, ...optimization.price }[comparison.bench] as AnyBench | undefined;
  const candidate = variantsOf(optimization).find(({ name }) => name === comparison.candidate);
  if (bench === undefined || candidate === undefined) throw new Error(`${comparison.key} is not in the catalogue`);
  return { ...scope, comparison, bench, candidate, baseline: optimization.baseline, startNs: scope.context.clock.nowNs() };
}

type Measured = Outcome &
  Pick<Comparison, 'margin' | 'equivalence' | 'tier' | 'answers' | 'evidence'> & { readonly handle: LaneHandle };

const secondsFor =
  ({ context, laterSeconds, startNs }: Subject) =>
  () =>
    secondsLeft({
      runSeconds: context.budgetSeconds,
      elapsedSeconds: context.elapsedSeconds(),
      laterSeconds,
      comparisonSeconds: context.profile.comparisonSeconds,
      comparisonElapsedSeconds: (context.clock.nowNs() - startNs) / 1e9,
    });

async function pinAll({ context, generator, serverPids }: Subject, cpus: Cpus): Promise<void> {
  if (cpus.client === null || cpus.server === null) return;
  await context.pin(generator.pid, cpus.client);
  for (const pid of serverPids()) await context.pin(pid, cpus.server);
}

/** How the two lanes stand to each other: the same one, copies in one server, or servers of their own. */
function tierOf(base: LaneHandle, cand: LaneHandle): Tier {
  if (base === cand) return 'one lane';
  return base.address.port === cand.address.port ? 'two copies' : 'two servers';
}

async function measureCalls(subject: Subject, cpus: Cpus): Promise<Measured> {
  const { context, comparison, lanes, bench, generator } = subject;
  const use = comparison.writes ? 'write' : comparison.own === true ? 'own' : 'read';
  const base = await lanes.get(subject.baseline, use);
  const cand = await lanes.get(subject.candidate, use);
  const tier = tierOf(base, cand);
  const rule = ruleFor(comparison, tier, cpus.layout !== 'none', context.profile);
  await pinAll(subject, cpus);
  const contents = await contentsOf(base, cand, lanes.contents);
  const measurer = await generator.begin(specOf(subject, base, cand));
  const digests = await measurer.digest(context.profile.digestCalls);
  const shared = { margin: rule.margin, equivalence: rule.equivalence, tier, handle: cand };
  const checked = checkedContents(checkAnswers(bench, digests), contents);
  if (checked.wrong !== null) return { ...shared, ...wrongAnswers(comparison, checked, await measurer.finish()) };
  const wanted = warmFor(subject.planned.store, context.profile);
  const warm = wanted === null ? null : await measurer.warm(wanted);
  const outcome =
    comparison.perSecond === null
      ? await closedLoad(subject, measurer, { rule, warm })
      : await openLoad(subject, measurer, comparison.perSecond);
  const { leaves, ...rest } = outcome;
  const left = leaves && { baseline: leaves.baseline, candidate: leaves.candidate, equal: leaves.equal };
  return { ...shared, ...rest, answers: { ...checked.answers, leaves: left } };
}

function closedLoad(
  subject: Subject,
  measurer: Measurer,
  { rule, warm }: { readonly rule: Rule; readonly warm: WarmReport | null },
) {
  const { context, comparison, bench } = subject;
  const { metric } = comparison;
  return compareCalls(measurer, {
    metric: metric === 'mean' || metric === 'perSecond' ? metric : 'p50',
    rule,
    sessionMs: context.profile.sessionMs,
    judges: context.profile.judges,
    growth: bench.growth ?? {},
    clients: comparison.clients,
    warm,
    readMachine: context.readMachine,
    secondsLeft: secondsFor(subject),
    onSession: progress(subject),
    signal: context.signal,
  });
}

function openLoad(subject: Subject, measurer: Measurer & OpenMeasurer, perSecond: number) {
  const { context, comparison } = subject;
  const { openWindows, openWindowMs, judges } = context.profile;
  return compareOpen(measurer, {
    ...{ perSecond, clients: comparison.clients, windows: openWindows, windowMs: openWindowMs, judges },
    runSeed: context.runSeed,
    baselineFirst: coins(context.runSeed, comparison.key)(),
    secondsLeft: secondsFor(subject),
    onWindows: (windows) => progress(subject)(windows, null),
    signal: context.signal,
  });
}

/** No speed is measured for a variant that answers wrongly. */
function wrongAnswers(
  { clients }: PlannedComparison,
  { answers, wrong }: CheckedAnswers,
  { opsPerSlice, baseline, candidate }: FinishReport,
) {
  const evidence = { shape: 'calls' as const, sessions: [], looks: [], opsPerSlice, clients, baseline, candidate, secondary: [] };
  return {
    verdict: 'invalid' as const,
    reason: wrong,
    effect: null,
    sessions: 0,
    sessionsNeeded: null,
    answers,
    evidence,
  };
}

async function measureTask(subject: Subject, cpus: Cpus): Promise<Measured> {
  const { context, comparison, lanes, bench, generator } = subject;
  const rule = ruleFor(comparison, 'ABBA', cpus.layout !== 'none', context.profile);
  let handle = await lanes.get(subject.candidate, 'task');
  const once = async (side: SideName) => {
    const variant = subject[side];
    handle = await lanes.get(variant, 'task');
    await pinAll(subject, cpus);
    const { optimization, bench: name, given, dataSeed, runSeed } = named(subject);
    return generator.task({
      optimization,
      bench: name,
      given,
      dataSeed,
      runSeed,
      side: { variant: variant.name, address: handle.address },
    });
  };
  const outcome = await compareTasks({
    rule,
    judges: context.profile.judges,
    growth: bench.growth ?? {},
    once,
    coin: coins(context.runSeed, comparison.key),
    secondsLeft: secondsFor(subject),
    onRepeat: progress(subject),
    signal: context.signal,
  });
  const { answers, leaves, ...rest } = outcome;
  return {
    ...rest,
    margin: rule.margin,
    equivalence: rule.equivalence,
    tier: 'ABBA',
    answers: { calls: outcome.sessions, ...answers, leaves },
    handle,
  };
}

const named = ({ context, comparison, circumstances }: Subject) => ({
  optimization: comparison.id,
  bench: comparison.bench,
  given: circumstances.given.question ?? {},
  dataSeed: context.dataSeed,
  runSeed: context.runSeed,
});

function specOf(subject: Subject, base: LaneHandle, cand: LaneHandle): ComparisonSpec {
  const { context, comparison } = subject;
  const { opsPerSlice, leastOpsPerSlice, slicePairMs, leastBlocks, mostSessionMs, rewarmMs } = CONSTANTS;
  const limits = context.profile.judges
    ? { opsPerSlice, leastOpsPerSlice, slicePairMs, leastBlocks, mostSessionMs, rewarmMs }
    : { opsPerSlice: leastOpsPerSlice, leastOpsPerSlice, slicePairMs, leastBlocks: 1, mostSessionMs: 1, rewarmMs: 0 };
  return {
    ...named(subject),
    baseline: { variant: comparison.baseline, address: base.address, ...plantedIn(subject, 'baseline', base) },
    candidate: { variant: comparison.candidate, address: cand.address, ...plantedIn(subject, 'candidate', cand) },
    clients: comparison.clients,
    limits,
  };
}

function plantedIn({ plantOf }: Subject, side: SideName, lane: LaneHandle): { readonly plant?: Plant } {
  const plant = plantOf?.(side, lane);
  return plant === undefined ? {} : { plant };
}

const progress =
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
