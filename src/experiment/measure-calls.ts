/** A comparison of calls: answers compared, warmed, measured under a closed or an open load. */
import type { FinishReport, Measurer } from '../load/measurer.ts';
import type { ComparisonSpec } from '../load/messages.ts';
import type { OpenMeasurer } from '../load/open-measurer.ts';
import type { Plant } from '../load/plant.ts';
import type { WarmReport } from '../load/warm.ts';
import { coins } from '../random.ts';
import type { Rule } from '../stats/look.ts';
import type { LaneHandle } from '../stores/store.ts';
import { type CheckedAnswers, checkAnswers } from './answers.ts';
import { compareCalls } from './compare.ts';
import { CONSTANTS, warmFor } from './constants.ts';
import { checkedContents, contentsOf } from './contents.ts';
import type { Cpus } from './cpus.ts';
import { agreed, needsExchange, unexchanged } from './exchange.ts';
import { compareOpen } from './open-load.ts';
import type { PlannedComparison } from './plan.ts';
import { countedEffects } from './replay.ts';
import { ruleFor, type Tier } from './rule.ts';
import { type Measured, named, pinAll, progress, type Subject, secondsFor } from './subject.ts';
import type { SideName } from './task.ts';

/** How the two lanes stand to each other: the same one, copies in one server, or servers of their own. */
function tierOf(base: LaneHandle, cand: LaneHandle): Tier {
  if (base === cand) return 'one lane';
  return base.address.port === cand.address.port ? 'two copies' : 'two servers';
}

type Use = 'read' | 'own' | 'write';

/** Measures; and where a small effect between two copies would be called, once more with the copies exchanged. */
export async function measureCalls(subject: Subject, cpus: Cpus): Promise<Measured> {
  const { comparison, lanes } = subject;
  const use: Use = comparison.writes ? 'write' : comparison.own === true ? 'own' : 'read';
  const first = await measurePair(subject, cpus, use);
  // A null control looks for the copies' own bias: exchanging them would hide it.
  if (comparison.own === true || !needsExchange(first, first.tier)) return first;
  if (secondsFor(subject)() <= 0) return { ...first, ...unexchanged(first) };
  await lanes.exchange(subject.baseline, subject.candidate, use);
  const second = await measurePair(subject, cpus, use);
  if (first.evidence.shape !== 'calls' || second.evidence.shape !== 'calls') return first;
  const effects = [...countedEffects(first.evidence), ...countedEffects(second.evidence)];
  const outcome = agreed(first, second, { effects, rule: ruleOf(subject, cpus, first.tier) });
  const answers = second.verdict === 'invalid' ? second.answers : first.answers;
  return { ...first, ...outcome, answers, handle: second.handle, evidence: { ...first.evidence, exchanged: second.evidence } };
}

const ruleOf = ({ comparison, context }: Subject, cpus: Cpus, tier: Tier): Rule =>
  ruleFor(comparison, tier, cpus.layout !== 'none', context.profile);

/** The two lanes as they stand now. */
async function measurePair(subject: Subject, cpus: Cpus, use: Use): Promise<Measured> {
  const { context, comparison, lanes, bench, generator } = subject;
  const base = await lanes.get(subject.baseline, use);
  const cand = await lanes.get(subject.candidate, use);
  const tier = tierOf(base, cand);
  const rule = ruleOf(subject, cpus, tier);
  await pinAll(subject, cpus);
  const contents = await contentsOf(base, cand, lanes.contents);
  const state = context.profile.judges ? await settled(base, cand) : undefined;
  const measurer = await generator.begin(specOf(subject, base, cand));
  const digests = await measurer.digest(context.profile.digestCalls);
  const shared = { margin: rule.margin, equivalence: rule.equivalence, tier, handle: cand, ...(state && { state }) };
  const checked = checkedContents(checkAnswers(bench, digests), contents);
  if (checked.wrong !== null) return { ...shared, ...wrongAnswers(comparison, checked, await measurer.finish()) };
  const wanted = warmFor(subject.planned.store, context.profile, subject.isWarm);
  const warm = wanted === null ? null : await measurer.warm(wanted);
  const outcome =
    comparison.perSecond === null
      ? await closedLoad(subject, measurer, { rule, warm })
      : await openLoad(subject, measurer, comparison.perSecond);
  const { leaves, ...rest } = outcome;
  const left = leaves && { baseline: leaves.baseline, candidate: leaves.candidate, equal: leaves.equal };
  return { ...shared, ...rest, answers: { ...checked.answers, leaves: left } };
}

/** Both lanes in the state in which they are measured, the shared one once. */
async function settled(base: LaneHandle, cand: LaneHandle): Promise<NonNullable<Measured['state']>> {
  const baseline = [...((await base.settle?.()) ?? [])];
  return { baseline, candidate: base === cand ? baseline : [...((await cand.settle?.()) ?? [])] };
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
