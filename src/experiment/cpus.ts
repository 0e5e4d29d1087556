/** Which processors client and servers get. Pure; `src/load/pin.ts` does it. */
import type { Comparison } from './record.ts';

export type Cpus = Comparison['cpus'];

/**
 * One client takes turns with a server that works for it alone, so both share one core: neither wakes a sleeping one.
 * Several clients get a core of their own beside the servers'. Without `taskset`, or on one core, nothing is pinned.
 */
export function layout(clients: number, cores: number, canPin: boolean): Cpus {
  if (!canPin || cores < 2) return { layout: 'none', client: null, server: null };
  const last = `${cores - 1}`;
  if (clients === 1) return { layout: 'same', client: last, server: last };
  return { layout: 'split', client: last, server: cores === 2 ? '0' : `0-${cores - 2}` };
}

/** Of a task that works in several processes: each may go where it likes, also such as were pinned before. */
export function unconfined(cores: number, canPin: boolean): Cpus {
  const all = canPin && cores > 1 ? `0-${cores - 1}` : null;
  return { layout: 'none', client: all, server: all };
}

/** Why nothing is pinned, for a person; null when processes are. */
export function whyUnpinned({
  asked,
  cores,
  canPin,
}: {
  readonly asked: boolean;
  readonly cores: number;
  readonly canPin: boolean;
}): string | null {
  if (!asked) return '--cpus none';
  if (cores < 2) return 'one core';
  return canPin ? null : 'no taskset here that can';
}
