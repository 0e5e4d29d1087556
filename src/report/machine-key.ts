/** A kind of machine: what makes two of them comparable, and its short name. Pure. */
import { createHash } from 'node:crypto';
import type { RunRecord } from '../experiment/record.ts';

type Environment = Pick<RunRecord['environment'], 'cpu' | 'cores' | 'memoryBytes' | 'kernel'>;

export const machineFacts = ({ cpu, cores, memoryBytes, kernel }: Environment) => ({
  ...{ processor: cpu, cores, 'memory in GiB': Math.round(memoryBytes / 2 ** 30), kernel },
});

/** Another processor, memory or kernel begins another history: its nights do not continue those of before. */
export const machineKey = ({ environment }: { readonly environment: Environment }): string =>
  createHash('sha256')
    .update(Object.values(machineFacts(environment)).join('|'))
    .digest('hex')
    .slice(0, 12);
