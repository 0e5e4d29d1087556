/** What a run will do: the options against the catalogue and the machine, fitted into the time. Starts nothing. */
import { loadCatalog, loadDomain } from '../catalog.ts';
import type { RunOptions } from '../config.ts';
import { UserError } from '../errors.ts';
import { fitPlan, type IsOpen } from '../experiment/fit.ts';
import { type Plan, planRun } from '../experiment/plan.ts';
import { withoutEffect } from '../experiment/plan-load.ts';
import type { RunRecord } from '../experiment/record.ts';
import type { Machine } from './machine.ts';
import { selected } from './selection.ts';

export interface Planned {
  readonly options: RunOptions;
  readonly plan: Plan;
  readonly domain: Awaited<ReturnType<typeof loadDomain>>;
  /** By the profile, until they are named. */
  readonly leftOut: RunRecord['skipped'];
}

/** `isOpen`: which comparisons are to be measured, where others stand already. */
export async function planOf(
  options: RunOptions,
  { memoryBytes }: Pick<Machine, 'memoryBytes'>,
  isOpen?: IsOpen,
): Promise<Planned> {
  const [catalog, domain] = await Promise.all([loadCatalog(), loadDomain()]);
  const { entries, leftOut } = selected(catalog.optimizations, options);
  const { profile, scale, budgetSeconds, isWall } = options;
  const whole = planRun(entries, { profile, counts: domain.countsAt(scale), memoryBytes, wish: options });
  const idle = withoutEffect(options, whole.optimizations);
  if (idle !== null) throw new UserError(idle, 'mhbench list shows the benches of each optimisation; a task has no load.');
  const fitting = { budgetSeconds, isWall, ...(isOpen && { isOpen }) };
  const plan = profile.judges || isWall ? fitPlan(whole, fitting) : whole;
  if (plan.comparisons === 0 && whole.comparisons > 0)
    throw new UserError(
      `no comparison fits into ${budgetSeconds} s: the whole takes about ${whole.seconds} s`,
      'give it more with --timeout, or name less to measure',
    );
  return { options, plan, domain, leftOut };
}
