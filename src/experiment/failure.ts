/** A failure is told with the server's last lines and the command that repeats only it; what lacks a server that cannot be had is skipped with the remedy. */
import { cannotWriteTo, FREE_DISK } from '../disk-full.ts';
import { messageOf, ServerError } from '../errors.ts';
import type { RunContext } from './context.ts';
import type { RunRecord } from './record.ts';
import type { LastWords } from './servers.ts';

/** The remedy where none is known. */
export const DOCTOR = 'npm run mhbench -- doctor';

export function skip({ file, emit }: RunContext, entry: RunRecord['skipped'][number]): void {
  // Each value of a sweep would say the same.
  if (file.record.skipped.some(({ id }) => id === entry.id)) return;
  file.record.skipped.push(entry);
  emit({ kind: 'skipped', ...entry });
}

export interface Failure {
  /** What to repeat. */
  readonly optimization: string;
  /** What failed, more closely. */
  readonly id: string;
  readonly error: unknown;
  readonly lastWords: LastWords;
}

export function fail(context: RunContext, { optimization, id, error, lastWords }: Failure): void {
  if (error instanceof ServerError && error.absent) {
    skip(context, { id: optimization, reason: error.message, remedy: error.hint ?? DOCTOR });
    return;
  }
  const log = [...(error instanceof ServerError ? error.log : []), ...lastWords.lines];
  const hint = error instanceof ServerError ? error.hint : undefined;
  const full = lastWords.fullFolders.map(cannotWriteTo);
  const told = [messageOf(error), ...full, ...(hint === undefined ? [] : [hint]), ...(full.length === 0 ? [] : [FREE_DISK])];
  const entry = { id, error: told.join('; '), log, repeat: context.repeat(optimization) };
  context.file.record.failed.push(entry);
  context.emit({ kind: 'failed', ...entry });
}
