/** `mhbench merge`: one run of the shards of one, which are then judged as a whole. */
import path from 'node:path';
import { loadDomain } from '../catalog.ts';
import { systemClock } from '../clock.ts';
import type { Io } from '../config.ts';
import { UnlikeError } from '../errors.ts';
import { EXIT } from '../exit-codes.ts';
import { mergeShards, unlikeShards } from '../experiment/merge.ts';
import { recordFile } from '../experiment/record-file.ts';
import { redact } from '../redact.ts';
import { plural } from '../report/format.ts';
import { writeIndex, writeReport } from './report.ts';
import { runIdOf } from './run-record.ts';
import { findRecord, readRecord } from './stored-runs.ts';

export interface MergeOptions {
  readonly runs: readonly string[];
  readonly out: string;
  /** Machines may be of different kinds; nothing else may. */
  readonly allowMismatch: boolean;
}

export async function merge(
  { runs, out, allowMismatch }: MergeOptions,
  io: Pick<Io, 'stdout' | 'stderr' | 'cwd'>,
): Promise<number> {
  const files = await Promise.all(runs.map(async (run) => await findRecord({ run, out, cwd: io.cwd })));
  const shards = await Promise.all(files.map(readRecord));
  const { grave, machines } = unlikeShards(shards);
  const differences = [...grave, ...(allowMismatch ? [] : machines)];
  if (differences.length > 0)
    throw new UnlikeError(
      'these runs are no shards of one',
      differences,
      grave.length > 0
        ? 'merge what one commit measured with the same seeds'
        : '--allow-mismatch merges over kinds of machines, and says so in the report',
    );
  const domain = await loadDomain();
  const id = `${runIdOf(systemClock.date())}-merged`;
  const record = mergeShards(shards, {
    ...{ id, command: `mhbench merge ${shards.map(({ run }) => run.id).join(' ')}`, differing: machines },
    digestOf: (tables) => domain.datasetDigest([{ tables, rows: 0, seconds: 0 }]),
  });
  const file = await recordFile(path.resolve(io.cwd, out, id), record, () => record.run.durationMs);
  await file.save();
  const page = await writeReport(file.path);
  await writeIndex(path.resolve(io.cwd, out));
  const { of = 0, shards: there = [] } = record.run.merged ?? {};
  io.stderr.write(
    `${there.length} of ${plural(of, 'shard')}, ${record.comparisons.length} of ${plural(record.run.planned, 'comparison')}\n`,
  );
  for (const machine of machines) io.stderr.write(redact(`unlike: ${machine}\n`));
  io.stdout.write(`${page}\n`);
  return EXIT.done;
}
