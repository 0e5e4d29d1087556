/** What every call to a server is held to: a deadline, and an error that says which server it was and what was asked of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf, ServerError } from '../errors.ts';
import type { Address } from './store.ts';

/** Longer than a client's own retries take, so that its reason is told where it has one. */
const CALL_MS = 10_000;
const POLL_MS = 5;
const LAST_MS = 1_000;
/** A goodbye is a courtesy: a server that does not take it is left without. */
const GOODBYE_MS = 2_000;

/** Which server (`kafka on 127.0.0.1:9092`), and what is asked of it: `create the topic l1.events`. */
export interface Errand {
  readonly who: string;
  readonly what: string;
  readonly mostMs?: number;
}

/** Rejects when the work is not done in time; what it does later is nobody's concern. */
export async function before<T>(mostMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ServerError(`no answer within ${mostMs / 1000} s`)), mostMs);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for `work`, but not for ever, and says who failed at what. */
export async function within<T>({ who, what, mostMs = CALL_MS }: Errand, work: Promise<T>): Promise<T> {
  try {
    return await before(mostMs, work);
  } catch (error) {
    throw new ServerError(`${who} did not ${what}: ${messageOf(error)}`, { cause: error });
  }
}

/** Asks again until nothing is missing; what was missing last is told when the time is over. */
export async function until({ who, what, mostMs = CALL_MS }: Errand, missing: () => Promise<string | null>): Promise<void> {
  const startMs = performance.now();
  // The last one may take a moment longer, so that it is told what is missing and not that time was short.
  const leftMs = () => Math.max(LAST_MS, mostMs - (performance.now() - startMs));
  for (;;) {
    const still = await within({ who, what, mostMs: leftMs() }, missing());
    if (still === null) return;
    if (performance.now() - startMs > mostMs) throw new ServerError(`${who} did not ${what} within ${mostMs / 1000} s: ${still}`);
    await pause(POLL_MS);
  }
}

/** Ends a connection; one whose server has fallen silent is cut. */
export async function parted(goodbye: Promise<unknown>, cut: () => void): Promise<void> {
  await before(GOODBYE_MS, goodbye).catch(cut);
}

/** Whether a server answers: `ask` connects, asks and lets go. The deadline holds whatever the client itself waits for. */
export async function answered(
  store: string,
  { host, port }: Pick<Address, 'host' | 'port'>,
  { timeoutMs, ask }: { readonly timeoutMs: number; readonly ask: () => Promise<unknown> },
): Promise<void> {
  await within({ who: `${store} on ${host}:${port}`, what: 'answer', mostMs: timeoutMs }, ask());
}
