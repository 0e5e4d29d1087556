/** The load generator's process as the commands start it: guarded, so that whatever ends this process ends that one. */
import path from 'node:path';
import { type Generator, startGenerator } from '../load/generator.ts';
import type { LocalProvisioner } from '../provision/local.ts';

const SCRIPT = path.join(import.meta.dirname, '..', 'worker.ts');

export const guardedGenerator = (
  { guard, unguard }: Pick<LocalProvisioner, 'guard' | 'unguard'>,
  signal: AbortSignal,
): Generator => startGenerator({ script: SCRIPT, onStart: (pid) => guard(pid, 'SIGKILL'), onEnd: (pid) => unguard(pid), signal });
