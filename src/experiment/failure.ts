/** What does not come to a figure: a failure is told with the server's last lines and the command that repeats only it, a skip with its reason and its remedy. */
import { messageOf, ServerError } from '../errors.ts';
import type { RunContext } from './context.ts';

export interface Failure {
  /** What to repeat. */
  readonly optimization: string;
  /** What failed, more closely. */
  readonly id: string;
  readonly error: unknown;
  /** Of the servers that died meanwhile. */
  readonly lastWords: readonly string[];
}

export function fail(context: RunContext, { optimization, id, error, lastWords }: Failure): void {
  const log = [...(error instanceof ServerError ? error.log : []), ...lastWords];
  const entry = { id, error: messageOf(error), log, repeat: context.repeat(optimization) };
  context.file.record.failed.push(entry);
  context.emit({ kind: 'failed', ...entry });
}

/** Tells each of them as skipped. */
export function skip(
  context: Pick<RunContext, 'file' | 'emit'>,
  ids: readonly string[],
  { reason, remedy }: { readonly reason: string; readonly remedy: string },
): false {
  for (const id of ids) {
    const entry = { id, reason, remedy };
    context.file.record.skipped.push(entry);
    context.emit({ kind: 'skipped', ...entry });
  }
  return false;
}
