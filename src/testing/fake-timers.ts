/** Timers of a fake clock: what waits is run in the order of its time, and the clock jumps from one to the next. */
import type { FakeClock } from './fake-clock.ts';

export interface FakeTimers {
  /** A turn of the event loop takes as long as the test says. */
  soon(run: () => void): void;
  later(ms: number, run: () => void): () => void;
  /** At this time on the clock. A promise that a fake answer resolves there is seen before anything later runs. */
  at(ns: number, run: () => void): () => void;
  /** Runs everything that waits, and what that sets waiting. */
  run(): Promise<void>;
}

interface Waiting {
  readonly ns: number;
  readonly run: () => void;
}

export interface FakeTimersOptions {
  readonly turnNs: number;
  /** Every timer comes so late, as real ones do. */
  readonly lateNs?: number;
}

export function fakeTimers(clock: FakeClock, { turnNs, lateNs = 0 }: FakeTimersOptions): FakeTimers {
  const queue: Waiting[] = [];
  const at = (ns: number, run: () => void): (() => void) => {
    const waiting = { ns, run };
    const later = queue.findIndex((other) => other.ns > ns);
    queue.splice(later < 0 ? queue.length : later, 0, waiting);
    return () => {
      const index = queue.indexOf(waiting);
      if (index >= 0) queue.splice(index, 1);
    };
  };
  return {
    at,
    soon: (run) => void at(clock.nowNs() + turnNs, run),
    later: (ms, run) => at(clock.nowNs() + ms * 1e6 + lateNs, run),
    async run() {
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        clock.advance(Math.max(0, next.ns - clock.nowNs()));
        next.run();
        await settled();
      }
    },
  };
}

/** When every promise that can be resolved by now has been. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
