/** What every call to a broker is held to: a deadline, and an error that says which broker it was and what was asked of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, ServerError } from '../errors.ts';

/** Longer than the client's own retries take, so that its reason is told where it has one. */
const CALL_MS = 10_000;
const POLL_MS = 5;

/** Which broker (`127.0.0.1:9092`), and what is asked of it: `create the topic l1.events`. */
export interface Errand {
  readonly endpoint: string;
  readonly what: string;
  readonly mostMs?: number;
}

/** Waits for `work`, but not for ever. */
export async function within<T>({ endpoint, what, mostMs = CALL_MS }: Errand, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ServerError(`no answer within ${mostMs / 1000} s`)), mostMs);
  });
  try {
    return await Promise.race([work, over]);
  } catch (error) {
    throw new ServerError(`kafka on ${endpoint} did not ${what}: ${messageOf(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again until nothing is missing; what was missing last is told when the time is over. */
export async function until({ endpoint, what, mostMs = CALL_MS }: Errand, missing: () => Promise<string | null>): Promise<void> {
  const startMs = performance.now();
  const leftMs = () => Math.max(1, mostMs - (performance.now() - startMs));
  for (;;) {
    const still = await within({ endpoint, what, mostMs: leftMs() }, missing());
    if (still === null) return;
    if (performance.now() - startMs > mostMs) {
      throw new ServerError(`kafka on ${endpoint} did not ${what} within ${mostMs / 1000} s: ${still}`);
    }
    await pause(POLL_MS);
  }
}
