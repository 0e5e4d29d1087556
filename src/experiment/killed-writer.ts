/** A writer that is killed in the middle of its calls: what it had begun stays as it was by then. A process of its own, because one that is killed tells nothing. */
import { ServerError } from '../errors.ts';
import type { DrillSpec } from '../load/messages.ts';
import type { RunContext } from './context.ts';

/** The name by which an event says that the process is meant which makes the calls. */
export const WRITER = 'writer';

/** Starts the calls, and kills their process without a word once the event is due. */
export async function killWriter({ startGenerator }: Pick<RunContext, 'startGenerator'>, spec: DrillSpec): Promise<void> {
  await using writer = startGenerator();
  let killed = false;
  const working = writer.drill(spec, () => {
    killed = process.kill(writer.pid, 'SIGKILL');
  });
  const error: unknown = await working.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (killed) return;
  throw new ServerError('the writer that was to be killed ended before that', { cause: error });
}
