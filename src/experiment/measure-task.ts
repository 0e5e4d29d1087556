/** A comparison of one long call: repeats A B B A, on fresh lanes where it writes. */
import { coins } from '../random.ts';
import type { Cpus } from './cpus.ts';
import { ruleFor } from './rule.ts';
import { type Measured, named, pinAll, progress, type Subject, secondsFor } from './subject.ts';
import { compareTasks, type SideName } from './task.ts';

export async function measureTask(subject: Subject, cpus: Cpus): Promise<Measured> {
  const { context, comparison, lanes, bench, generator } = subject;
  const rule = ruleFor(comparison, 'ABBA', cpus.layout !== 'none', context.profile);
  const use = comparison.writes ? 'task' : 'own';
  let handle = await lanes.get(subject.candidate, use);
  const state: NonNullable<Measured['state']> = { baseline: [], candidate: [] };
  const once = async (side: SideName) => {
    const variant = subject[side];
    handle = await lanes.get(variant, use);
    if (context.profile.judges) state[side] = [...((await handle.settle?.()) ?? [])];
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
    readMachine: context.readMachine,
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
    ...(context.profile.judges && { state }),
  };
}
