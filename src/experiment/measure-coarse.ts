/** A comparison of calls whose lanes cannot stand at once: bursts A B B A, each on a lane that was made for it. */
import type { BurstReport } from '../load/burst.ts';
import { coins } from '../random.ts';
import { CONSTANTS } from './constants.ts';
import type { Cpus } from './cpus.ts';
import { ruleFor } from './rule.ts';
import { type Measured, named, pinAll, progress, type Subject, secondsFor } from './subject.ts';
import { compareTasks, type SideName } from './task.ts';

export async function measureCoarse(subject: Subject, cpus: Cpus): Promise<Measured> {
  const { context, comparison, lanes, bench } = subject;
  const rule = ruleFor(comparison, 'ABBA', cpus.layout !== 'none', context.profile);
  let handle = await lanes.alone(subject.candidate, { fresh: false });
  const bursts = { baseline: 0, candidate: 0 };
  const once = async (side: SideName) => {
    // What a burst has written would meet itself again.
    handle = await lanes.alone(subject[side], { fresh: comparison.writes });
    await pinAll(subject, cpus);
    const { ms, answer } = await burstOf(subject, side, handle.address, bursts[side]);
    bursts[side] += 1;
    // Answers that differ by design have no digest to be compared.
    return { ms, growth: {}, answer: bench.same === 'scored' ? '' : answer, leaves: null };
  };
  const outcome = await compareTasks({
    ...{ rule, judges: context.profile.judges, growth: {}, once, signal: context.signal },
    coin: coins(context.runSeed, comparison.key),
    secondsLeft: secondsFor(subject),
    onRepeat: progress(subject),
    readMachine: context.readMachine,
  });
  const { answers, leaves, ...rest } = outcome;
  const { margin, equivalence } = rule;
  return {
    ...rest,
    margin,
    equivalence,
    tier: 'ABBA',
    answers: { calls: context.profile.digestCalls, ...answers, leaves },
    handle,
  };
}

function burstOf(subject: Subject, side: SideName, address: unknown, ordinal: number): Promise<BurstReport> {
  const { context, comparison, generator } = subject;
  const { judges, digestCalls } = context.profile;
  const { burstMs, rewarmMs, opsPerSlice } = CONSTANTS;
  return generator.burst({
    ...named(subject),
    side: { variant: subject[side].name, address },
    clients: comparison.clients,
    request: {
      ...{ metric: comparison.metric === 'mean' ? 'mean' : 'p50', opsPerSlice, digestCalls, ordinal },
      ...(judges ? { ms: burstMs, warmMs: 2 * rewarmMs } : { ms: 1, warmMs: 0 }),
    },
  });
}
