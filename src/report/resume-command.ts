/** How a run that has not measured all there was goes on. Pure. */
import type { RunRecord } from '../experiment/record.ts';

/** The command that takes it up; null where nothing is left. `out`: the folder of reports, which is said where it is not the usual one. */
export function resumeCommand({ run, notRun }: Pick<RunRecord, 'run' | 'notRun'>, out = 'reports'): string | null {
  if (run.asked === undefined || (run.status === 'complete' && notRun.length === 0)) return null;
  return `npm run mhbench -- run --resume ${run.id}${out === 'reports' ? '' : ` --out ${out}`}`;
}
