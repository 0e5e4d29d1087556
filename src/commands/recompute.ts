/** `mhbench report --recompute`: computes every verdict of a stored run again and tells where the record says otherwise. Writes nothing. */
import type { Io } from '../config.ts';
import { UserError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { type Difference, recompute } from '../experiment/recompute.ts';
import type { RunRecord } from '../experiment/record.ts';
import type { ReportOptions } from './report.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export async function recomputeStored({ run, out }: ReportOptions, io: Pick<Io, 'stdout' | 'cwd'>): Promise<number> {
  const path = await findRecord({ run, out, cwd: io.cwd });
  const record = await readRecord(path);
  if (isSummary(record))
    throw new UserError(
      `${path} is a summary: the samples that verdicts come from were left out.`,
      'Recompute the run.json it was made of.',
    );
  const { comparisons, differences, withheld } = recompute(record);
  const counted = `${path}: ${comparisons} verdict${comparisons === 1 ? '' : 's'} recomputed from the evidence`;
  if (differences.length === 0) {
    const back = withheld.map(({ key, reason }) => `  ${key}: withheld, ${reason}`);
    io.stdout.write(`${[`${counted}, all as stored`, ...back].join('\n')}\n`);
    return EXIT.done;
  }
  io.stdout.write(`${[`${counted}; this is not what stands there:`, ...linesOf(differences)].join('\n')}\n`);
  return EXIT.failed;
}

/** Sessions that counted and have no blocks. */
const isSummary = ({ comparisons }: RunRecord): boolean =>
  comparisons.some(
    ({ evidence }) =>
      evidence.shape === 'calls' && evidence.sessions.some(({ effect, blocks }) => effect !== null && blocks.length === 0),
  );

/** Each comparison once, its figures beneath it. */
function linesOf(differences: readonly Difference[]): readonly string[] {
  const keys = [...new Set(differences.map(({ key }) => key))];
  return keys.flatMap((key) => [
    `  ${key}`,
    ...differences
      .filter((difference) => difference.key === key)
      .map(({ figure, stored, recomputed }) => `    ${figure}: stored ${String(stored)}, recomputed ${String(recomputed)}`),
  ]);
}
