/** `mhbench confirm`: measures a second time, here, what seems broken in a stored run; on a fresh machine, where there is one. */
import { systemClock } from '../clock.ts';
import type { Io, RunOptions } from '../config.ts';
import { EXIT } from '../exit-codes.ts';
import { alarmsOf } from '../experiment/claims.ts';
import type { Plan } from '../experiment/plan.ts';
import { readMachine } from './machine.ts';
import { holdMachine } from './measurement-lock.ts';
import { takeUp } from './resume.ts';
import { measure, type Ran } from './run.ts';
import { planOf } from './run-plan.ts';
import { groundOf } from './run-record.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export async function confirm(run: string | undefined, given: RunOptions, io: Io): Promise<Ran> {
  const file = await findRecord({ run, out: given.out, cwd: io.cwd });
  const alarms = new Set(alarmsOf(await readRecord(file)));
  if (alarms.size === 0) {
    io.stderr.write('nothing seems broken that was not measured a second time\n');
    return { code: EXIT.done, record: null };
  }
  const machine = await readMachine(io.env);
  await using _held = await holdMachine('mhbench confirm', io, systemClock);
  const { record, options, folder } = await takeUp(file, given, {
    ...{ ground: await groundOf(machine, io), cwd: io.cwd, anyMachine: true },
  });
  const planned = await planOf({ ...options, isWall: false }, machine, () => false);
  const plan = onlyOf(planned.plan, alarms);
  const stood = record.comparisons.map(({ key }) => key);
  return await measure({ ...planned, plan, leftOut: [], io, machine, record, folder, stood, again: record.run.status });
}

/** The plan with nothing but these comparisons. */
function onlyOf(plan: Plan, keys: ReadonlySet<string>): Plan {
  const optimizations = plan.optimizations
    .map((planned) => ({
      ...planned,
      circumstances: planned.circumstances
        .map((circumstance) => ({ ...circumstance, comparisons: circumstance.comparisons.filter(({ key }) => keys.has(key)) }))
        .filter(({ comparisons }) => comparisons.length > 0),
    }))
    .filter(({ circumstances }) => circumstances.length > 0);
  return { ...plan, optimizations, comparisons: keys.size };
}
