/** A failure is told with the server's last lines and the command that repeats only it. */
import { messageOf, ServerError } from '../errors.ts';
import type { RunContext } from './context.ts';

/** `optimization` is what to repeat; `id` says what failed, more closely. */
export function fail(context: RunContext, optimization: string, id: string, error: unknown): void {
  const log = error instanceof ServerError ? [...error.log] : [];
  const entry = { id, error: messageOf(error), log, repeat: context.repeat(optimization) };
  context.file.record.failed.push(entry);
  context.emit({ kind: 'failed', ...entry });
}
