/** What a run will do: the options against the catalogue and the machine, fitted into the time. Starts nothing. */
import { loadCatalog, loadDomain } from '../catalog.ts';
import type { RunOptions } from '../config.ts';
import { UserError } from '../errors.ts';
import { fitPlan, type IsOpen } from '../experiment/fit.ts';
import { type Entry, type Plan, type PlanOptions, planRun } from '../experiment/plan.ts';
import { withoutEffect } from '../experiment/plan-load.ts';
import type { RunRecord } from '../experiment/record.ts';
import { type Shard, shardIds } from '../experiment/shards.ts';
import type { Machine } from './machine.ts';
import { selected } from './selection.ts';

export interface Planned {
  readonly options: RunOptions;
  readonly plan: Plan;
  readonly domain: Awaited<ReturnType<typeof loadDomain>>;
  /** By the profile, until they are named. */
  readonly leftOut: RunRecord['skipped'];
  /** The part that this run is of a larger one. */
  readonly shard?: NonNullable<RunRecord['run']['shard']>;
}

/** `isOpen`: which comparisons are to be measured, where others stand already. */
export async function planOf(
  options: RunOptions,
  { memoryBytes }: Pick<Machine, 'memoryBytes'>,
  isOpen?: IsOpen,
): Promise<Planned> {
  const [catalog, domain] = await Promise.all([loadCatalog(), loadDomain()]);
  const { entries: all, leftOut } = selected(catalog.optimizations, options);
  const { profile, scale, budgetSeconds, isWall } = options;
  const given = { profile, counts: domain.countsAt(scale), wish: options };
  const { entries, shard } = shardOf(all, options.shard, given);
  const whole = planRun(entries, { ...given, memoryBytes });
  const idle = withoutEffect(options, whole.optimizations);
  if (idle !== null) throw new UserError(idle, 'mhbench list shows the benches of each optimisation; a task has no load.');
  const fitting = { budgetSeconds, isWall, ...(isOpen && { isOpen }) };
  const plan = profile.judges || isWall ? fitPlan(whole, fitting) : whole;
  if (plan.comparisons === 0 && whole.comparisons > 0)
    throw new UserError(
      `no comparison fits into ${budgetSeconds} s: the whole takes about ${whole.seconds} s`,
      'give it more with --timeout, or name less to measure',
    );
  return { options, plan, domain, leftOut, ...(shard && { shard }) };
}

/** Split by what it would take on a machine that has room for everything, so that every machine splits alike. */
function shardOf(
  entries: readonly Entry[],
  shard: Shard | null,
  given: Omit<PlanOptions, 'memoryBytes'>,
): { readonly entries: readonly Entry[]; readonly shard?: Planned['shard'] } {
  if (shard === null) return { entries };
  const plan = planRun(entries, { ...given, memoryBytes: Number.POSITIVE_INFINITY });
  const own = shardIds(plan, shard.of)[shard.index - 1];
  return { entries: entries.filter(({ id }) => own?.has(id)), shard: { ...shard, comparisons: plan.comparisons } };
}
