/** `mhbench explain`: a run that judges nothing, printed as changes, questions and plans. */
import type { Io, RunOptions } from '../config.ts';
import { explainedLines } from '../report/plan-text.ts';
import { runRecorded } from './run.ts';

/** The gains, and what they cost, of every candidate; the record stays where any run's stays. Throws what a run throws. */
export async function explain(options: RunOptions, io: Io): Promise<number> {
  const { code, record } = await runRecorded({ ...options, quiet: true }, io);
  for (const optimization of record?.optimizations ?? []) {
    const own = record?.comparisons.filter(({ id }) => id === optimization.id) ?? [];
    const blocks = own.map((comparison) => explainedLines(optimization, comparison).join('\n'));
    io.stdout.write(`${optimization.id}: ${optimization.question}\n\n${blocks.join('\n\n')}\n\n`);
  }
  return code;
}
