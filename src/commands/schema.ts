/** `mhbench schema`: the JSON schema of run.json, for whoever reads it with other tools. */
import type { Io } from '../config.ts';
import { recordSchema } from '../experiment/record.ts';

export function schema(io: Pick<Io, 'stdout'>): number {
  io.stdout.write(`${JSON.stringify(recordSchema(), null, 2)}\n`);
  return 0;
}
