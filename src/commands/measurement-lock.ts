/** One measurement at a time on a machine: two would measure each other. `clean` takes the same lock before it deletes. */
import type { Clock } from '../clock.ts';
import type { Io } from '../config.ts';
import { acquireLock } from '../lock.ts';

/** Holds the machine until it is disposed; throws a ServerError that names the holder when somebody else measures. */
export const holdMachine = (command: string, io: Pick<Io, 'cwd' | 'signal'>, clock: Clock): Promise<AsyncDisposable> =>
  acquireLock(
    'measurement',
    { pid: process.pid, project: io.cwd, command, since: clock.date().toISOString() },
    { signal: io.signal, wait: false },
  );
