/** What does not come to a figure: a failure is told with the server's last lines and the command that repeats only it, a skip with its reason and its remedy. */
import { cannotWriteTo, FREE_DISK } from '../disk-full.ts';
import { messageOf, ServerError } from '../errors.ts';
import type { RunContext } from './context.ts';
import type { LastWords } from './servers.ts';

/** The remedy where none is known. */
export const DOCTOR = 'npm run mhbench -- doctor';

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
    skip(context, [optimization], { reason: error.message, remedy: error.hint ?? DOCTOR });
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

/** Tells each of them as skipped, once: each value of a sweep would say the same. */
export function skip(
  context: Pick<RunContext, 'file' | 'emit'>,
  ids: readonly string[],
  { reason, remedy }: { readonly reason: string; readonly remedy: string },
): false {
  const known = context.file.record.skipped;
  for (const id of ids.filter((each) => !known.some(({ id: told }) => told === each))) {
    const entry = { id, reason, remedy };
    context.file.record.skipped.push(entry);
    context.emit({ kind: 'skipped', ...entry });
  }
  return false;
}
