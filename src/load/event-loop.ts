/** How late and how busy this process's own event loop was: stands beside the figures of a load that it generates. */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

const RESOLUTION_MS = 1;

export interface EventLoopFigures {
  /** How late timers of one millisecond came. */
  readonly delayP99Ns: number;
  /** Share of the time in which it did not wait; a loop that turns in place is always busy. */
  readonly utilisation: number;
}

/** Begins to watch; what it gives back ends that and tells. */
export function watchEventLoop(): () => EventLoopFigures {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const before = performance.eventLoopUtilization();
  delay.enable();
  return () => {
    delay.disable();
    return {
      delayP99Ns: Math.max(0, delay.percentile(99) - RESOLUTION_MS * 1e6),
      utilisation: performance.eventLoopUtilization(before).utilization,
    };
  };
}
